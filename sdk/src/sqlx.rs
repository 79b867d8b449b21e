//! Queries through the crate `sqlx`: a `CLIENT` span and a duration for each, in the words of OpenTelemetry's semantic
//! conventions 1.42 for databases.
//!
//! [`Traced`] stands where an executor stands: around a pool, a connection, or what a transaction lends.
//!
//! ```no_run
//! use tracewell::sqlx::Traced;
//!
//! # async fn example(pool: sqlx::Pool<sqlx::Sqlite>) -> Result<(), sqlx::Error> {
//! let database = Traced::new(&pool);
//! let orders = sqlx::query("SELECT * FROM orders WHERE customer = ?").bind(7).fetch_all(database).await?;
//!
//! let mut transaction = pool.begin().await?;
//! sqlx::query("DELETE FROM orders WHERE id = ?").bind(17).execute(Traced::new(&mut *transaction)).await?;
//! transaction.commit().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Spans
//! A span begins when the query is first polled, is current while the database works, and ends with the last row. It
//! covers the wait for a connection where a pool is asked.
//!
//! | Attribute | Where |
//! |---|---|
//! | `db.system.name` | always: `sqlite`, `postgresql`, `mysql`, or `other_sql` for the driver `Any` |
//! | `db.query.summary` | operations and tables (`SELECT orders`), or what [`Traced::summary`] says; the span's name |
//! | `db.query.text` | where the query has parameters, or [`Traced::with_text`] says so: other texts hold values |
//! | `db.operation.name` | where [`Traced::operation`] says it: the conventions do not want it read from the text |
//! | `db.response.returned_rows` | where the last row was read |
//! | `db.response.status_code` | where the database says one with its error |
//! | `error.type` | that status, `timeout` where the pool has no connection in time, else the error's name |
//!
//! Values of parameters are never recorded, nor is the database's message about an error, which may hold some: a span's
//! description says `unique violation`. That there is no row for `fetch_one` is no failure of the query.
//!
//! Who drops `fetch_all`, `execute` or `fetch_one` half done, or a stream before its first row, has cancelled:
//! `tracewell.cancelled`, no error. A stream may be left once it has given something.
//!
//! # Metrics
//! `db.client.operation.duration`, by system, summary, status and `error.type`; the summary has a budget of 200.
//! [`observe_pool`] observes a pool's connections.
//!
//! # What there is not
//! Where transactions begin and end, and where connections are made: sqlx asks no executor then. Addresses and names of
//! databases: executors do not know theirs.

mod failure;
mod measured;
mod pool;
mod query;
mod rows;
mod summary;
mod tokens;

use std::future::ready;

use ::sqlx::{Database, Describe, Either, Error, Execute, Executor, SqlStr};
use futures_core::{future::BoxFuture, stream::BoxStream};
use futures_util::TryStreamExt;

pub use pool::observe_pool;

use self::{
    measured::QueryOperation,
    query::{Asked, Taken},
    rows::{Early, Rows},
};
use crate::operation::Run;

/// An executor whose queries have spans; see [the module](self).
///
/// # Cost
/// A walk over the query's text, a span with about four attributes, and a boxed future more. With the feature `off`
/// nothing but a move.
#[derive(Clone, Copy, Debug)]
pub struct Traced<X> {
    inner: X,
    said: Said,
}

/// What code says of a query.
#[derive(Clone, Copy, Debug, Default)]
struct Said {
    summary: Option<&'static str>,
    operation: Option<&'static str>,
    text: bool,
}

impl<X> Traced<X> {
    /// Wraps `&pool`, `&mut connection` or `&mut *transaction`.
    pub const fn new(executor: X) -> Self {
        Self { inner: executor, said: Said { summary: None, operation: None, text: false } }
    }

    /// Names the queries, in place of what their text says: `get order by id`.
    #[must_use]
    pub const fn summary(mut self, summary: &'static str) -> Self {
        self.said.summary = Some(summary);
        self
    }

    /// Says which operation it is: `db.operation.name`.
    #[must_use]
    pub const fn operation(mut self, operation: &'static str) -> Self {
        self.said.operation = Some(operation);
        self
    }

    /// Records the query's text although it has no parameters: nobody's values are in it.
    #[must_use]
    pub const fn with_text(mut self) -> Self {
        self.said.text = true;
        self
    }

    fn rows<'c, 'e, 'q: 'e, E>(self, query: E, early: Early) -> Rows<'e, X::Database>
    where
        'c: 'e,
        X: Executor<'c>,
        E: 'q + Execute<'q, X::Database>,
    {
        let (taken, asked) = Taken::take(query, &self.said);
        Rows::new(self.inner.fetch_many(taken), asked, early)
    }
}

/// What a query gives, piece by piece.
type Step<DB> = Either<<DB as Database>::QueryResult, <DB as Database>::Row>;

impl<'c, X: Executor<'c>> Executor<'c> for Traced<X> {
    type Database = X::Database;

    fn execute<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<<Self::Database as Database>::QueryResult, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Self::Database>,
    {
        if cfg!(feature = "off") {
            return self.inner.execute(query);
        }
        let rows = self.rows(query, Early::IsCancelled);
        Box::pin(rows.try_filter_map(|step| ready(Ok(step.left()))).try_collect())
    }

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Step<Self::Database>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Self::Database>,
    {
        if cfg!(feature = "off") {
            return self.inner.fetch_many(query);
        }
        Box::pin(self.rows(query, Early::IsEnough))
    }

    fn fetch_all<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Vec<<Self::Database as Database>::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Self::Database>,
    {
        if cfg!(feature = "off") {
            return self.inner.fetch_all(query);
        }
        let rows = self.rows(query, Early::IsCancelled);
        Box::pin(rows.try_filter_map(|step| ready(Ok(step.right()))).try_collect())
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<<Self::Database as Database>::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Self::Database>,
    {
        if cfg!(feature = "off") {
            return self.inner.fetch_optional(query);
        }
        let (taken, asked) = Taken::take(query, &self.said);
        watched(asked, self.inner.fetch_optional(taken), |row| Some(u64::from(row.is_some())))
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [<Self::Database as Database>::TypeInfo],
    ) -> BoxFuture<'e, Result<<Self::Database as Database>::Statement, Error>>
    where
        'c: 'e,
    {
        // Asks the database, but runs nothing: the statement's queries have their spans.
        self.inner.prepare_with(sql, parameters)
    }

    #[doc(hidden)]
    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Self::Database>, Error>>
    where
        'c: 'e,
    {
        self.inner.describe(sql)
    }
}

/// Waits under a span, which begins with the first poll.
fn watched<'e, T: Send + 'e>(
    asked: Asked,
    work: BoxFuture<'e, Result<T, Error>>,
    count: fn(&T) -> Option<u64>,
) -> BoxFuture<'e, Result<T, Error>> {
    Box::pin(async move {
        let note = |operation: &mut QueryOperation, outcome: &Result<T, Error>| match outcome {
            Ok(value) => measured::returned(operation, count(value)),
            Err(error) => failure::note(operation, error),
        };
        Run::new(asked.begin(), work, note).await
    })
}
