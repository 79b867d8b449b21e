//! What a request is called, and what is said of it: semantic conventions 1.37, "HTTP server span", "HTTP client span" and
//! "gRPC".

use std::borrow::Cow;

use http::{HeaderMap, Method, Request, Uri, Version, header, uri::Authority};
use opentelemetry::KeyValue;

use super::grpc;

/// Methods that the conventions know; others are `_OTHER`, so that a caller cannot make names.
static METHODS: [Method; 9] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::DELETE,
    Method::PATCH,
    Method::HEAD,
    Method::OPTIONS,
    Method::CONNECT,
    Method::TRACE,
];

/// A request without its body.
#[derive(Clone, Copy)]
pub(crate) struct Head<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) version: Version,
    pub(crate) headers: &'a HeaderMap,
}

impl<'a, B> From<&'a Request<B>> for Head<'a> {
    fn from(request: &'a Request<B>) -> Self {
        Self {
            method: request.method(),
            uri: request.uri(),
            version: request.version(),
            headers: request.headers(),
        }
    }
}

/// How the answer to a request is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Http,
    /// Answers to `HEAD` have no body, whatever their length says.
    HttpWithoutBody,
    Grpc,
}

impl Protocol {
    pub(super) fn of(request: Head<'_>) -> Self {
        match *request.method {
            _ if grpc::is_call(request) => Self::Grpc,
            Method::HEAD => Self::HttpWithoutBody,
            _ => Self::Http,
        }
    }
}

/// Returns the span's name and what it begins with, of a request that has come in.
pub(crate) fn of_incoming(
    request: Head<'_>,
    route: Option<Cow<'_, str>>,
) -> (Cow<'static, str>, Vec<KeyValue>) {
    let mut attributes = Vec::with_capacity(10);
    let name = match grpc::method(request).filter(|_| grpc::is_call(request)) {
        Some((service, method)) => of_call(&mut attributes, service, method),
        None => of_request(&mut attributes, request, route),
    };
    of_connection(&mut attributes, request);
    if let Some(agent) = text(request.headers, header::USER_AGENT) {
        attributes.push(KeyValue::new("user_agent.original", agent.to_owned()));
    }
    (name, attributes)
}

/// Returns the same of a request that goes out.
pub(super) fn of_outgoing(request: Head<'_>) -> (Cow<'static, str>, Vec<KeyValue>) {
    let mut attributes = Vec::with_capacity(8);
    let name = if let Some((service, method)) = grpc::method(request).filter(|_| grpc::is_call(request)) {
        of_call(&mut attributes, service, method)
    } else {
        attributes.push(KeyValue::new("url.full", full(request)));
        of_method(&mut attributes, request.method).into()
    };
    of_connection(&mut attributes, request);
    (name, attributes)
}

/// Without the query and what stands before an `@`: both hold secrets.
fn full(request: Head<'_>) -> String {
    let authority = authority(request);
    let place = authority.as_ref().map_or("", Authority::as_str).rsplit('@').next().unwrap_or_default();
    format!("{}://{place}{}", scheme(request), request.uri.path())
}

fn of_call(attributes: &mut Vec<KeyValue>, service: &str, method: &str) -> Cow<'static, str> {
    attributes.push(KeyValue::new("rpc.system", "grpc"));
    attributes.push(KeyValue::new("rpc.service", service.to_owned()));
    attributes.push(KeyValue::new("rpc.method", method.to_owned()));
    format!("{service}/{method}").into()
}

fn of_request(
    attributes: &mut Vec<KeyValue>,
    request: Head<'_>,
    route: Option<Cow<'_, str>>,
) -> Cow<'static, str> {
    let called = of_method(attributes, request.method);
    attributes.push(KeyValue::new("url.path", request.uri.path().to_owned()));
    attributes.push(KeyValue::new("url.scheme", scheme(request)));
    match route {
        Some(route) => {
            let name = format!("{called} {route}");
            attributes.push(KeyValue::new("http.route", route.into_owned()));
            name.into()
        }
        None => called.into(),
    }
}

/// Says which method it is, and returns what that is called in a span's name.
fn of_method(attributes: &mut Vec<KeyValue>, method: &Method) -> &'static str {
    if let Some(known) = METHODS.iter().find(|known| *known == method) {
        attributes.push(KeyValue::new("http.request.method", known.as_str()));
        return known.as_str();
    }
    attributes.push(KeyValue::new("http.request.method", "_OTHER"));
    attributes.push(KeyValue::new("http.request.method_original", method.as_str().to_owned()));
    "HTTP"
}

fn of_connection(attributes: &mut Vec<KeyValue>, request: Head<'_>) {
    if let Some(version) = version(request.version) {
        attributes.push(KeyValue::new("network.protocol.version", version));
    }
    if let Some(authority) = authority(request) {
        attributes.push(KeyValue::new("server.address", authority.host().to_owned()));
        if let Some(port) = authority.port_u16() {
            attributes.push(KeyValue::new("server.port", i64::from(port)));
        }
    }
}

/// A connection does not say whether it was encrypted on its way; a proxy may.
fn scheme(request: Head<'_>) -> &'static str {
    let forwarded = request.headers.get("x-forwarded-proto").map(http::HeaderValue::as_bytes);
    match request.uri.scheme_str() {
        Some("https") => "https",
        None if forwarded == Some(b"https") => "https",
        _ => "http",
    }
}

fn authority(request: Head<'_>) -> Option<Authority> {
    let named = || text(request.headers, header::HOST)?.parse().ok();
    request.uri.authority().cloned().or_else(named)
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

const fn version(version: Version) -> Option<&'static str> {
    match version {
        Version::HTTP_10 => Some("1.0"),
        Version::HTTP_11 => Some("1.1"),
        Version::HTTP_2 => Some("2"),
        Version::HTTP_3 => Some("3"),
        _ => None,
    }
}
