//! The current OpenTelemetry context, also where a thread ends and has none any more.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
};

use opentelemetry::{Context, SpanId, TraceId, trace::TraceContextExt};

thread_local!(static CONTEXT_LIVES: Witness = Witness::new());

/// Dies before the thread's context does.
///
/// A thread's values are dropped in the opposite order of their first use, and this one uses the context first. Asking
/// for the context after its end panics, which inside a destructor would end the process; a log line in a destructor
/// is not worth that.
struct Witness(Cell<bool>);

impl Witness {
    fn new() -> Self {
        let lives = catch_unwind(AssertUnwindSafe(|| Context::map_current(|_| ()))).is_ok();
        Self(Cell::new(lives))
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// Shows the current context, if the thread still has one.
pub(crate) fn with_context<T>(show: impl FnOnce(&Context) -> T) -> Option<T> {
    let lives = CONTEXT_LIVES.try_with(|witness| witness.0.get()).unwrap_or(false);
    lives.then(|| Context::map_current(show))
}

/// Returns the ids of the current span, if there is one.
pub(crate) fn current_ids() -> Option<(TraceId, SpanId)> {
    with_context(|context| {
        if !context.has_active_span() {
            return None;
        }
        let span = context.span();
        let ids = span.span_context();
        ids.is_valid().then(|| (ids.trace_id(), ids.span_id()))
    })
    .flatten()
}

/// Returns whether telemetry about telemetry is being suppressed here.
pub(crate) fn is_suppressed() -> bool {
    with_context(Context::is_telemetry_suppressed).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, sync::mpsc, thread};

    use super::*;

    struct LogsAtTheEnd(mpsc::Sender<Option<(TraceId, SpanId)>>);

    impl Drop for LogsAtTheEnd {
        fn drop(&mut self) {
            let _ = self.0.send(current_ids());
        }
    }

    thread_local!(static LAST: RefCell<Option<LogsAtTheEnd>> = const { RefCell::new(None) });

    #[test]
    fn a_destructor_of_an_ending_thread_sees_no_span_and_no_panic() {
        for used_before in [true, false] {
            let (report, ids) = mpsc::channel();
            let ending = thread::spawn(move || {
                let keep = || LAST.with(|last| last.replace(Some(LogsAtTheEnd(report))));
                if used_before {
                    current_ids();
                    keep();
                } else {
                    keep();
                    current_ids();
                }
            });
            assert!(ending.join().is_ok());
            assert_eq!(ids.recv(), Ok(None), "used before: {used_before}");
        }
    }
}
