//! A future, or a stream, that has a span of its own.

use std::{
    future::Future,
    pin::Pin,
    task::{Context as TaskContext, Poll},
};

use futures_core::Stream;
use opentelemetry::ContextGuard;
use pin_project_lite::pin_project;

use super::opened::{Opened, Outcome};
use crate::current;

pin_project! {
    /// A future or stream whose span is current whenever it is polled, and while it is dropped.
    ///
    /// The span ends when the future is ready or the stream is over. One that is dropped before is marked as cancelled,
    /// one that panics as panicked.
    #[must_use = "futures do nothing unless polled"]
    pub struct Instrumented<F> {
        // None once it has ended: what the work holds is let go under its span.
        #[pin]
        inner: Option<F>,
        opened: Opened,
        panicked: bool,
    }

    impl<F> PinnedDrop for Instrumented<F> {
        fn drop(this: Pin<&mut Self>) {
            let outcome = if this.panicked { Outcome::Panicked } else { Outcome::Cancelled };
            this.finish(outcome);
        }
    }
}

impl<F> Instrumented<F> {
    pub(super) const fn new(inner: F, opened: Opened) -> Self {
        Self { inner: Some(inner), opened, panicked: false }
    }

    /// Lets the work go under its span, then ends the span; once.
    fn finish(self: Pin<&mut Self>, outcome: Outcome) {
        let mut this = self.project();
        if this.inner.is_some() {
            let attached = attach(this.opened);
            this.inner.set(None);
            drop(attached);
            this.opened.end(outcome);
        }
    }
}

/// Calls `poll` with the span attached, and notes whether it unwinds: who catches that may drop the future later.
fn poll_under<T>(opened: &Opened, panicked: &mut bool, poll: impl FnOnce() -> T) -> T {
    let attached = attach(opened);
    *panicked = true;
    let polled = poll();
    *panicked = false;
    drop(attached);
    polled
}

fn attach(opened: &Opened) -> Option<ContextGuard> {
    opened.context.as_ref().and_then(current::attach)
}

impl<F: Future> Future for Instrumented<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        let this = self.as_mut().project();
        let Some(inner) = this.inner.as_pin_mut() else {
            // Polled again after it was ready, which futures may answer as they like: this one never wakes again.
            return Poll::Pending;
        };
        let polled = poll_under(this.opened, this.panicked, || inner.poll(task));
        if polled.is_ready() {
            self.finish(Outcome::Done);
        }
        polled
    }
}

impl<S: Stream> Stream for Instrumented<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<Option<S::Item>> {
        let this = self.as_mut().project();
        let Some(inner) = this.inner.as_pin_mut() else { return Poll::Ready(None) };
        let polled = poll_under(this.opened, this.panicked, || inner.poll_next(task));
        if matches!(polled, Poll::Ready(None)) {
            self.finish(Outcome::Done);
        }
        polled
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.as_ref().map_or((0, Some(0)), Stream::size_hint)
    }
}
