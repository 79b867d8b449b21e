//! What stands before the body of a request, whichever client's type of request it is.

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue, Method, Request, Uri, Version, header, uri::Authority};

use crate::few::Few;

/// One program has few names, and calls few others.
static HOSTS: Few<Option<Server>> = Few::new();
static SERVERS: Few<&'static str> = Few::new();

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

    /// Returns whom the request names as its server.
    pub(super) fn server(&self) -> Option<Server> {
        if let Some(authority) = self.uri.authority() {
            return Some(Server { address: SERVERS.text(authority.host()), port: authority.port_u16() });
        }
        let host = self.text(header::HOST)?;
        if host.contains('@') {
            // Who puts a password there finds it kept nowhere.
            return Server::parse(host);
        }
        HOSTS.get(host, Server::parse).map_or_else(|| Server::parse(host), Clone::clone)
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

/// Where a server is.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) address: Cow<'static, str>,
    pub(super) port: Option<u16>,
}

impl Server {
    fn parse(host: &str) -> Option<Self> {
        let authority: Authority = host.parse().ok()?;
        Some(Self { address: SERVERS.text(authority.host()), port: authority.port_u16() })
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
