//! Panics and the ends of threads: nothing stays open, and nothing is swallowed.

use std::{
    cell::RefCell,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    thread,
};

use futures_util::FutureExt;
use tests_spans::{Spans, current, spans_of};
use tracewell::{
    opentelemetry::{Context, TraceId},
    traced,
};

#[traced]
fn outer(async_inner: bool) {
    if async_inner {
        panics_later().now_or_never();
    } else {
        panics();
    }
}

#[traced]
fn panics() {
    std::panic::resume_unwind(Box::new("passed on"));
}

#[traced(err(log = false))]
async fn panics_later() -> Result<(), String> {
    std::panic::resume_unwind(Box::new("passed on"));
}

#[traced]
fn panics_making() -> impl Future<Output = ()> {
    if current().0 != TraceId::INVALID {
        std::panic::resume_unwind(Box::new("passed on"));
    }
    std::future::ready(())
}

const PANICKED: &str = "error.type=panic !exception exception.type=\"panic\"";

#[test]
fn a_panic_is_recorded_and_passed_on() {
    for name in ["panics", "panics_later"] {
        let spans = spans_of(|| {
            let panic = catch_unwind(|| outer(name == "panics_later")).unwrap_err();
            assert_eq!(*panic.downcast::<&str>().unwrap(), "passed on");
        });
        let tree = spans.tree();
        let lines: Vec<&str> = tree.lines().collect();
        assert_eq!(lines.len(), 2, "{tree}");
        assert!(lines[0].starts_with(&format!("outer {PANICKED}")), "{tree}");
        assert!(lines[1].starts_with(&format!("  {name} {PANICKED}")), "{tree}");
        assert!(lines.iter().all(|line| line.ends_with("Error { description: \"panicked\" }")), "{tree}");
    }
}

#[test]
fn a_panic_while_a_future_is_made_is_recorded() {
    let spans = spans_of(|| assert!(catch_unwind(|| drop(panics_making())).is_err()));
    assert!(spans.tree().starts_with(&format!("panics_making {PANICKED}")), "{}", spans.tree());
}

struct CallsOnDrop;

impl Drop for CallsOnDrop {
    fn drop(&mut self) {
        cleans_up();
    }
}

#[traced]
fn cleans_up() {}

#[test]
fn what_is_called_while_a_panic_passes_has_not_panicked() {
    let spans = spans_of(|| {
        let work = AssertUnwindSafe(|| {
            let _on_drop = CallsOnDrop;
            std::panic::resume_unwind(Box::new(()));
        });
        assert!(catch_unwind(work).is_err());
    });
    assert_eq!(spans.tree(), "cleans_up\n");
}

#[traced]
fn on_a_thread() {
    panics();
}

#[test]
fn a_thread_that_unwinds_leaves_no_span_open() {
    let mut trace = TraceId::INVALID;
    drop(spans_of(|| {
        trace = current().0;
        let context = Context::current();
        let thread = thread::spawn(move || {
            let _attached = context.attach();
            on_a_thread();
        });
        assert!(thread.join().is_err());
    }));
    let tree = Spans::awaited(trace, 3).tree();
    let lines: Vec<&str> = tree.lines().collect();
    assert!(lines[0].starts_with(&format!("on_a_thread {PANICKED}")), "{tree}");
    assert!(lines[1].starts_with(&format!("  panics {PANICKED}")), "{tree}");
}

#[traced]
async fn kept() {
    let _on_drop = CallsOnDrop;
    std::future::pending::<()>().await;
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static TASKS: RefCell<Vec<Task>> = const { RefCell::new(Vec::new()) };
}

#[test]
fn a_thread_that_ends_with_futures_of_its_own_leaves_no_span_open() {
    for keeper_is_older in [false, true] {
        let mut trace = TraceId::INVALID;
        drop(spans_of(|| {
            trace = current().0;
            let context = Context::current();
            let thread = thread::spawn(move || {
                if keeper_is_older {
                    TASKS.with_borrow_mut(Vec::clear);
                }
                let _attached = context.attach();
                let mut task: Task = Box::pin(kept());
                assert!(task.as_mut().now_or_never().is_none());
                TASKS.with_borrow_mut(|tasks| tasks.push(task));
            });
            thread.join().unwrap();
        }));
        let tree = Spans::awaited(trace, 2).tree();
        assert!(tree.starts_with("kept tracewell.cancelled=true\n"), "{keeper_is_older} {tree}");
    }
}
