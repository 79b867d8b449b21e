//! What is said of a query that failed, and what is not.

use std::borrow::Cow;

use ::sqlx::{Error, error::ErrorKind};
use opentelemetry::KeyValue;

use super::measured::QueryOperation;

/// Notes an error by its status or its name; the database's own words may hold values, and stay away.
pub(super) fn note(operation: &mut QueryOperation, error: &Error) {
    if let Error::Database(database) = error
        && let Some(code) = database.code()
    {
        let code = code.into_owned();
        operation.note(|span| span.set_attribute(KeyValue::new("db.response.status_code", code.clone())));
        operation.measure().status.clone_from(&code);
        operation.failed(code, || description(error));
        return;
    }
    operation.failed(name(error), || description(error));
}

/// Returns what stands for an error that is not the database's.
fn name(error: &Error) -> &'static str {
    match error {
        Error::PoolTimedOut => "timeout",
        Error::Configuration(_) => "sqlx::Error::Configuration",
        Error::InvalidArgument(_) => "sqlx::Error::InvalidArgument",
        Error::Io(_) => "sqlx::Error::Io",
        Error::Tls(_) => "sqlx::Error::Tls",
        Error::Protocol(_) => "sqlx::Error::Protocol",
        Error::Encode(_) => "sqlx::Error::Encode",
        Error::Decode(_) => "sqlx::Error::Decode",
        Error::AnyDriverError(_) => "sqlx::Error::AnyDriverError",
        Error::PoolClosed => "sqlx::Error::PoolClosed",
        Error::WorkerCrashed => "sqlx::Error::WorkerCrashed",
        _ => "_OTHER",
    }
}

fn description(error: &Error) -> Cow<'static, str> {
    match error {
        Error::Database(database) => match database.kind() {
            ErrorKind::UniqueViolation => "unique violation",
            ErrorKind::ForeignKeyViolation => "foreign key violation",
            ErrorKind::NotNullViolation => "not null violation",
            ErrorKind::CheckViolation => "check violation",
            _ => "",
        }
        .into(),
        Error::Io(_) | Error::Tls(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => {
            error.to_string().into()
        }
        _ => "".into(),
    }
}
