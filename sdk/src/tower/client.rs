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
    convention,
    exchange::{Exchange, Side},
    grpc,
    head::Head,
    response::ResponseFuture,
};
use crate::{current, trace};

/// Puts a [`Client`] around each service; see [the module](super).
///
/// # Cost
/// Each request is measured, whatever is installed: two readings of the clock, an entry in an instrument, and a text for
/// the address. Where there is a trace, its headers are written; where its span is recorded, that has about six
/// attributes, most of them a text of their own.
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
        let exchange = begin(&Head::from(&request));
        exchange.inject(request.headers_mut());
        ResponseFuture::new(exchange, || self.inner.call(request))
    }
}

/// Begins the span of a request.
fn begin(head: &Head<'_>) -> Exchange {
    let describe = || convention::of_outgoing(head);
    let exchange = Exchange::new(Side::Client, trace::open(current::current(), SpanKind::Client, describe));
    if grpc::method(head).is_some() {
        return exchange.called(head.uri.clone().into_owned());
    }
    exchange.requested(head.method, head.uri.host().map(|host| Cow::Owned(host.to_owned())))
}
