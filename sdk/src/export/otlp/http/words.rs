//! What a receiver says against a request, in the body of its answer.
//!
//! OTLP has it say a `google.rpc.Status`, in the encoding of the request; what stands before a receiver, and whoever
//! checks who may send, answers with plain text or JSON. Pages for people are not read.

use std::time::Duration;

use http::{HeaderMap, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use prost::Message;

/// Bytes of such a body that are read.
const LIMIT: usize = 4 << 10;

/// How long it is waited for: why a request was refused is known by the status already.
const TIME: Duration = Duration::from_secs(1);

/// `google.rpc.Status`, from `google/rpc/status.proto`.
#[derive(Clone, PartialEq, Message)]
struct Status {
    #[prost(string, tag = "2")]
    message: String,
}

/// Returns the message, if there is one.
pub(super) async fn read(headers: &HeaderMap, body: Incoming) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?.split(';').next()?.trim();
    let words: fn(&[u8]) -> Option<String> = match kind {
        "application/x-protobuf" => |body| Some(Status::decode(body).ok()?.message),
        "application/json" => |body| {
            let status: serde_json::Value = serde_json::from_slice(body).ok()?;
            Some(status.get("message")?.as_str()?.to_owned())
        },
        "text/plain" => |body| Some(String::from_utf8_lossy(body).into_owned()),
        _ => return None,
    };
    let mut beginning = Vec::new();
    // Whoever is slow is heard as far as he has come.
    let _ = tokio::time::timeout(TIME, fill(&mut beginning, body)).await;
    words(&beginning).map(|words| words.trim().to_owned()).filter(|words| !words.is_empty())
}

/// Reads a body as far as it is read at all.
async fn fill(beginning: &mut Vec<u8>, mut body: Incoming) {
    while let Some(Ok(frame)) = body.frame().await {
        let data = frame.into_data().unwrap_or_default();
        beginning.extend_from_slice(&data[..data.len().min(LIMIT - beginning.len())]);
        if beginning.len() == LIMIT {
            return;
        }
    }
}
