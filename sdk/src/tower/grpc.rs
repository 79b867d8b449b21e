//! What gRPC says of a request, in the words of the semantic conventions for RPC.

use http::{HeaderMap, header};
use opentelemetry::{KeyValue, trace::Status};

use super::convention::Head;
use crate::exchange::{Exchange, Side};

/// Statuses that are the server's fault; to who called, each but `OK` is a failure: `UNKNOWN`, `DEADLINE_EXCEEDED`, `UNIMPLEMENTED`, `INTERNAL`, `UNAVAILABLE`,
/// `DATA_LOSS` (semantic conventions 1.37, "gRPC Status", of a server's span).
const FAULTS: [u16; 6] = [2, 4, 12, 13, 14, 15];

/// Whether a request is one of gRPC.
pub(super) fn is_call(request: Head<'_>) -> bool {
    let content_type = request.headers.get(header::CONTENT_TYPE);
    content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"))
}

/// Returns service and method of a call; both stand in the program, so that there are only so many of them.
pub(super) fn method(request: Head<'_>) -> Option<(&str, &str)> {
    request.uri.path().strip_prefix('/')?.rsplit_once('/')
}

/// Notes how a call ended, where headers or trailers say so.
pub(super) fn note_status(exchange: &Exchange, headers: &HeaderMap) {
    let Some(code) = headers.get("grpc-status").and_then(|value| value.to_str().ok()?.parse::<u16>().ok())
    else {
        return;
    };
    exchange.note(|span| {
        span.set_attribute(KeyValue::new("rpc.grpc.status_code", i64::from(code)));
        if FAULTS.contains(&code) || exchange.side == Side::Client && code != 0 {
            span.set_attribute(KeyValue::new("error.type", code.to_string()));
            let message =
                headers.get("grpc-message").and_then(|value| value.to_str().ok()).unwrap_or_default();
            span.set_status(Status::error(message.to_owned()));
        }
    });
}
