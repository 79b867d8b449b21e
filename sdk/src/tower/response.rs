//! The answer to a request, at both ends.

use std::{
    fmt::Display,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::Response;
use http_body::Body;
use pin_project_lite::pin_project;

use super::{body::ResponseBody, passage::Passage};

pin_project! {
    /// The answer to one request, under its span.
    ///
    /// One that is dropped before it is ready says that nobody waits for it any more.
    pub struct ResponseFuture<F> {
        // None once it is ready, or let go of under its span.
        #[pin]
        inner: Option<F>,
        passage: Option<Passage>,
    }

    impl<F> PinnedDrop for ResponseFuture<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if let Some(mut passage) = this.passage.take() {
                passage.let_go(|| this.inner.set(None));
            }
        }
    }
}

impl<F> ResponseFuture<F> {
    /// Begins the work under its span.
    pub(super) fn new(mut passage: Passage, call: impl FnOnce() -> F) -> Self {
        let inner = passage.under(call);
        Self { inner: Some(inner), passage: Some(passage) }
    }
}

impl<F, R, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    R: Body,
    E: Display + 'static,
{
    type Output = Result<Response<ResponseBody<R>>, E>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        // Polled again after it was ready, which futures may answer as they like: this one never wakes again.
        let Some(passage) = this.passage.as_mut() else { return Poll::Pending };
        let outcome = ready!(passage.under(|| poll_once(this.inner.as_mut(), task)));
        let Some(passage) = this.passage.take() else { return Poll::Pending };
        Poll::Ready(answer(passage, outcome))
    }
}

/// Polls a future that is let go of as soon as it is ready.
fn poll_once<F: Future>(mut future: Pin<&mut Option<F>>, task: &mut Context<'_>) -> Poll<F::Output> {
    let Some(inner) = future.as_mut().as_pin_mut() else { return Poll::Pending };
    let output = ready!(inner.poll(task));
    future.set(None);
    Poll::Ready(output)
}

/// Notes what came of a request, and lets the span last as long as the body.
fn answer<R: Body, E: Display + 'static>(
    mut passage: Passage,
    outcome: Result<Response<R>, E>,
) -> Result<Response<ResponseBody<R>>, E> {
    match outcome {
        Ok(response) => {
            let length = passage.answered(&response);
            Ok(response.map(|body| ResponseBody::new(body, passage, length)))
        }
        Err(error) => {
            passage.failed(&error);
            passage.complete();
            Err(error)
        }
    }
}
