//! The answer to a request, at both ends.

use std::{
    any::type_name,
    fmt::Display,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{Response, StatusCode};
use http_body::Body;
use pin_project_lite::pin_project;

use super::{body::ResponseBody, convention::Protocol, grpc};
use crate::{
    exchange::Exchange,
    trace::{Class, record_failure},
};

pin_project! {
    /// The answer to one request, under its span.
    ///
    /// One that is dropped before it is ready says that nobody waits for it any more.
    pub struct ResponseFuture<F> {
        // None once it is ready, or let go of under its span.
        #[pin]
        inner: Option<F>,
        exchange: Option<Exchange>,
        protocol: Protocol,
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
    pub(super) fn new(mut exchange: Exchange, protocol: Protocol, call: impl FnOnce() -> F) -> Self {
        let inner = exchange.under(|_| call());
        Self { inner: Some(inner), exchange: Some(exchange), protocol }
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
        let outcome = ready!(exchange.under(|_| inner.poll(task)));
        exchange.under(|_| this.inner.set(None));
        let Some(exchange) = this.exchange.take() else { return Poll::Pending };
        Poll::Ready(answer(exchange, *this.protocol, outcome))
    }
}

/// Notes what came of a request, and lets the span last as long as the body.
fn answer<R: Body, E: Display>(
    mut exchange: Exchange,
    protocol: Protocol,
    outcome: Result<Response<R>, E>,
) -> Result<Response<ResponseBody<R>>, E> {
    match outcome {
        Ok(response) => {
            exchange.answered(response.status().as_u16());
            let is_grpc = protocol == Protocol::Grpc;
            if is_grpc {
                // A call that fails at once has its status among the headers.
                grpc::note_status(&exchange, response.headers());
            }
            let has_none = protocol == Protocol::HttpWithoutBody || is_without_body(response.status());
            Ok(response.map(|body| ResponseBody::new(body, exchange, has_none, is_grpc)))
        }
        Err(error) => {
            broke(&mut exchange, &error);
            exchange.complete();
            Err(error)
        }
    }
}

fn is_without_body(status: StatusCode) -> bool {
    status.is_informational() || matches!(status.as_u16(), 204 | 304)
}

/// Notes that the service, or the body of its answer, failed.
pub(super) fn broke<E: Display>(exchange: &mut Exchange, error: &E) {
    let (class, name) = (Class::ServerFault, type_name::<E>());
    exchange.failed(class, name, |context| record_failure(context, error.to_string(), name, class));
}
