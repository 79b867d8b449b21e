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
use crate::{
    exchange::{Route, Verb},
    few::Few,
};

/// Whoever calls can make up methods and agents, but one program has few others that do.
static METHODS: Few<&'static str> = Few::new();
static AGENTS: Few<&'static str> = Few::new();

/// Returns the span's name and what it begins with, of a request that has come in.
pub(crate) fn of_incoming(
    head: &Head<'_>,
    route: Option<&Route>,
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
        attributes.push(KeyValue::new("user_agent.original", AGENTS.text(agent)));
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
        (of_method(&mut attributes, head.method).in_names().into(), Of::Request)
    };
    of_connection(&mut attributes, head);
    attributes.extend(named.headers(of, head.headers));
    (name, attributes)
}

/// Without what stands before an `@`, and of the query with what is named: both hold secrets.
fn full(head: &Head<'_>, named: &Named) -> String {
    let authority = head.uri.authority().map(Authority::as_str).or_else(|| head.text(header::HOST));
    let place = authority.and_then(|authority| authority.rsplit('@').next()).unwrap_or_default();
    let query = named.query(head.uri.query()).map_or_else(String::new, |query| format!("?{query}"));
    format!("{}://{place}{}{query}", head.scheme(), head.uri.path())
}

fn of_call(attributes: &mut Vec<KeyValue>, method: &str) -> Cow<'static, str> {
    attributes.push(KeyValue::new("rpc.system.name", grpc::SYSTEM));
    let method = METHODS.text(method);
    attributes.push(KeyValue::new("rpc.method", method.clone()));
    method
}

fn of_request(
    attributes: &mut Vec<KeyValue>,
    head: &Head<'_>,
    route: Option<&Route>,
    named: &Named,
) -> Cow<'static, str> {
    let verb = of_method(attributes, head.method);
    attributes.push(KeyValue::new("url.path", head.uri.path().to_owned()));
    attributes.push(KeyValue::new("url.scheme", head.scheme()));
    attributes.extend(named.query(head.uri.query()).map(|query| KeyValue::new("url.query", query)));
    let Some(route) = route else { return verb.in_names().into() };
    attributes.push(KeyValue::new("http.route", route.clone().into_template()));
    route.name(verb)
}

/// Says which method it is.
fn of_method(attributes: &mut Vec<KeyValue>, method: &Method) -> Verb {
    let verb = Verb::of(method.as_str());
    attributes.push(KeyValue::new("http.request.method", verb.as_str()));
    if verb == Verb::Other {
        attributes.push(KeyValue::new("http.request.method_original", method.as_str().to_owned()));
    }
    verb
}

fn of_connection(attributes: &mut Vec<KeyValue>, head: &Head<'_>) {
    if let Some(server) = head.server() {
        attributes.push(KeyValue::new("server.address", server.address));
        if let Some(port) = server.port {
            attributes.push(KeyValue::new("server.port", i64::from(port)));
        }
    }
}
