//! Which capture an event belongs to.

use std::thread;

use opentelemetry::{global, trace::Tracer};
use serde_json::json;
use tracewell::{debug, info, testing::capture};

use crate::checkout;

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
