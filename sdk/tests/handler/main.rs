//! What `#[handler]` says of requests that a server of axum takes from the network, and how it gets along with the layer.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod answers;
mod bare;
mod layered;
mod measured;
mod requests;
mod secrets;

use std::time::Duration;

use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    routing::{get, post},
};
use opentelemetry::trace::SpanKind;
use opentelemetry_sdk::trace::SpanData;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};
use tracewell::{
    axum::Incoming,
    handler,
    testing::{Capture, capture},
    traced,
};

use answers::Refused;

#[traced]
fn below() {}

#[handler(from = incoming, fields(order.id = id))]
async fn show(incoming: Incoming, Path(id): Path<u64>) -> String {
    below();
    format!("order {id}")
}

#[handler(from = incoming)]
async fn refuse(incoming: Incoming, Path(kind): Path<String>) -> Result<StatusCode, Refused> {
    Err(Refused(kind))
}

/// Says that [`wait`] has begun.
static WAITS: Notify = Notify::const_new();

#[handler(from = incoming)]
async fn wait(incoming: Incoming) {
    WAITS.notify_one();
    std::future::pending::<()>().await;
}

#[handler(from = incoming)]
async fn break_down(incoming: Incoming) -> StatusCode {
    panic!("on purpose")
}

#[handler(from = incoming)]
async fn nothing(incoming: Incoming) -> StatusCode {
    StatusCode::NOT_FOUND
}

/// `name` tells the routes of one test from those of another: what is measured is the whole process's.
fn app(name: &str) -> Router {
    Router::new()
        .route(&format!("/{name}/{{id}}"), get(show))
        .route(&format!("/{name}/refuse/{{kind}}"), post(refuse))
        .route(&format!("/{name}/wait"), get(wait))
        .route(&format!("/{name}/break"), get(break_down))
        .fallback(nothing)
}

/// Serves `app` on the loopback while `ask` is busy; all of it on this thread, and captured.
fn serving<T>(app: Router, ask: impl AsyncFnOnce(TcpStream) -> T) -> (Capture, T) {
    let capture = capture();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let told = runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        let told = ask(TcpStream::connect(address).await.unwrap()).await;
        // A server notices that a caller has gone when it looks at the connection.
        let ended = async {
            while capture.spans().is_empty() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        assert!(tokio::time::timeout(Duration::from_secs(10), ended).await.is_ok(), "nothing has ended");
        server.abort();
        told
    });
    (capture, told)
}

/// Sends a request with headers, and reads the whole answer.
fn ask(app: Router, request: &str, headers: &str) -> (Capture, String) {
    let text = format!("{request} HTTP/1.1\r\nhost: shop.example:8443\r\nconnection: close\r\n{headers}\r\n");
    serving(app, async move |mut stream| {
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    })
}

fn server(capture: &Capture) -> SpanData {
    let mut spans = capture.spans().into_iter().filter(|span| span.span_kind == SpanKind::Server);
    let span = spans.next().unwrap_or_else(|| panic!("no span of a server: {}", capture.tree()));
    assert!(spans.next().is_none(), "one span for one request: {}", capture.tree());
    span
}

fn attribute(span: &SpanData, key: &str) -> Option<String> {
    let found = span.attributes.iter().find(|attribute| attribute.key.as_str() == key);
    found.map(|found| found.value.to_string())
}
