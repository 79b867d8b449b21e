//! Requests that go out.

use std::{
    borrow::Cow,
    fmt::Display,
    task::{Context, Poll},
};

use http::{Request, Response};
use http_body::Body;
use opentelemetry::trace::SpanKind;
use tower_layer::Layer;
use tower_service::Service;

use super::{
    body::ResponseBody,
    convention::{self, Head, Protocol},
    response::ResponseFuture,
};
use crate::{
    current,
    exchange::{Exchange, Measured, Side},
    propagation::{inject, inject_context},
    trace,
};

/// Puts a [`Client`] around each service; see [the module](super).
///
/// # Cost
/// A span for each request, with about six attributes, and the headers that carry it on; the headers alone where nothing
/// is recorded.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClientLayer(());

impl ClientLayer {
    /// A layer for clients of HTTP and gRPC: hyper-util's `legacy::Client`, tonic's `Channel`.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl<S> Layer<S> for ClientLayer {
    type Service = Client<S>;

    fn layer(&self, inner: S) -> Client<S> {
        Client { inner }
    }
}

/// A client whose requests have spans, and carry them on; made by [`ClientLayer`].
#[derive(Clone, Debug)]
pub struct Client<S> {
    inner: S,
}

impl<S, B, R> Service<Request<B>> for Client<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Error: Display,
    R: Body,
{
    type Response = Response<ResponseBody<R>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let describe = || convention::of_outgoing(Head::from(&request));
        let opened = trace::open(current::current(), SpanKind::Client, describe);
        let protocol = Protocol::of(Head::from(&request));
        let address = request.uri().host().map(|host| Cow::Owned(host.to_owned()));
        let measured = (protocol != Protocol::Grpc)
            .then(|| Measured::new(Side::Client, request.method().as_str(), address));
        let exchange = Exchange::new(Side::Client, opened, measured);
        match exchange.context() {
            Some(context) => inject_context(context, request.headers_mut()),
            None => inject(request.headers_mut()),
        }
        ResponseFuture::new(exchange, protocol, || self.inner.call(request))
    }
}
