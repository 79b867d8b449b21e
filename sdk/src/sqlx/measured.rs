//! How long queries take: semantic conventions 1.42, "Database client metrics".

use std::borrow::Cow;

use ::sqlx::Database;
use opentelemetry::KeyValue;

use crate::{
    metrics::{Histogram, LabelValue, Labels},
    operation::{Measure, Operation},
};

/// A query that runs.
pub(super) type QueryOperation = Operation<Query>;

/// Which database is asked, as far as its driver knows.
#[derive(Clone, Copy, LabelValue)]
pub(super) enum System {
    Sqlite,
    Postgresql,
    Mysql,
    OtherSql,
}

impl System {
    pub(super) fn of<DB: Database>() -> Self {
        match DB::NAME {
            "SQLite" => Self::Sqlite,
            "PostgreSQL" => Self::Postgresql,
            "MySQL" => Self::Mysql,
            _ => Self::OtherSql,
        }
    }
}

#[derive(Labels)]
struct QueryLabels<'a> {
    #[label(name = "db.system.name")]
    system: System,
    #[label(name = "db.query.summary", max = 200)]
    summary: &'a str,
    #[label(name = "db.response.status_code", max = 60)]
    status: &'a str,
    #[label(name = "error.type", max = 60)]
    error: &'a str,
}

#[tracewell::metrics]
struct Queries {
    /// Duration of queries, to the end of their rows.
    #[histogram(
        unit = "s",
        name = "db.client.operation.duration",
        buckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]
    )]
    duration: Histogram<QueryLabels<'static>>,
}

/// What is measured of a query.
pub(super) struct Query {
    pub(super) system: System,
    pub(super) summary: Cow<'static, str>,
    /// What the database says with its error.
    pub(super) status: String,
}

impl Query {
    pub(super) const fn new(system: System, summary: Cow<'static, str>) -> Self {
        Self { system, summary, status: String::new() }
    }
}

impl Measure for Query {
    fn enter(&self, seconds: f64, error: &str) {
        let labels = QueryLabels { system: self.system, summary: &self.summary, status: &self.status, error };
        Queries::get().duration.record(seconds, &labels);
    }
}

/// Notes how many rows there were, where all of them were read.
pub(super) fn returned(operation: &QueryOperation, rows: Option<u64>) {
    if let Some(rows) = rows {
        operation.note(|span| {
            span.set_attribute(KeyValue::new("db.response.returned_rows", rows.cast_signed()));
        });
    }
}
