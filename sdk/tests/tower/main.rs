//! What the spans of a request say of requests that come, go wrong, and are left, at both ends.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod calls;
mod client;
mod ends;
mod exemplars;
#[path = "../measured/mod.rs"]
mod measured;
mod named;
mod page;
mod red;
mod server;

use std::{convert::Infallible, future::pending};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, Response, StatusCode},
    routing::get,
};
use opentelemetry::trace::SpanKind;
use opentelemetry_sdk::trace::SpanData;
use tower::ServiceExt;
use tracewell::{
    testing::{Capture, capture},
    tower::ServerLayer,
    traced,
};

#[traced]
fn below() {}

fn app() -> Router {
    Router::new()
        .route("/orders/{id}", get(|| async { below() }))
        .route("/measured/{id}", get(|| async {}))
        .route("/measured/fails", get(|| async { StatusCode::SERVICE_UNAVAILABLE }))
        .route("/flooded/{id}", get(|| async {}))
        .route("/fails", get(|| async { StatusCode::SERVICE_UNAVAILABLE }))
        .route("/refuses", get(|| async { StatusCode::CONFLICT }))
        .route("/panics", get(|| async { panic!("on purpose") as () }))
        .route("/waits", get(pending::<()>))
        .route("/streams", get(|| async { Body::new(Pieces(3)) }))
        .route("/breaks", get(|| async { Body::new(Pieces(-1)) }))
        .route("/health", get(healthy))
        .layer(ServerLayer::new().without(["/health"]))
}

async fn healthy() {
    below();
    let mut headers = http::HeaderMap::new();
    tracewell::propagation::inject(&mut headers);
    tracewell::info!("checked", sent = headers.get("traceparent").and_then(|sent| sent.to_str().ok()));
}

/// A body of so many pieces that nobody knows the length of; one that breaks where that is negative.
struct Pieces(i32);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _task: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        below();
        std::task::Poll::Ready(match self.0 {
            0 => None,
            ..0 => Some(Err(std::io::Error::other("the disk is gone"))),
            1.. => {
                self.0 -= 1;
                Some(Ok(http_body::Frame::data(Bytes::from_static(b"piece"))))
            }
        })
    }
}

fn to(path: &str) -> Request<Body> {
    Request::get(path).header("host", "shop.example:8443").body(Body::empty()).unwrap()
}

async fn answer(request: Request<Body>) -> Response<Body> {
    app().oneshot(request).await.unwrap_or_else(|error: Infallible| match error {})
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Asks, and reads the whole answer.
fn ask(request: Request<Body>) -> Capture {
    let capture = capture();
    run(async {
        let body = answer(request).await.into_body();
        let _ = axum::body::to_bytes(body, usize::MAX).await;
    });
    capture
}

fn server(capture: &Capture) -> SpanData {
    only(capture, &SpanKind::Server)
}

fn client(capture: &Capture) -> SpanData {
    only(capture, &SpanKind::Client)
}

fn only(capture: &Capture, kind: &SpanKind) -> SpanData {
    let mut spans = capture.spans().into_iter().filter(|span| span.span_kind == *kind);
    let span = spans.next().unwrap_or_else(|| panic!("no such span: {}", capture.tree()));
    assert!(spans.next().is_none(), "one span for one request");
    span
}

fn attribute(span: &SpanData, key: &str) -> Option<String> {
    span.attributes
        .iter()
        .find(|attribute| attribute.key.as_str() == key)
        .map(|found| found.value.to_string())
}
