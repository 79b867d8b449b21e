//! What spans and metrics say of queries, against a database in memory.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![expect(clippy::float_cmp, reason = "what is compared are numbers of things")]

mod early;
mod metrics;
mod spans;

use opentelemetry::trace::SpanKind;
use opentelemetry_sdk::trace::SpanData;
use sqlx::{Pool, Sqlite, sqlite::SqlitePoolOptions};
use tracewell::testing::{Capture, capture};

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// A database of its own, with three orders.
async fn database() -> Pool<Sqlite> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    for statement in [
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT UNIQUE NOT NULL)",
        "INSERT INTO orders VALUES (1, 'Ada'), (2, 'Bob'), (3, 'Eve')",
    ] {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }
    pool
}

/// Works with a database, and captures the spans of it.
fn captured(work: impl AsyncFnOnce(&Pool<Sqlite>)) -> Capture {
    let capture = capture();
    run(async {
        let pool = database().await;
        work(&pool).await;
        pool.close().await;
    });
    capture
}

fn client(capture: &Capture) -> SpanData {
    let mut spans = capture.spans().into_iter().filter(|span| span.span_kind == SpanKind::Client);
    let span = spans.next().unwrap_or_else(|| panic!("no span of a client: {}", capture.tree()));
    assert!(spans.next().is_none(), "one span for one query: {}", capture.tree());
    span
}

fn attribute(span: &SpanData, key: &str) -> Option<String> {
    span.attributes
        .iter()
        .find(|attribute| attribute.key.as_str() == key)
        .map(|found| found.value.to_string())
}
