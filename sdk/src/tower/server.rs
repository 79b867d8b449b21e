//! Requests that come in.

use std::{
    borrow::Cow,
    fmt::Display,
    sync::Arc,
    task::{Context, Poll},
};

use http::{Extensions, Request, Response};
use http_body::Body;
use tower_layer::Layer;
use tower_service::Service;

use super::{
    body::ResponseBody, convention, grpc, head::Head, named::Named, passage::Passage,
    response::ResponseFuture,
};
use crate::{
    exchange::{Measured, Route, Side, is_served_already},
    propagation::extract,
    trace,
};

/// Finds the template of the route that a request was matched with, among the request's extensions.
type FindRoute = Arc<dyn Fn(&Extensions) -> Option<Route> + Send + Sync>;

/// Puts a [`Server`] around each service; see [the module](super). Around a service that has one already, it does
/// nothing.
///
/// # Cost
/// Each request is measured, whatever is installed: two readings of the clock, an entry in one or two instruments, and
/// a text for the route. Where its span is recorded, that has about ten attributes, most of them a text of their own.
#[derive(Clone)]
pub struct ServerLayer(Arc<Settings>);

#[derive(Clone)]
struct Settings {
    find_route: FindRoute,
    without: Vec<Cow<'static, str>>,
    named: Named,
}

impl ServerLayer {
    /// A layer that takes the route from axum's `MatchedPath` (feature `axum`), and else knows none.
    ///
    /// It belongs to a router, by `Router::layer`: what stands around the whole router comes before the route is known.
    #[must_use]
    pub fn new() -> Self {
        // Else the first request would wait until the clock's speed is known.
        trace::prepare_clock();
        let find_route = Arc::new(matched_path);
        Self(Arc::new(Settings { find_route, without: Vec::new(), named: Named::NOTHING }))
    }

    /// Sets where the route's template is found, for routers that leave it elsewhere among the request's extensions.
    ///
    /// It becomes part of the span's name: it must be one of few.
    #[must_use]
    pub fn route(mut self, find: impl Fn(&Extensions) -> Option<String> + Send + Sync + 'static) -> Self {
        let find = move |extensions: &Extensions| find(extensions).map(|route| Route::of(&route));
        self.settings().find_route = Arc::new(find);
        self
    }

    /// Leaves requests of these routes, or of these paths where no route is known, out of traces and metrics: health
    /// checks. What they do has no spans either, and whom they call is told not to record any; logs and metrics of what
    /// they do are as ever.
    #[must_use]
    pub fn without<R: Into<Cow<'static, str>>>(mut self, routes: impl IntoIterator<Item = R>) -> Self {
        self.settings().without = routes.into_iter().map(Into::into).collect();
        self
    }

    /// Records these headers of requests and answers, as `http.request.header.x-tenant` and so on; calls of gRPC call
    /// theirs `rpc.request.metadata.x-tenant`. No header is recorded otherwise but the `User-Agent`: many hold secrets.
    #[must_use]
    pub fn record_headers<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.settings().named.add_headers(names);
        self
    }

    /// Records these parameters of the query, as part of `url.query`; case matters. None is otherwise.
    #[must_use]
    pub fn record_query<N: Into<Cow<'static, str>>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.settings().named.add_query(names);
        self
    }

    fn settings(&mut self) -> &mut Settings {
        Arc::make_mut(&mut self.0)
    }

    /// Begins the span of a request.
    fn begin<B>(&self, request: &Request<B>) -> Passage {
        if cfg!(feature = "off") {
            return Passage::nothing();
        }
        let caller = extract(request.headers());
        if is_served_already(&caller) {
            return Passage::nothing();
        }
        let Settings { find_route, without, named } = &*self.0;
        let (side, head) = (Side::Server, Head::from(request));
        let is_call = grpc::method(&head).is_some();
        // A router's route of a call is its service and no more; its path is one of few.
        let route = if is_call { None } else { find_route(request.extensions()) };
        let place = route.as_ref().map_or_else(|| request.uri().path(), Route::as_str);
        if without.iter().any(|without| without == place) {
            return Passage::left_out(trace::unrecorded(&caller));
        }
        let described = || convention::of_incoming(&head, route.as_ref(), named);
        let opened = trace::serve(&caller, described);
        if is_call {
            return Passage::call(side, opened, request.uri().clone(), named);
        }
        let method = request.method();
        let measured = Measured::incoming(method.as_str(), head.scheme(), route.map(Route::into_template));
        Passage::request(opened, method, measured, named)
    }
}

impl Default for ServerLayer {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(feature = "axum")]
fn matched_path(extensions: &Extensions) -> Option<Route> {
    extensions.get::<axum::extract::MatchedPath>().map(|path| Route::of(path.as_str()))
}

#[cfg(not(feature = "axum"))]
const fn matched_path(_extensions: &Extensions) -> Option<Route> {
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
    S::Error: Display + 'static,
    R: Body,
{
    type Response = Response<ResponseBody<R>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        ResponseFuture::new(self.layer.begin(&request), || self.inner.call(request))
    }
}
