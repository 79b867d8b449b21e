//! What a request is called, and what is said of it: semantic conventions 1.37, "HTTP server span", "HTTP client span" and
//! "gRPC".

use std::borrow::Cow;

use http::{HeaderMap, Method, Request, Version, header, uri::Authority};
use opentelemetry::KeyValue;

use super::{grpc, verb::Verb};

/// Returns the span's name and what it begins with, of a request that has come in.
pub(super) fn of_incoming<B>(
    request: &Request<B>,
    route: Option<Cow<'_, str>>,
) -> (Cow<'static, str>, Vec<KeyValue>) {
    let mut attributes = Vec::with_capacity(10);
    let name = match grpc::method(request).filter(|_| grpc::is_call(request)) {
        Some((service, method)) => of_call(&mut attributes, service, method),
        None => of_request(&mut attributes, request, route),
    };
    of_connection(&mut attributes, request);
    if let Some(agent) = text(request.headers(), header::USER_AGENT) {
        attributes.push(KeyValue::new("user_agent.original", agent.to_owned()));
    }
    (name, attributes)
}

/// Returns the same of a request that goes out.
pub(super) fn of_outgoing<B>(request: &Request<B>) -> (Cow<'static, str>, Vec<KeyValue>) {
    let mut attributes = Vec::with_capacity(8);
    let name = if let Some((service, method)) = grpc::method(request).filter(|_| grpc::is_call(request)) {
        of_call(&mut attributes, service, method)
    } else {
        attributes.push(KeyValue::new("url.full", full(request)));
        of_method(&mut attributes, request.method()).into()
    };
    of_connection(&mut attributes, request);
    (name, attributes)
}

/// Without the query and what stands before an `@`: both hold secrets.
fn full<B>(request: &Request<B>) -> String {
    let authority = authority(request);
    let place = authority.as_ref().map_or("", Authority::as_str).rsplit('@').next().unwrap_or_default();
    format!("{}://{place}{}", scheme(request), request.uri().path())
}

fn of_call(attributes: &mut Vec<KeyValue>, service: &str, method: &str) -> Cow<'static, str> {
    attributes.push(KeyValue::new("rpc.system", "grpc"));
    attributes.push(KeyValue::new("rpc.service", service.to_owned()));
    attributes.push(KeyValue::new("rpc.method", method.to_owned()));
    format!("{service}/{method}").into()
}

fn of_request<B>(
    attributes: &mut Vec<KeyValue>,
    request: &Request<B>,
    route: Option<Cow<'_, str>>,
) -> Cow<'static, str> {
    let called = of_method(attributes, request.method());
    attributes.push(KeyValue::new("url.path", request.uri().path().to_owned()));
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
    let verb = Verb::of(method);
    attributes.push(KeyValue::new("http.request.method", verb.as_str()));
    if verb != Verb::Other {
        return verb.as_str();
    }
    attributes.push(KeyValue::new("http.request.method_original", method.as_str().to_owned()));
    "HTTP"
}

fn of_connection<B>(attributes: &mut Vec<KeyValue>, request: &Request<B>) {
    if let Some(version) = version(request.version()) {
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
fn scheme<B>(request: &Request<B>) -> &'static str {
    let forwarded = request.headers().get("x-forwarded-proto").map(http::HeaderValue::as_bytes);
    match request.uri().scheme_str() {
        Some("https") => "https",
        None if forwarded == Some(b"https") => "https",
        _ => "http",
    }
}

fn authority<B>(request: &Request<B>) -> Option<Authority> {
    let named = || text(request.headers(), header::HOST)?.parse().ok();
    request.uri().authority().cloned().or_else(named)
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
