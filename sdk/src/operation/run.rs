//! The work of an operation that is awaited.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use super::{Measure, Operation};

pin_project! {
    /// A future that works under the span of its operation, and ends it.
    ///
    /// One that is dropped before it is ready says that nobody waits for it any more.
    pub(crate) struct Run<F, M: Measure, N> {
        // None once it is ready, or let go of under its span.
        #[pin]
        work: Option<F>,
        running: Option<(Operation<M>, N)>,
    }

    impl<F, M: Measure, N> PinnedDrop for Run<F, M, N> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if let Some((mut operation, _)) = this.running.take() {
                operation.let_go(|| this.work.set(None));
            }
        }
    }
}

impl<F: Future, M: Measure, N: FnOnce(&mut Operation<M>, &F::Output)> Run<F, M, N> {
    /// `note` notes what came of it.
    pub(crate) const fn new(operation: Operation<M>, work: F, note: N) -> Self {
        Self { work: Some(work), running: Some((operation, note)) }
    }
}

impl<F: Future, M: Measure, N: FnOnce(&mut Operation<M>, &F::Output)> Future for Run<F, M, N> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        // Polled again after it was ready, which futures may answer as they like: this one never wakes again.
        let (Some(work), Some((operation, _))) = (this.work.as_mut().as_pin_mut(), this.running.as_mut())
        else {
            return Poll::Pending;
        };
        let output = ready!(operation.under(|| work.poll(task)));
        operation.under(|| this.work.set(None));
        if let Some((mut operation, note)) = this.running.take() {
            note(&mut operation, &output);
            operation.complete();
        }
        Poll::Ready(output)
    }
}
