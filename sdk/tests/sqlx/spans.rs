//! What is said of queries that are done, and of those that fail.

use futures_util::TryStreamExt;
use opentelemetry::trace::{Status, TraceContextExt};
use sqlx::{Connection, Executor, Row, SqliteConnection};
use tracewell::{sqlx::Traced, traced};

use super::{attribute, captured, client};

#[test]
fn a_query_with_parameters_has_its_text_and_none_of_its_values() {
    let capture = captured(async |pool| {
        let sql = "SELECT id FROM orders WHERE customer <> ?";
        let rows = sqlx::query(sql).bind("s3cret").fetch_all(Traced::new(pool)).await.unwrap();
        assert_eq!(rows.len(), 3);
    });
    let span = client(&capture);
    assert_eq!(span.name, "SELECT orders");
    let expected = [
        ("db.system.name", "sqlite"),
        ("db.query.text", "SELECT id FROM orders WHERE customer <> ?"),
        ("db.query.summary", "SELECT orders"),
        ("db.response.returned_rows", "3"),
    ];
    for (key, value) in expected {
        assert_eq!(attribute(&span, key).as_deref(), Some(value), "{key}");
    }
    assert_eq!(span.attributes.len(), expected.len(), "{:?}", span.attributes);
    assert_eq!(span.status, Status::Unset);
    assert!(!format!("{span:?}").contains("s3cret"));
}

#[test]
fn a_text_without_parameters_stays_away_unless_it_is_asked_for() {
    let sql = "SELECT * FROM orders WHERE customer = 's3cret'";
    let hidden = captured(async |pool| {
        sqlx::query(sql).fetch_optional(Traced::new(pool)).await.unwrap();
    });
    assert!(!format!("{:?}", client(&hidden)).contains("s3cret"));
    let shown = captured(async |pool| {
        Traced::new(pool).with_text().fetch_optional(sql).await.unwrap();
    });
    assert_eq!(attribute(&client(&shown), "db.query.text").as_deref(), Some(sql));
}

#[test]
fn what_code_says_of_a_query_counts() {
    let capture = captured(async |pool| {
        let database = Traced::new(pool).summary("find customer").operation("find");
        let id: i64 = sqlx::query_scalar("SELECT id FROM orders WHERE customer = ?")
            .bind("Bob")
            .fetch_one(database)
            .await
            .unwrap();
        assert_eq!(id, 2);
    });
    let span = client(&capture);
    assert_eq!(span.name, "find customer");
    assert_eq!(attribute(&span, "db.query.summary").as_deref(), Some("find customer"));
    assert_eq!(attribute(&span, "db.operation.name").as_deref(), Some("find"));
    assert_eq!(attribute(&span, "db.response.returned_rows").as_deref(), Some("1"));
}

#[test]
fn connections_transactions_and_prepared_statements_are_executors_too() {
    let capture = captured(async |pool| {
        let mut connection = pool.acquire().await.unwrap();
        let mut transaction = connection.begin().await.unwrap();
        let statement =
            transaction.prepare(sqlx::SqlStr::from_static("DELETE FROM orders WHERE id < ?")).await.unwrap();
        let done = sqlx::Statement::query(&statement).bind(3).execute(Traced::new(&mut *transaction)).await;
        assert_eq!(done.unwrap().rows_affected(), 2);
        transaction.rollback().await.unwrap();
        counted(&mut connection).await;
    });
    assert_eq!(capture.assert_span("DELETE orders").parent_span_id, opentelemetry::SpanId::INVALID);
    let (outer, inner) = (capture.assert_span("counted"), capture.assert_span("SELECT orders"));
    assert_eq!(inner.parent_span_id, outer.span_context.span_id());
    assert_eq!(inner.span_context.trace_id(), outer.span_context.trace_id());
}

#[traced]
async fn counted(connection: &mut SqliteConnection) {
    let row = sqlx::query("SELECT count(*) FROM orders").fetch_one(Traced::new(&mut *connection)).await;
    assert_eq!(row.unwrap().get::<i64, _>(0), 3, "the transaction was rolled back");
    assert!(
        opentelemetry::Context::current().span().span_context().is_valid(),
        "the query's is current no more"
    );
}

#[test]
fn a_failure_is_said_by_its_status_and_not_by_the_databases_words() {
    let capture = captured(async |pool| {
        let done = sqlx::query("INSERT INTO orders (customer) VALUES (?)").bind("Ada");
        assert!(done.execute(Traced::new(pool)).await.is_err());
    });
    let span = client(&capture);
    assert_eq!(span.name, "INSERT orders");
    assert_eq!(attribute(&span, "db.response.status_code").as_deref(), Some("2067"));
    assert_eq!(attribute(&span, "error.type").as_deref(), Some("2067"));
    assert_eq!(attribute(&span, "db.response.returned_rows"), None);
    assert_eq!(span.status, Status::error("unique violation"));
}

#[test]
fn an_error_of_the_pool_is_named_and_a_missing_row_is_none() {
    let capture = captured(async |pool| {
        pool.close().await;
        assert!(sqlx::query("SELECT 1").execute(Traced::new(pool)).await.is_err());
    });
    assert_eq!(attribute(&client(&capture), "error.type").as_deref(), Some("sqlx::Error::PoolClosed"));

    let capture = captured(async |pool| {
        let row = sqlx::query("SELECT * FROM orders WHERE id = 17").fetch_one(Traced::new(pool)).await;
        assert!(matches!(row, Err(sqlx::Error::RowNotFound)));
    });
    let span = client(&capture);
    assert_eq!(span.status, Status::Unset);
    assert_eq!(attribute(&span, "db.response.returned_rows").as_deref(), Some("0"));
}

#[test]
fn several_statements_are_one_query() {
    let capture = captured(async |pool| {
        let sql = "UPDATE orders SET customer = 'Bea' WHERE id = 2; SELECT * FROM orders";
        let steps: Vec<_> = sqlx::raw_sql(sql).fetch_many(Traced::new(pool)).try_collect().await.unwrap();
        assert_eq!(steps.len(), 5, "three rows, and how each statement went");
    });
    let span = client(&capture);
    assert_eq!(span.name, "UPDATE orders SELECT orders");
    assert_eq!(attribute(&span, "db.response.returned_rows").as_deref(), Some("3"));
}
