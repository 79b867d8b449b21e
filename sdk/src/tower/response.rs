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

use super::{body::ResponseBody, exchange::Exchange};

pin_project! {
    /// The answer to one request, under its span.
    ///
    /// One that is dropped before it is ready says that nobody waits for it any more.
    pub struct ResponseFuture<F> {
        // None once it is ready, or let go of under its span.
        #[pin]
        inner: Option<F>,
        exchange: Option<Exchange>,
    }

    impl<F> PinnedDrop for ResponseFuture<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if let Some(mut exchange) = this.exchange.take() {
                exchange.let_go(|| this.inner.set(None));
            }
        }
    }
}

impl<F> ResponseFuture<F> {
    /// Begins the work under its span.
    pub(super) fn new(mut exchange: Exchange, call: impl FnOnce() -> F) -> Self {
        let inner = exchange.under(call);
        Self { inner: Some(inner), exchange: Some(exchange) }
    }
}

impl<F, R, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    R: Body,
    E: Display,
{
    type Output = Result<Response<ResponseBody<R>>, E>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        // Polled again after it was ready, which futures may answer as they like: this one never wakes again.
        let (Some(inner), Some(exchange)) = (this.inner.as_mut().as_pin_mut(), this.exchange.as_mut()) else {
            return Poll::Pending;
        };
        let outcome = ready!(exchange.under(|| inner.poll(task)));
        exchange.under(|| this.inner.set(None));
        let Some(exchange) = this.exchange.take() else { return Poll::Pending };
        Poll::Ready(answer(exchange, outcome))
    }
}

/// Notes what came of a request, and lets the span last as long as the body.
fn answer<R: Body, E: Display>(
    mut exchange: Exchange,
    outcome: Result<Response<R>, E>,
) -> Result<Response<ResponseBody<R>>, E> {
    match outcome {
        Ok(response) => {
            let has_none = exchange.answered(response.status(), response.headers());
            Ok(response.map(|body| ResponseBody::new(body, exchange, has_none)))
        }
        Err(error) => {
            exchange.failed::<E>(error.to_string());
            exchange.complete();
            Err(error)
        }
    }
}
