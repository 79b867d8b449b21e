//! Queries whose end nobody waits for.

use std::{
    pin::pin,
    task::{Context, Waker},
    time::Duration,
};

use futures_util::{StreamExt, TryStreamExt};
use opentelemetry::trace::Status;
use tracewell::sqlx::Traced;

use super::{attribute, captured, client};

/// More rows than anybody reads.
const ROWS: &str =
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 1000000000) SELECT x FROM n";

#[test]
fn a_stream_that_is_left_after_a_row_has_given_enough() {
    let capture = captured(async |pool| {
        let mut rows = sqlx::query(ROWS).fetch(Traced::new(pool));
        assert!(rows.try_next().await.unwrap().is_some());
    });
    let span = client(&capture);
    assert_eq!(attribute(&span, "tracewell.cancelled"), None);
    assert_eq!(attribute(&span, "db.response.returned_rows"), None, "nobody knows how many there were");
    assert_eq!(span.status, Status::Unset);
}

#[test]
fn who_leaves_before_the_first_row_or_amid_all_of_them_has_cancelled() {
    let before = captured(async |pool| {
        let mut rows = sqlx::query(ROWS).fetch(Traced::new(pool));
        assert!(rows.poll_next_unpin(&mut Context::from_waker(Waker::noop())).is_pending());
    });
    let amid = captured(async |pool| {
        let all = sqlx::query(ROWS).fetch_all(Traced::new(pool));
        assert!(tokio::time::timeout(Duration::from_millis(50), all).await.is_err());
    });
    let one = captured(async |pool| {
        let mut one = pin!(sqlx::query(ROWS).fetch_optional(Traced::new(pool)));
        assert!(one.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    });
    for capture in [before, amid, one] {
        let span = client(&capture);
        assert_eq!(attribute(&span, "tracewell.cancelled").as_deref(), Some("true"), "{}", capture.tree());
        assert_eq!(span.status, Status::Unset);
    }
}

#[test]
fn a_query_that_is_never_polled_has_no_span() {
    let capture = captured(async |pool| {
        drop(sqlx::query(ROWS).fetch(Traced::new(pool)));
        drop(sqlx::query(ROWS).fetch_all(Traced::new(pool)));
        drop(sqlx::query(ROWS).fetch_optional(Traced::new(pool)));
    });
    assert_eq!(capture.tree(), "");
}

#[test]
fn the_end_of_a_stream_may_be_asked_for_twice() {
    let capture = captured(async |pool| {
        let mut rows = sqlx::raw_sql("SELECT 1").fetch_many(Traced::new(pool));
        let mut steps = 0;
        while rows.try_next().await.unwrap().is_some() {
            steps += 1;
        }
        assert_eq!(steps, 2, "a row, and how it went");
    });
    assert_eq!(attribute(&client(&capture), "db.response.returned_rows").as_deref(), Some("1"));
}
