//! Requests that come in.

use std::{
    borrow::Cow,
    fmt::Display,
    sync::Arc,
    task::{Context, Poll},
};

use http::{Extensions, Request, Response};
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
    exchange::{Exchange, Measured, Side},
    propagation::extract,
    trace::{self, Opened},
};

/// Finds the template of the route that a request was matched with, among the request's extensions.
type FindRoute = Arc<dyn Fn(&Extensions) -> Option<String> + Send + Sync>;

/// Puts a [`Server`] around each service; see [the module](super).
///
/// # Cost
/// A span for each request, with about ten attributes and a text for each; nothing but the look at the headers where
/// nothing is installed.
#[derive(Clone)]
pub struct ServerLayer {
    find_route: FindRoute,
    without: Arc<[Cow<'static, str>]>,
}

impl ServerLayer {
    /// A layer that takes the route from axum's `MatchedPath` (feature `axum`), and else knows none.
    #[must_use]
    pub fn new() -> Self {
        Self { find_route: Arc::new(matched_path), without: Arc::default() }
    }

    /// Sets where the route's template is found, for routers that leave it elsewhere among the request's extensions.
    ///
    /// It becomes part of the span's name: it must be one of few.
    #[must_use]
    pub fn route(mut self, find: impl Fn(&Extensions) -> Option<String> + Send + Sync + 'static) -> Self {
        self.find_route = Arc::new(find);
        self
    }

    /// Makes no span for requests of these routes, or of these paths where no route is known: health checks.
    #[must_use]
    pub fn without<R: Into<Cow<'static, str>>>(mut self, routes: impl IntoIterator<Item = R>) -> Self {
        self.without = routes.into_iter().map(Into::into).collect();
        self
    }

    /// Begins the span of a request.
    fn begin<B>(&self, request: &Request<B>, protocol: Protocol) -> Exchange {
        let route = (self.find_route)(request.extensions());
        let place = route.as_deref().unwrap_or_else(|| request.uri().path());
        if self.without.iter().any(|without| without == place) {
            return Exchange::new(Side::Server, Opened::NOTHING, None);
        }
        let parent = extract(request.headers());
        let described = || convention::of_incoming(request.into(), route.as_deref().map(Cow::Borrowed));
        let opened = trace::open(parent, SpanKind::Server, described);
        // Calls of gRPC have metrics of their own in the conventions, which are not there yet.
        let measured = (protocol != Protocol::Grpc)
            .then(|| Measured::new(Side::Server, request.method().as_str(), route.map(Cow::Owned)));
        Exchange::new(Side::Server, opened, measured)
    }
}

impl Default for ServerLayer {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(feature = "axum")]
fn matched_path(extensions: &Extensions) -> Option<String> {
    extensions.get::<axum::extract::MatchedPath>().map(|path| path.as_str().to_owned())
}

#[cfg(not(feature = "axum"))]
const fn matched_path(_extensions: &Extensions) -> Option<String> {
    None
}

impl<S> Layer<S> for ServerLayer {
    type Service = Server<S>;

    fn layer(&self, inner: S) -> Server<S> {
        Server { inner, layer: self.clone() }
    }
}

/// A service whose requests have spans; made by [`ServerLayer`].
#[derive(Clone)]
pub struct Server<S> {
    inner: S,
    layer: ServerLayer,
}

impl<S, B, R> Service<Request<B>> for Server<S>
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

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let protocol = Protocol::of(Head::from(&request));
        ResponseFuture::new(self.layer.begin(&request, protocol), protocol, || self.inner.call(request))
    }
}
