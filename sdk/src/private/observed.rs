//! Work whose answer, or whose making, is watched.

use std::{
    future::Future,
    pin::Pin,
    task::{Context as TaskContext, Poll, ready},
    thread,
};

use opentelemetry::Context;
use pin_project_lite::pin_project;

use crate::trace::{Class, Opened, record_failure};

pin_project! {
    /// A future whose answer is reported before it is handed on.
    #[must_use = "futures do nothing unless polled"]
    pub struct Observed<F, R> {
        #[pin]
        future: F,
        report: Option<R>,
    }
}

/// Reports the answer of `future`, while its span is still open.
pub fn observe<F: Future, R: FnOnce(&F::Output)>(future: F, report: R) -> Observed<F, R> {
    Observed { future, report: Some(report) }
}

impl<F: Future, R: FnOnce(&F::Output)> Future for Observed<F, R> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        let this = self.project();
        let answer = ready!(this.future.poll(task));
        if let Some(report) = this.report.take() {
            report(&answer);
        }
        Poll::Ready(answer)
    }
}

/// Runs what makes a future or stream under the span that this will have; the span goes on.
pub fn under<T>(opened: &Opened, body: impl FnOnce() -> T) -> T {
    let handle = opened.handle();
    let _attached = handle.clone().map(Context::attach);
    let _unwinding = Unwinding { handle, panicking: thread::panicking() };
    body()
}

/// Records a panic that passes by: nothing has been made that could.
struct Unwinding {
    handle: Option<Context>,
    panicking: bool,
}

impl Drop for Unwinding {
    fn drop(&mut self) {
        if let (Some(context), true, false) = (&self.handle, thread::panicking(), self.panicking) {
            record_failure(context, "panicked".to_owned(), "panic", Class::ServerFault);
        }
    }
}
