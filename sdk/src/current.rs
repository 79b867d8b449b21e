//! The current OpenTelemetry context, also where a thread ends and has none any more.
//!
//! OpenTelemetry keeps what is current in a thread-local value, and panics when it is asked after that value is gone: in
//! the destructors of other thread-local values, where a panic ends the process. Whoever may be called from there asks
//! here.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
};

use opentelemetry::{Context, ContextGuard};
use tracing::Metadata;

thread_local! {
    static CONTEXT_LIVES: Witness = Witness::new();
    static IS_BORROWED: Cell<bool> = const { Cell::new(false) };
}

/// Dies before the thread's context does.
///
/// A thread's values are dropped in the opposite order of their first use, and this one uses the context first. Asking
/// for the context after its end panics, which inside a destructor would end the process; a log line in a destructor
/// is not worth that.
struct Witness(Cell<bool>);

impl Witness {
    fn new() -> Self {
        // What is borrowed lives; asking for it would panic.
        let lives = || catch_unwind(AssertUnwindSafe(|| Context::map_current(|_| ()))).is_ok();
        Self(Cell::new(IS_BORROWED.get() || lives()))
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// Whether this thread still has a context, current or empty.
///
/// # Cost
/// About a nanosecond.
#[inline]
pub(crate) fn is_reachable() -> bool {
    CONTEXT_LIVES.try_with(|witness| witness.0.get()).unwrap_or(false)
}

/// Shows the current context, if the thread still has one.
#[inline]
pub(crate) fn with_context<T>(show: impl FnOnce(&Context) -> T) -> Option<T> {
    is_reachable().then(|| Context::map_current(show))
}

/// Returns what is current; an empty context where the thread has none any more.
pub(crate) fn current() -> Context {
    with_context(Context::clone).unwrap_or_default()
}

/// Makes a context current until the guard is dropped, if the thread still has a place for it.
#[inline]
pub(crate) fn attach(context: &Context) -> Option<ContextGuard> {
    is_reachable().then(|| context.clone().attach())
}

/// Whether such an event happens while OpenTelemetry changes the thread's stack of contexts, and nobody may ask for one.
pub(crate) fn is_about_contexts(metadata: &Metadata<'_>) -> bool {
    metadata.target() == "opentelemetry" && metadata.name().starts_with("Context.")
}

/// Handles such an event as if the thread had no context.
pub(crate) fn while_borrowed(work: impl FnOnce()) {
    IS_BORROWED.set(true);
    let lived = CONTEXT_LIVES.try_with(|witness| witness.0.replace(false));
    work();
    let _ = lived.and_then(|lived| CONTEXT_LIVES.try_with(|witness| witness.0.set(lived)));
    IS_BORROWED.set(false);
}

/// Makes a context current until the guard is dropped; a thread that is ending has no place for it, and drops it.
#[inline]
pub(crate) fn attach_owned(context: Context) -> Option<ContextGuard> {
    is_reachable().then(|| context.attach())
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, sync::mpsc, thread};

    use super::*;

    struct AsksAtTheEnd(mpsc::Sender<bool>);

    impl Drop for AsksAtTheEnd {
        fn drop(&mut self) {
            let _ = self.0.send(with_context(|_| ()).is_some());
        }
    }

    thread_local!(static LAST: RefCell<Option<AsksAtTheEnd>> = const { RefCell::new(None) });

    #[test]
    fn a_destructor_of_an_ending_thread_may_ask() {
        for used_before in [true, false] {
            let (report, seen) = mpsc::channel();
            let ending = thread::spawn(move || {
                let keep = || LAST.with(|last| last.replace(Some(AsksAtTheEnd(report))));
                if used_before {
                    is_reachable();
                    keep();
                } else {
                    keep();
                    is_reachable();
                }
            });
            assert!(ending.join().is_ok());
            // Asked before its end the context is there, asked after it the answer is no: neither panics.
            assert_eq!(seen.recv(), Ok(used_before));
        }
    }
}
