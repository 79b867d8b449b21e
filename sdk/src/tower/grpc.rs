//! Calls of gRPC, in the words of the semantic conventions 1.42, "gRPC".
//!
//! A method is known by what became of a call of it: until a server has answered one as only a server does that has the
//! method, it is `_OTHER` to the name of the span and to metrics, so that whoever makes up methods makes neither names nor
//! series. `UNIMPLEMENTED` is no such answer, and nothing is that a gate before the server gives to any method:
//! `UNAUTHENTICATED`, `PERMISSION_DENIED`, `RESOURCE_EXHAUSTED`, `UNAVAILABLE`, `DEADLINE_EXCEEDED`; nor is a call that
//! was left before it was answered. To a method that is known they are counted.

mod call;
mod code;
mod duration;

use http::{HeaderMap, StatusCode, header};
use opentelemetry::{KeyValue, trace::Status};
use percent_encoding::percent_decode_str;

pub(super) use call::Call;
use code::Code;

use super::{head::Head, passage::Passage};

/// What the conventions call it, and calls of what no server knows.
pub(super) const SYSTEM: &str = "grpc";
pub(super) const UNKNOWN_METHOD: &str = "_OTHER";

/// Returns the method that a request of gRPC calls: its service and its own name, as `shop.Payment/Charge`.
///
/// gRPC-Web is not among them: the status of such a call stands in its body, which nobody reads here.
///
/// The header alone makes no call: whoever sends it with another method asks for something else.
pub(super) fn method<'a>(head: &'a Head<'_>) -> Option<&'a str> {
    if head.method != http::Method::POST {
        return None;
    }
    is_grpc(head.headers).then(|| path(head.uri.path()))?
}

fn is_grpc(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).map(http::HeaderValue::as_bytes);
    let kind = content_type.and_then(|content_type| content_type.strip_prefix(b"application/grpc"));
    kind.is_some_and(|kind| matches!(kind.first(), None | Some(b'+' | b';')))
}

/// Returns the method of a path, if it is one.
fn path(path: &str) -> Option<&str> {
    path.strip_prefix('/').filter(|method| method.contains('/'))
}

/// Notes how a call ended, if its headers say so: those of an answer without a body, or trailers. False where they do
/// not.
pub(super) fn note_status(passage: &mut Passage, headers: &HeaderMap) -> bool {
    let Some(code) = Code::of(headers) else { return false };
    note(passage, code, || message(headers).unwrap_or_default());
    true
}

fn message(headers: &HeaderMap) -> Option<String> {
    let encoded = headers.get("grpc-message")?.to_str().ok()?;
    Some(percent_decode_str(encoded).decode_utf8_lossy().into_owned())
}

/// Notes what the head of an answer says of a call: one that fails at once has its status there.
pub(super) fn note_head(passage: &mut Passage, status: StatusCode, headers: &HeaderMap) {
    if note_status(passage, headers) {
        return;
    }
    // No proxy and no router before the server knows gRPC's own status.
    if let Some(code) = Code::of_http(status) {
        passage.call.iter_mut().for_each(|call| call.answered_without_status());
        note(passage, code, || format!("HTTP status {}", status.as_str()));
    } else if is_grpc(headers) {
        passage.call.iter_mut().for_each(|call| call.answers());
    }
}

/// Notes that a call is complete: one that was answered without a status has an unknown one.
pub(super) fn note_end(passage: &mut Passage) {
    if passage.call.as_ref().is_some_and(|call| call.has_no_outcome()) {
        passage.call.iter_mut().for_each(|call| call.answered_without_status());
        note(passage, Code::UNKNOWN, String::new);
    }
}

/// Notes that nobody waited for the answer: for both ends this is a status, but nobody's fault.
pub(super) fn note_cancelled(passage: &mut Passage) {
    if let Some(call) = passage.call.as_mut().filter(|call| call.has_no_outcome()) {
        call.cancelled();
        note_name(passage);
        passage.note(|span| {
            span.set_attribute(KeyValue::new("rpc.response.status_code", Code::CANCELLED.name()));
        });
        passage.exchange.ended_by(Code::CANCELLED.name());
    }
}

fn note(passage: &mut Passage, code: Code, message: impl FnOnce() -> String) {
    let side = passage.exchange.side;
    let Some(call) = &mut passage.call else { return };
    call.ended(code);
    note_name(passage);
    passage.note(|span| {
        span.set_attribute(KeyValue::new("rpc.response.status_code", code.name()));
        if code.is_failure(side) {
            span.set_status(Status::error(message()));
        }
    });
    if code.is_failure(side) {
        passage.exchange.ended_by(code.name());
    }
}

/// Notes that nobody knows the method, if nobody does.
fn note_name(passage: &Passage) {
    let Some(call) = &passage.call else { return };
    passage.note(|span| {
        if !call.is_known() {
            span.update_name(SYSTEM);
            span.set_attribute(KeyValue::new("rpc.method", UNKNOWN_METHOD));
            span.set_attribute(KeyValue::new("rpc.method_original", call.method().to_owned()));
        }
    });
}
