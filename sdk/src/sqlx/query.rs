//! A query on its way to the database: what is known of it, and what the executor gets in its place.

use std::borrow::Cow;

use ::sqlx::{Arguments, Database, Execute, SqlStr, error::BoxDynError};
use opentelemetry::{KeyValue, trace::SpanKind};

use super::{
    Said,
    measured::{Query, QueryOperation, System},
    summary::summary,
};
use crate::{
    current,
    metrics::LabelValue,
    operation::Operation,
    trace::{Described, open_linked},
};

/// What is known of a query before it runs.
pub(super) struct Asked {
    query: Query,
    operation: Option<&'static str>,
    text: Option<SqlStr>,
}

impl Asked {
    /// Begins the operation under what is current.
    pub(super) fn begin(self) -> QueryOperation {
        let Self { query, operation, text } = self;
        let describe = || {
            let system = System::text(query.system.index());
            let mut attributes = Vec::with_capacity(6);
            attributes.push(KeyValue::new("db.system.name", system));
            if let Some(operation) = operation {
                attributes.push(KeyValue::new("db.operation.name", operation));
            }
            if let Some(text) = text {
                attributes.push(KeyValue::new("db.query.text", text.as_str().to_owned()));
            }
            let name = if query.summary.is_empty() {
                Cow::Borrowed(system)
            } else {
                attributes.push(KeyValue::new("db.query.summary", query.summary.clone()));
                query.summary.clone()
            };
            Described { name, attributes, links: Vec::new() }
        };
        let opened = open_linked(current::current(), SpanKind::Client, describe);
        Operation::new(opened, query)
    }
}

/// A query taken apart: who asks for its text has consumed it.
pub(super) struct Taken<DB: Database> {
    sql: SqlStr,
    statement: Option<DB::Statement>,
    arguments: Result<Option<DB::Arguments>, BoxDynError>,
    persistent: bool,
}

impl<DB: Database> Taken<DB> {
    /// Takes a query apart, and says what is known of it.
    pub(super) fn take<'q>(mut query: impl Execute<'q, DB>, said: &Said) -> (Self, Asked) {
        let arguments = query.take_arguments();
        let (statement, persistent) = (query.statement().cloned(), query.persistent());
        let sql = query.sql();
        let has_parameters = matches!(&arguments, Ok(Some(arguments)) if arguments.len() > 0);
        let summary = said.summary.map_or_else(|| summary(sql.as_str()).into(), Cow::Borrowed);
        let asked = Asked {
            query: Query::new(System::of::<DB>(), summary),
            operation: said.operation,
            text: (has_parameters || said.text).then(|| sql.clone()),
        };
        (Self { sql, statement, arguments, persistent }, asked)
    }
}

impl<DB: Database> Execute<'_, DB> for Taken<DB> {
    fn sql(self) -> SqlStr {
        self.sql
    }

    fn statement(&self) -> Option<&DB::Statement> {
        self.statement.as_ref()
    }

    fn take_arguments(&mut self) -> Result<Option<DB::Arguments>, BoxDynError> {
        std::mem::replace(&mut self.arguments, Ok(None))
    }

    fn persistent(&self) -> bool {
        self.persistent
    }
}
