//! Where captured events stand in the tree of spans.

use std::panic::catch_unwind;

use opentelemetry::{global, trace::Tracer};
use tracewell::{info, testing::capture, traced};

use crate::checkout;

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
