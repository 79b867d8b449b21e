//! Clients that programs use, with the layer around them, and a server behind a socket of this machine.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod hyper_util;
#[path = "../measured/mod.rs"]
mod measured;
mod reqwest;

use std::{
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, StatusCode, header::LOCATION},
    routing::get,
};
use opentelemetry::trace::SpanKind;
use opentelemetry_sdk::trace::SpanData;
use tracewell::testing::{Capture, capture};

/// Works while a server runs that says which parent it was told of; the server has no spans of its own.
fn with_server<W: Future<Output = ()>>(work: impl FnOnce(SocketAddr) -> W) -> Capture {
    opentelemetry::global::set_text_map_propagator(tracewell::propagation::TraceContext::default());
    let capture = capture();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async { axum::serve(listener, app()).await });
        tokio::time::timeout(Duration::from_secs(20), work(address)).await.expect("it ends");
    });
    capture
}

fn app() -> Router {
    Router::new()
        .route("/parent", get(parent))
        .route("/refuses", get(|| async { StatusCode::CONFLICT }))
        .route("/moved", get(|| async { (StatusCode::FOUND, [(LOCATION, "/parent?token=s3cret")]) }))
        .route("/waits", get(std::future::pending::<()>))
        .route("/breaks", get(|| async { axum::body::Body::from_stream(Broken::Whole) }))
}

async fn parent(headers: HeaderMap) -> String {
    headers.get("traceparent").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// A piece, a pause in which it is sent, and then the connection is gone.
enum Broken {
    Whole,
    Sending,
    Gone,
}

impl futures_core::Stream for Broken {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match *self {
            Self::Whole => {
                *self = Self::Sending;
                Poll::Ready(Some(Ok(Bytes::from_static(b"piece"))))
            }
            Self::Sending => {
                *self = Self::Gone;
                task.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Gone => Poll::Ready(Some(Err(std::io::Error::other("gone")))),
        }
    }
}

fn client(capture: &Capture) -> SpanData {
    let mut spans = capture.spans().into_iter().filter(|span| span.span_kind == SpanKind::Client);
    let span = spans.next().unwrap_or_else(|| panic!("no span of a client: {}", capture.tree()));
    assert!(spans.next().is_none(), "one span for one request");
    span
}

fn attribute(span: &SpanData, key: &str) -> Option<String> {
    let found = span.attributes.iter().find(|attribute| attribute.key.as_str() == key);
    found.map(|found| found.value.to_string())
}

/// Asserts that what a server was told names this span.
#[track_caller]
fn assert_parent(told: &str, span: &SpanData) {
    let ids = &span.span_context;
    let expected = format!("00-{}-{}-{:02x}", ids.trace_id(), ids.span_id(), ids.trace_flags().to_u8());
    assert_eq!(told, expected);
}
