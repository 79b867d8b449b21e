//! Captures see what runs in their context, and nothing else.

use opentelemetry::{
    Context, KeyValue, global,
    trace::{SpanKind, Tracer},
};
use tracewell::{testing::capture, trace::Callsite};
use tracing::Level;

static WORK: Callsite = Callsite::new("work", ("test", "0"), SpanKind::Internal, Level::DEBUG);

#[test]
fn a_capture_follows_threads_tasks_and_pools() {
    let capture = capture();
    {
        let _work = WORK.open(|start| start.attributes.push(KeyValue::new("order.id", 17))).enter();
        let thread = tracewell::spawn_thread("t", || tracing::info_span!("thread").in_scope(|| {})).unwrap();
        thread.join().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        runtime.block_on(async {
            tracewell::spawn(async { global::tracer("raw").in_span("task", |_| {}) }).await.unwrap();
            tracewell::spawn_blocking(|| global::tracer("raw").in_span("pool", |_| {})).await.unwrap();
            // Without help a task belongs to nobody.
            tokio::spawn(async { global::tracer("raw").in_span("lost", |_| {}) }).await.unwrap();
        });
    }
    assert_eq!(capture.tree(), "work order.id=17\n  thread\n  task\n  pool\n");
    assert!(capture.span("lost").is_none());
}

#[test]
fn a_panic_is_recorded_and_passed_on() {
    let capture = capture();
    let caught = std::panic::catch_unwind(|| {
        let _work = WORK.open(|_| {}).enter();
        panic!("on purpose");
    });
    assert!(caught.is_err());
    let expected =
        "work error.type=panic ERROR panicked\n  * exception exception.type=panic exception.escaped=true\n";
    assert_eq!(capture.tree(), expected);
}

#[test]
fn a_span_under_a_context_that_was_never_detached_ends_with_its_last_holder() {
    let capture = capture();
    let work = WORK.open(|_| {}).enter();
    let holder = Context::current();
    let left_behind = Context::new().attach();
    drop(work);
    assert!(capture.span("work").is_none(), "somebody still holds it");
    drop(left_behind);
    drop(holder);
    assert_eq!(capture.tree(), "work\n");
}

#[test]
fn a_cancelled_future_is_marked_and_what_it_drops_belongs_to_it() {
    struct Last;
    impl Drop for Last {
        fn drop(&mut self) {
            global::tracer("raw").in_span("clean-up", |_| {});
        }
    }
    let capture = capture();
    let future = WORK.open(|_| {}).instrument(async {
        let _last = Last;
        std::future::pending::<()>().await;
    });
    let mut future = Box::pin(future);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        tokio::select! {
            biased;
            () = &mut future => {}
            () = tokio::task::yield_now() => {}
        }
    });
    drop(future);
    assert_eq!(capture.tree(), "work tracewell.cancelled=true\n  clean-up\n");
}
