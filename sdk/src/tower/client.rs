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
    body::ResponseBody, convention, grpc, head::Head, named::Named, passage::Passage,
    response::ResponseFuture,
};
use crate::{
    current,
    exchange::{Measured, Side},
    trace,
};

/// Puts a [`Client`] around each service; see [the module](super).
///
/// # Cost
/// Each request is measured, whatever is installed: two readings of the clock, an entry in an instrument, and a text
/// for the address. Where there is a trace, its headers are written; where its span is recorded, that has about six
/// attributes, most of them a text of their own.
#[derive(Clone, Debug, Default)]
pub struct ClientLayer {
    named: Named,
}

impl ClientLayer {
    /// A layer for clients of HTTP and gRPC: hyper-util's `legacy::Client`, tonic's `Channel`, with the feature
    /// `reqwest` its `Client`.
    #[must_use]
    pub const fn new() -> Self {
        Self { named: Named::NOTHING }
    }

    /// Records these headers of requests and answers, as `http.request.header.x-tenant` and so on; calls of gRPC call
    /// theirs `rpc.request.metadata.x-tenant`. No header is recorded otherwise: many hold secrets.
    #[must_use]
    pub fn record_headers<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.named.add_headers(names);
        self
    }

    /// Records these parameters of the query, as part of `url.full`; case matters. None is otherwise.
    #[must_use]
    pub fn record_query<N: Into<Cow<'static, str>>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.named.add_query(names);
        self
    }

    /// Begins the span of a request.
    pub(super) fn begin(&self, head: &Head<'_>) -> Passage {
        if cfg!(feature = "off") {
            return Passage::nothing();
        }
        let describe = || convention::of_outgoing(head, &self.named);
        let opened = trace::open(current::current(), SpanKind::Client, describe);
        if grpc::method(head).is_some() {
            return Passage::call(Side::Client, opened, head.uri.clone().into_owned(), &self.named);
        }
        let address = head.uri.host().map(|host| Cow::Owned(host.to_owned()));
        let measured = Measured::outgoing(head.method.as_str(), address, head.port());
        Passage::request(opened, head.method, measured, &self.named)
    }
}

impl<S> Layer<S> for ClientLayer {
    type Service = Client<S>;

    fn layer(&self, inner: S) -> Client<S> {
        Client { inner, layer: self.clone() }
    }
}

/// A client whose requests have spans, and carry them on; made by [`ClientLayer`].
#[derive(Clone, Debug)]
pub struct Client<S> {
    pub(super) inner: S,
    pub(super) layer: ClientLayer,
}

impl<S, B, R> Service<Request<B>> for Client<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Error: Display + 'static,
    R: Body,
{
    type Response = Response<ResponseBody<R>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let passage = self.layer.begin(&Head::from(&request));
        passage.inject(request.headers_mut());
        ResponseFuture::new(passage, || self.inner.call(request))
    }
}
