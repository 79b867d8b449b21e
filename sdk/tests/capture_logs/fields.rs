//! What a captured event holds: what a written line would.

use std::io;

use serde::Serialize;
use serde_json::json;
use tracewell::{Secret, debug, error, info, testing::capture, trace, warn};
use tracing::Level;
use tracing_log::log;

#[derive(Serialize)]
struct Line {
    sku: &'static str,
    amount: u8,
    api_key: &'static str,
}

#[test]
fn a_log_has_name_level_target_and_typed_fields() {
    let capture = capture();
    let line = Line { sku: "tea", amount: 2, api_key: "k" };
    let cause = io::Error::other(io::Error::other("inside"));
    info!(
        "order_placed",
        order.id = 17,
        price = 1.5,
        gift = true,
        negative = -3_i8,
        user = "ann",
        line = line,
        shown = ?Some(1),
        missing = None::<u8>,
        wide = u128::MAX,
        not_a_number = f64::NAN,
        error = cause,
    );
    let log = capture.assert_log("order_placed");
    assert_eq!((log.level(), log.target(), log.message()), (Level::INFO, "capture_logs::fields", None));
    let expected = [
        ("order.id", json!(17)),
        ("price", json!(1.5)),
        ("gift", json!(true)),
        ("negative", json!(-3)),
        ("user", json!("ann")),
        ("line", json!({"sku": "tea", "amount": 2, "api_key": "[redacted]"})),
        ("shown", json!("Some(1)")),
        ("wide", json!(u128::MAX.to_string())),
        ("not_a_number", json!(null)),
        ("error", json!({"message": "inside"})),
    ];
    let expected: Vec<_> = expected.map(|(key, value)| (key.to_owned(), value)).into();
    assert_eq!(log.fields(), expected);
    assert_eq!((log.trace_id(), log.span_id()), (None, None));
}

#[test]
fn redaction_is_that_of_production() {
    let capture = capture();
    info!("login", password = "hunter2", user = Secret::new("ann"));
    assert_eq!(capture.tree(), "- INFO login password=[redacted] user=[redacted]\n");
}

#[test]
fn every_level_and_every_front_end_is_captured() {
    let capture = capture();
    trace!("ours_trace");
    debug!("ours_debug");
    info!("ours_info");
    warn!("ours_warn");
    error!("ours_error");
    tracing::trace!(name: "named", x = 1, "text {}", 2);
    tracing::debug!("only text");
    log::trace!(target: "elsewhere", "a record {}", 3);
    let levels =
        "- TRACE ours_trace\n- DEBUG ours_debug\n- INFO ours_info\n- WARN ours_warn\n- ERROR ours_error\n";
    let others = "- TRACE named message=text 2 x=1\n- DEBUG only text\n- TRACE a record 3\n";
    assert_eq!(capture.tree(), format!("{levels}{others}"));
    assert_eq!(capture.assert_log("a record 3").target(), "elsewhere");
    assert_eq!(capture.assert_log("named").message(), Some("text 2"));
}
