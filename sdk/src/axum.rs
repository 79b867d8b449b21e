//! What handlers of axum ask for.

use std::{borrow::Cow, convert::Infallible};

use axum::extract::{FromRequestParts, MatchedPath};
use http::{
    HeaderMap, HeaderName, Method, Uri, Version,
    header::{CONTENT_TYPE, HOST, USER_AGENT},
    request::Parts,
};
use opentelemetry::Context;

use crate::{
    private::Request,
    propagation::extract,
    tower::{convention, head::Head, named::Named},
    trace::Start,
};

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
        let route = self.route().map(|route| Cow::Owned(route.to_owned()));
        Some((self.method.as_str(), self.head().scheme(), route))
    }

    fn describe(&self, start: &mut Start) -> Option<Cow<'static, str>> {
        let (name, attributes) = convention::of_incoming(&self.head(), self.route(), &Named::NOTHING);
        start.attributes.extend(attributes);
        Some(name)
    }
}
