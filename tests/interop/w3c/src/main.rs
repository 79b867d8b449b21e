//! The server that the W3C trace context suite calls: `POST /test` with a list of `{url, arguments}`, of which it
//! posts `arguments` to each `url`, in the context that came with its own request.
//!
//! It listens on a free port of the loopback address and prints its address as the only line.
//! Span contexts are derived here, without a pipeline, so that nothing but propagation is under test.

use std::error::Error;
use std::io::Write as _;

use axum::Router;
use axum::extract::{Json, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState};
use opentelemetry::{Context, global};
use reqwest::Client;
use serde::Deserialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tracewell::propagation::{self, Propagators};

/// One call that the suite asks for.
#[derive(Deserialize)]
struct Call {
    url: String,
    arguments: Value,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    global::set_text_map_propagator(Propagators::default());
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
    let server = child(&propagation::extract(&headers));
    for call in calls {
        if post_call(&client, &child(&server), call).await.is_err() {
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
fn child(parent: &Context) -> Context {
    let span = parent.span();
    let span_context = span.span_context();
    let span_id = SpanId::from(rand::random_range(1..=u64::MAX));
    let (trace_id, flags, state) = if span_context.is_valid() {
        (span_context.trace_id(), span_context.trace_flags(), span_context.trace_state().clone())
    } else {
        (TraceId::from(rand::random_range(1..=u128::MAX)), TraceFlags::new(0x03), TraceState::NONE)
    };
    parent.with_remote_span_context(SpanContext::new(trace_id, span_id, flags, false, state))
}
