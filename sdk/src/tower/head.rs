//! What stands before the body of a request, whichever client's type of request it is.

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue, Method, Request, Uri, Version, header, uri::Authority};

/// See the module's documentation.
pub(crate) struct Head<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: Cow<'a, Uri>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) version: Version,
}

impl<'a, B> From<&'a Request<B>> for Head<'a> {
    fn from(request: &'a Request<B>) -> Self {
        Self {
            method: request.method(),
            uri: Cow::Borrowed(request.uri()),
            headers: request.headers(),
            version: request.version(),
        }
    }
}

impl Head<'_> {
    /// A connection does not say whether it was encrypted on its way; a proxy may.
    pub(crate) fn scheme(&self) -> &'static str {
        let forwarded = self.headers.get("x-forwarded-proto").map(HeaderValue::as_bytes);
        match self.uri.scheme_str() {
            Some("https") => "https",
            None if forwarded == Some(b"https") => "https",
            _ => "http",
        }
    }

    pub(super) fn authority(&self) -> Option<Authority> {
        let named = || self.text(header::HOST)?.parse().ok();
        self.uri.authority().cloned().or_else(named)
    }

    /// The port that a request goes to: that of its scheme, where it names none.
    pub(super) fn port(&self) -> Option<u16> {
        self.uri.host()?;
        let usual = if self.scheme() == "https" { 443 } else { 80 };
        Some(self.uri.port_u16().unwrap_or(usual))
    }

    pub(super) fn text(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A version as the conventions write it.
pub(super) const fn version(of: Version) -> Option<&'static str> {
    match of {
        Version::HTTP_10 => Some("1.0"),
        Version::HTTP_11 => Some("1.1"),
        Version::HTTP_2 => Some("2"),
        Version::HTTP_3 => Some("3"),
        _ => None,
    }
}
