//! What a request is called, and what is said of it: semantic conventions 1.42, "HTTP server span", "HTTP client span"
//! and "gRPC".

use std::borrow::Cow;

use http::{Method, header, uri::Authority};
use opentelemetry::KeyValue;

use super::{
    grpc,
    head::{self, Head},
    named::{Named, Of},
};
use crate::exchange::Verb;

/// Returns the span's name and what it begins with, of a request that has come in.
pub(crate) fn of_incoming(
    head: &Head<'_>,
    route: Option<&str>,
    named: &Named,
) -> (Cow<'static, str>, Vec<KeyValue>) {
    let mut attributes = Vec::with_capacity(10);
    let (name, of) = match grpc::method(head) {
        Some(method) => (of_call(&mut attributes, method), Of::Call),
        None => (of_request(&mut attributes, head, route, named), Of::Request),
    };
    if let Some(version) = head::version(head.version) {
        attributes.push(KeyValue::new("network.protocol.version", version));
    }
    of_connection(&mut attributes, head);
    if let Some(agent) = head.text(header::USER_AGENT) {
        attributes.push(KeyValue::new("user_agent.original", agent.to_owned()));
    }
    attributes.extend(named.headers(of, head.headers));
    (name, attributes)
}

/// Returns the same of a request that goes out.
pub(super) fn of_outgoing(head: &Head<'_>, named: &Named) -> (Cow<'static, str>, Vec<KeyValue>) {
    let mut attributes = Vec::with_capacity(8);
    let (name, of) = if let Some(method) = grpc::method(head) {
        (of_call(&mut attributes, method), Of::Call)
    } else {
        attributes.push(KeyValue::new("url.full", full(head, named)));
        (of_method(&mut attributes, head.method).into(), Of::Request)
    };
    of_connection(&mut attributes, head);
    attributes.extend(named.headers(of, head.headers));
    (name, attributes)
}

/// Without what stands before an `@`, and of the query with what is named: both hold secrets.
fn full(head: &Head<'_>, named: &Named) -> String {
    let authority = head.authority();
    let place = authority.as_ref().map_or("", Authority::as_str).rsplit('@').next().unwrap_or_default();
    let query = named.query(head.uri.query()).map_or_else(String::new, |query| format!("?{query}"));
    format!("{}://{place}{}{query}", head.scheme(), head.uri.path())
}

fn of_call(attributes: &mut Vec<KeyValue>, method: &str) -> Cow<'static, str> {
    attributes.push(KeyValue::new("rpc.system.name", grpc::SYSTEM));
    attributes.push(KeyValue::new("rpc.method", method.to_owned()));
    method.to_owned().into()
}

fn of_request(
    attributes: &mut Vec<KeyValue>,
    head: &Head<'_>,
    route: Option<&str>,
    named: &Named,
) -> Cow<'static, str> {
    let called = of_method(attributes, head.method);
    attributes.push(KeyValue::new("url.path", head.uri.path().to_owned()));
    attributes.push(KeyValue::new("url.scheme", head.scheme()));
    attributes.extend(named.query(head.uri.query()).map(|query| KeyValue::new("url.query", query)));
    let Some(route) = route else { return called.into() };
    attributes.push(KeyValue::new("http.route", route.to_owned()));
    format!("{called} {route}").into()
}

/// Says which method it is, and returns what that is called in a span's name.
fn of_method(attributes: &mut Vec<KeyValue>, method: &Method) -> &'static str {
    let verb = Verb::of(method.as_str());
    attributes.push(KeyValue::new("http.request.method", verb.as_str()));
    if verb != Verb::Other {
        return verb.as_str();
    }
    attributes.push(KeyValue::new("http.request.method_original", method.as_str().to_owned()));
    "HTTP"
}

fn of_connection(attributes: &mut Vec<KeyValue>, head: &Head<'_>) {
    if let Some(authority) = head.authority() {
        attributes.push(KeyValue::new("server.address", authority.host().to_owned()));
        if let Some(port) = authority.port_u16() {
            attributes.push(KeyValue::new("server.port", i64::from(port)));
        }
    }
}
