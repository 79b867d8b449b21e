//! The server that the W3C trace context suite calls: `POST /test` with a list of `{url, arguments}`, of which it
//! posts `arguments` to each `url`, in the context that came with its own request.
//!
//! It listens on a free port of the loopback address and prints its address as the only line.
//! Its spans go through the whole pipeline and are exported to nowhere.

use std::error::Error;
use std::io::Write as _;

use axum::Router;
use axum::extract::{Json, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use opentelemetry::trace::{SpanKind, TraceContextExt as _, Tracer as _};
use opentelemetry::{Context, global};
use reqwest::Client;
use serde::Deserialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tracewell::Telemetry;
use tracewell::propagation;

/// One call that the suite asks for.
#[derive(Deserialize)]
struct Call {
    url: String,
    arguments: Value,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let _telemetry = Telemetry::builder().environment([("OTEL_TRACES_EXPORTER", "none")]).install()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "http://{}/test", listener.local_addr()?)?;
    let client = Client::builder().no_proxy().build()?;
    let app = Router::new().route("/test", post(handle)).with_state(client);
    axum::serve(listener, app).await?;
    Ok(())
}

async fn handle(
    State(client): State<Client>,
    headers: HeaderMap,
    Json(calls): Json<Vec<Call>>,
) -> StatusCode {
    let server = begin(SpanKind::Server, &propagation::extract(&headers));
    for call in calls {
        if post_call(&client, &begin(SpanKind::Client, &server), call).await.is_err() {
            return StatusCode::BAD_GATEWAY;
        }
    }
    StatusCode::OK
}

async fn post_call(client: &Client, context: &Context, call: Call) -> reqwest::Result<()> {
    let mut headers = HeaderMap::new();
    propagation::inject_context(context, &mut headers);
    client.post(call.url).headers(headers).json(&call.arguments).send().await?.error_for_status()?;
    Ok(())
}

/// Returns a context with a span below that of `parent`, or with a root.
fn begin(kind: SpanKind, parent: &Context) -> Context {
    let tracer = global::tracer("w3c");
    let span = tracer.span_builder("POST").with_kind(kind).start_with_context(&tracer, parent);
    parent.with_span(span)
}
