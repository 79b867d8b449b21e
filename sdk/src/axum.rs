//! What handlers of axum ask for, and the page of metrics as one.

use std::{borrow::Cow, convert::Infallible};

use axum::{
    extract::{FromRequestParts, MatchedPath},
    response::IntoResponse,
};
use http::{
    HeaderMap, HeaderName, Method, StatusCode, Uri, Version,
    header::{ACCEPT, CONTENT_TYPE, HOST, USER_AGENT},
    request::Parts,
};
use opentelemetry::Context;

use crate::{
    exchange::Route,
    metrics::page,
    private::Request,
    propagation::extract,
    tower::{convention, head::Head, named::Named},
    trace::Start,
};

/// Answers with [the page of all metrics](crate::metrics::page()) that Prometheus scrapes, in the format that it asks for.
///
/// ```
/// use axum::{Router, routing::get};
/// use tracewell::tower::ServerLayer;
///
/// let app: Router = Router::new()
///     .route("/metrics", get(tracewell::axum::metrics))
///     .layer(ServerLayer::new().without(["/metrics"]));
/// ```
///
/// # Cost
/// That of the page, on a thread of tokio's for work that blocks: callbacks of observed instruments are other people's
/// code.
///
/// # Errors
/// Answers with status 500 where such a callback panics.
pub async fn metrics(headers: HeaderMap) -> Result<impl IntoResponse, StatusCode> {
    let accepted: Vec<_> = headers.get_all(ACCEPT).iter().filter_map(|accept| accept.to_str().ok()).collect();
    let accepted = (!accepted.is_empty()).then(|| accepted.join(","));
    let rendered = tokio::task::spawn_blocking(move || page(accepted.as_deref())).await;
    let (content_type, page) = rendered.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(([(CONTENT_TYPE, content_type)], page))
}

/// Headers that a span's description is made of.
const DESCRIBING: [HeaderName; 4] =
    [HOST, USER_AGENT, CONTENT_TYPE, HeaderName::from_static("x-forwarded-proto")];

/// A request that has come in, as an argument of a [`handler`](macro@crate::handler): who sent it, its method and its
/// route's template.
///
/// ```
/// use axum::{Router, extract::Path, routing::get};
/// use tracewell::{axum::Incoming, handler};
///
/// #[handler(from = incoming)]
/// async fn show(incoming: Incoming, Path(id): Path<u64>) -> String {
///     format!("order {id}")
/// }
///
/// let app: Router = Router::new().route("/orders/{id}", get(show));
/// ```
///
/// # Cost
/// Reading the headers that carry the context, and copies of up to four others.
#[derive(Clone, Debug)]
pub struct Incoming {
    context: Context,
    method: Method,
    uri: Uri,
    version: Version,
    headers: HeaderMap,
    route: Option<MatchedPath>,
}

impl Incoming {
    /// Returns the context of who sent the request; what is current where its headers say nothing.
    #[must_use]
    pub const fn context(&self) -> &Context {
        &self.context
    }

    /// Returns the request's method.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the template of the route that matched; none in a fallback.
    #[must_use]
    pub fn route(&self) -> Option<&str> {
        self.route.as_ref().map(MatchedPath::as_str)
    }

    const fn head(&self) -> Head<'_> {
        let Self { method, uri, version, headers, .. } = self;
        Head { method, uri: Cow::Borrowed(uri), version: *version, headers }
    }
}

impl<S: Sync> FromRequestParts<S> for Incoming {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let kept = |name: &HeaderName| Some((name.clone(), parts.headers.get(name)?.clone()));
        Ok(Self {
            context: extract(&parts.headers),
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            version: parts.version,
            headers: DESCRIBING.iter().filter_map(kept).collect(),
            route: parts.extensions.get().cloned(),
        })
    }
}

impl Request for Incoming {
    fn parent(&self) -> Context {
        self.context.clone()
    }

    fn measured(&self) -> Option<(&str, &'static str, Option<Cow<'static, str>>)> {
        let route = self.route().map(|route| Route::of(route).into_template());
        Some((self.method.as_str(), self.head().scheme(), route))
    }

    fn describe(&self, start: &mut Start) -> Option<Cow<'static, str>> {
        let (name, attributes) =
            convention::of_incoming(&self.head(), self.route().map(Route::of).as_ref(), &Named::NOTHING);
        start.attributes = attributes;
        Some(name)
    }
}
