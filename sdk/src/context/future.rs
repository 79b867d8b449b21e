//! A future that is in a context whenever it runs, and also when it is let go.
//!
//! OpenTelemetry's own `WithContext` drops what it holds in whatever context is current where that happens: for a task
//! that is aborted, none, or that of a stranger.

use std::{
    future::Future,
    pin::Pin,
    task::{Context as TaskContext, Poll},
};

use futures_core::Stream;
use opentelemetry::Context;
use pin_project_lite::pin_project;

use crate::current::attach;

pin_project! {
    /// A future or stream that is polled, and dropped, in a context.
    ///
    /// Made by [`future_in_current_context`](super::future_in_current_context).
    #[must_use = "futures do nothing unless polled"]
    pub struct InContext<F> {
        // None once it has ended: what the work holds is let go in its context.
        #[pin]
        work: Option<F>,
        context: Context,
    }

    impl<F> PinnedDrop for InContext<F> {
        fn drop(this: Pin<&mut Self>) {
            this.let_go();
        }
    }
}

impl<F> InContext<F> {
    pub(super) const fn new(work: F, context: Context) -> Self {
        Self { work: Some(work), context }
    }

    fn let_go(self: Pin<&mut Self>) {
        let mut this = self.project();
        if this.work.is_some() {
            let _attached = attach(this.context);
            this.work.set(None);
        }
    }
}

impl<F: Future> Future for InContext<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        let mut this = self.as_mut().project();
        // Polled again after it was ready, which futures may answer as they like: this one never wakes again.
        let Some(work) = this.work.as_mut().as_pin_mut() else { return Poll::Pending };
        let _attached = attach(this.context);
        let polled = work.poll(task);
        if polled.is_ready() {
            this.work.set(None);
        }
        polled
    }
}

impl<S: Stream> Stream for InContext<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<Option<S::Item>> {
        let mut this = self.as_mut().project();
        let Some(work) = this.work.as_mut().as_pin_mut() else { return Poll::Ready(None) };
        let _attached = attach(this.context);
        let polled = work.poll_next(task);
        if matches!(polled, Poll::Ready(None)) {
            this.work.set(None);
        }
        polled
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.work.as_ref().map_or((0, Some(0)), Stream::size_hint)
    }
}
