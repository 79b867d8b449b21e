//! The layer, and the service that it makes of another.

use std::{
    borrow::Cow,
    fmt::Display,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use http::{Extensions, Request, Response};
use http_body::Body;
use opentelemetry::trace::SpanKind;
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::{body::ServedBody, convention, grpc, served::Served};
use crate::{
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
    fn begin<B>(&self, request: &Request<B>) -> Served {
        let is_grpc = grpc::is_call(request);
        let route = (self.find_route)(request.extensions());
        let place = route.as_deref().unwrap_or_else(|| request.uri().path());
        let opened = if self.without.iter().any(|without| without == place) {
            Opened::NOTHING
        } else {
            let parent = extract(request.headers());
            trace::open(parent, SpanKind::Server, || convention::of(request, route.map(Cow::Owned)))
        };
        Served::new(opened, request.method(), is_grpc)
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
    type Response = Response<ServedBody<R>>;
    type Error = S::Error;
    type Future = ServerFuture<S::Future>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let mut served = self.layer.begin(&request);
        let inner = served.under(|| self.inner.call(request));
        ServerFuture { inner: Some(inner), served: Some(served) }
    }
}

pin_project! {
    /// The answer to one request, under its span.
    ///
    /// One that is dropped before it is ready says that the caller has hung up.
    pub struct ServerFuture<F> {
        // None once it is ready, or let go of under its span.
        #[pin]
        inner: Option<F>,
        served: Option<Served>,
    }

    impl<F> PinnedDrop for ServerFuture<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if let Some(mut served) = this.served.take() {
                served.let_go(|| this.inner.set(None));
            }
        }
    }
}

impl<F, R, E> Future for ServerFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    R: Body,
    E: Display,
{
    type Output = Result<Response<ServedBody<R>>, E>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        // Polled again after it was ready, which futures may answer as they like: this one never wakes again.
        let (Some(inner), Some(served)) = (this.inner.as_mut().as_pin_mut(), this.served.as_mut()) else {
            return Poll::Pending;
        };
        let outcome = ready!(served.under(|| inner.poll(task)));
        served.under(|| this.inner.set(None));
        let Some(served) = this.served.take() else { return Poll::Pending };
        Poll::Ready(answer(served, outcome))
    }
}

/// Notes what came of a request, and lets the span last as long as the body.
fn answer<R: Body, E: Display>(
    mut served: Served,
    outcome: Result<Response<R>, E>,
) -> Result<Response<ServedBody<R>>, E> {
    match outcome {
        Ok(response) => {
            let has_none = served.answered(response.status());
            if served.is_grpc {
                // A call that fails at once has its status among the headers.
                grpc::note_status(&served, response.headers());
            }
            Ok(response.map(|body| ServedBody::new(body, served, has_none)))
        }
        Err(error) => {
            served.failed::<E>(error.to_string());
            served.complete();
            Err(error)
        }
    }
}
