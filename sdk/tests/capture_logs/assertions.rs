//! What assertions say when they fail, and where there was nothing to hear.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tracewell::{debug, info, testing::capture};

use crate::checkout;

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
