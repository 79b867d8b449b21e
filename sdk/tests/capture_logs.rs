//! Captures hold the events of their context, as they would be written, and nobody else's.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

use opentelemetry::{global, trace::Tracer};
use serde::Serialize;
use serde_json::json;
use tracewell::{Secret, debug, error, info, testing::capture, trace, traced, warn};
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
    assert_eq!((log.level(), log.target(), log.message()), (Level::INFO, "capture_logs", None));
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

#[traced(fields(order.id = order))]
fn checkout(order: u64) {
    info!("checking_out");
    tracing::info_span!("reserve").in_scope(|| warn!("stock_low", left = 1));
    global::tracer("raw").in_span("charge", |_| tracing::info!("charged"));
    info!("checked_out");
}

#[test]
fn logs_stand_below_their_spans_in_the_order_of_events() {
    let capture = capture();
    checkout(17);
    info!("outside");
    capture.assert_tree(
        "
        checkout order.id=17
          - INFO checking_out
          reserve
            - WARN stock_low left=1
          charge
            - INFO charged
          - INFO checked_out
        - INFO outside
        ",
    );
    capture.assert_log("stock_low").assert_field("left", 1).assert_in(&capture.assert_span("reserve"));
}

#[test]
fn a_log_stands_at_the_top_while_its_span_is_open() {
    let capture = capture();
    global::tracer("raw").in_span("open", |_| {
        info!("inside", text = "two\nlines");
        assert_eq!(capture.tree(), "- INFO inside text=two\\nlines\n");
    });
    assert_eq!(capture.tree(), "open\n  - INFO inside text=two\\nlines\n");
}

#[test]
fn logs_follow_the_helpers_and_nothing_else() {
    let capture = capture();
    tracewell::spawn_thread("t", || info!("on_thread")).unwrap().join().unwrap();
    thread::spawn(|| info!("lost")).join().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    runtime.block_on(async {
        tracewell::spawn(async { info!("in_task") }).await.unwrap();
        tracewell::spawn_blocking(|| info!("in_pool")).await.unwrap();
        tokio::spawn(async { info!("lost") }).await.unwrap();
    });
    let events: Vec<_> = capture.logs().iter().map(|log| log.event().to_owned()).collect();
    assert_eq!(events, ["on_thread", "in_task", "in_pool"]);
}

#[test]
fn captures_at_the_same_time_do_not_mix() {
    let work = |thread: usize| {
        let capture = capture();
        for round in 0..50 {
            checkout(round);
            debug!("round", thread = thread, round = round);
        }
        let logs = capture.logs();
        assert_eq!((capture.spans().len(), logs.len()), (150, 250));
        let own = logs.iter().filter(|log| log.event() == "round");
        assert!(own.map(|log| log.field("thread").unwrap()).eq(std::iter::repeat_n(&json!(thread), 50)));
    };
    thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || work(thread));
        }
    });
}

#[test]
fn an_inner_capture_takes_over_also_under_an_open_span() {
    let outer = capture();
    global::tracer("raw").in_span("around", |_| {
        let inner = capture();
        checkout(1);
        assert_eq!(inner.spans().len(), 3);
        assert_eq!(inner.logs().len(), 4);
    });
    assert_eq!(outer.tree(), "around\n");
}

#[test]
fn a_value_that_logs_while_it_is_logged_is_captured() {
    #[derive(Debug)]
    struct Plain;
    struct Chatty;
    impl std::fmt::Debug for Chatty {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            checkout(2);
            write!(f, "{Plain:?}")
        }
    }
    let capture = capture();
    info!("outer", value = ?Chatty);
    capture.assert_log("outer").assert_field("value", "Plain");
    // Its own events may be lost: `tracing` does not always let one event happen inside another.
    capture.assert_span("checkout");
}

fn message(failing: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(failing)).expect_err("fails");
    panic.downcast_ref::<String>().cloned().expect("a text")
}

#[test]
fn failures_say_what_was_asked_for_and_what_there_was() {
    let capture = capture();
    let none = message(|| drop(capture.assert_log("order_placed")));
    assert_eq!(none, "asked for one event `order_placed`, there were 0\nthere was:\n(nothing)\n");
    checkout(3);
    let field = message(|| {
        capture.assert_log("stock_low").assert_field("left", 2);
    });
    assert_eq!(field, "asked for `left` = 2, there was 1\nin: WARN stock_low left=1");
    let span = message(|| drop(capture.assert_span("nope")));
    assert!(
        span.starts_with("asked for one ended span `nope`, there were 0\nthere was:\ncheckout"),
        "{span}"
    );
    let tree = message(|| capture.assert_tree("checkout order.id=3\n  - INFO checking_in\n"));
    let place = "not the tree that was asked for: in line 2 `- INFO checking_out` for `- INFO checking_in`\n";
    assert!(tree.starts_with(place), "{tree}");
    let elsewhere = message(|| {
        capture.assert_log("charged").assert_in(&capture.assert_span("reserve"));
    });
    assert!(elsewhere.starts_with("asked for `charged` in the span `reserve`"), "{elsewhere}");
}

#[test]
fn a_foreign_subscriber_is_named_and_one_with_our_layer_works() {
    use tracing_subscriber::{layer::SubscriberExt, registry};
    tracing::subscriber::with_default(registry(), || {
        let capture = capture();
        info!("unseen");
        checkout(4);
        assert_eq!(capture.tree(), "checkout order.id=4\n  charge\n");
        assert!(message(|| drop(capture.logs())).contains("lacks `tracewell::layer()`"));
        assert!(message(|| capture.assert_tree("x")).ends_with("lacks `tracewell::layer()`\n"));
    });
    tracing::subscriber::with_default(registry().with(tracewell::layer()), || {
        let capture = capture();
        debug!("seen");
        capture.assert_log("seen");
    });
}

#[test]
fn a_log_that_names_its_parent_carries_that_parents_ids() {
    let capture = capture();
    let named = tracing::info_span!("named");
    tracing::info_span!("current").in_scope(|| {
        tracing::info!(parent: &named, "theirs");
        tracing::info!(parent: None, "nobodys");
        tracing::info!("ours");
    });
    drop(named);
    assert_eq!(capture.tree(), "named\n  - INFO theirs\ncurrent\n  - INFO ours\n- INFO nobodys\n");
}

#[test]
fn what_is_logged_while_a_panic_or_an_end_passes_stands_in_its_span() {
    struct LogsOnDrop;
    impl Drop for LogsOnDrop {
        fn drop(&mut self) {
            info!("dropped");
        }
    }
    #[traced]
    fn panics() {
        let _logs = LogsOnDrop;
        std::panic::resume_unwind(Box::new(()));
    }
    #[traced]
    async fn pends() {
        let _logs = LogsOnDrop;
        std::future::pending::<()>().await;
    }
    let capture = capture();
    assert!(catch_unwind(panics).is_err());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let task = tracewell::spawn(pends());
        tokio::task::yield_now().await;
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    });
    capture.assert_tree(
        "
        panics error.type=panic ERROR panicked
          * exception exception.type=panic exception.escaped=true
          - INFO dropped
        pends tracewell.cancelled=true
          - INFO dropped
        ",
    );
}
