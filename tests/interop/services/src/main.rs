//! A service in Rust: `POST /hop` with `{"route": [...]}` calls the first address of the route with the rest of it, and
//! returns what it saw and what the others saw.
//!
//! It listens on a free port of the loopback address and prints its address as the first line. It is configured by the
//! standard variables alone. Its span ends before it answers; it sends its spans every few milliseconds
//! (`OTEL_BSP_SCHEDULE_DELAY`), because the test kills it when it has what it wants.

use std::{collections::BTreeMap, error::Error, io::Write as _};

use axum::{
    Router,
    extract::{Json, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use opentelemetry::{
    Context,
    baggage::BaggageExt as _,
    global,
    trace::{SpanKind, TraceContextExt as _, Tracer as _},
};
use reqwest::Client;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tracewell::propagation;

/// Where a request is to go on to.
#[derive(Deserialize, Serialize)]
struct Order {
    route: Vec<String>,
}

/// What a service finds in its context while it serves.
#[derive(Deserialize, Serialize)]
struct Seen {
    service: String,
    trace_id: String,
    baggage: BTreeMap<String, String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let _telemetry = tracewell::init()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "http://{}/hop", listener.local_addr()?)?;
    let client = Client::builder().no_proxy().build()?;
    axum::serve(listener, Router::new().route("/hop", post(hop)).with_state(client)).await?;
    Ok(())
}

async fn hop(
    State(client): State<Client>,
    headers: HeaderMap,
    Json(order): Json<Order>,
) -> Result<Json<Vec<Seen>>, StatusCode> {
    let server = begin("POST /hop", SpanKind::Server, &propagation::extract(&headers));
    let mut seen = vec![look(&server)];
    if let Some((next, rest)) = order.route.split_first() {
        let client_span = begin("POST", SpanKind::Client, &server);
        let answer = call(&client, &client_span, next, rest).await;
        client_span.span().end();
        seen.extend(answer.map_err(|_| StatusCode::BAD_GATEWAY)?);
    }
    server.span().end();
    Ok(Json(seen))
}

fn look(context: &Context) -> Seen {
    let baggage = context.baggage();
    Seen {
        service: "rust".to_owned(),
        trace_id: context.span().span_context().trace_id().to_string(),
        baggage: baggage.iter().map(|(key, (value, _))| (key.to_string(), value.to_string())).collect(),
    }
}

async fn call(client: &Client, context: &Context, next: &str, rest: &[String]) -> reqwest::Result<Vec<Seen>> {
    let mut headers = HeaderMap::new();
    propagation::inject_context(context, &mut headers);
    let order = Order { route: rest.to_vec() };
    client.post(next).headers(headers).json(&order).send().await?.error_for_status()?.json().await
}

/// Returns a context with a span below that of `parent`.
fn begin(name: &'static str, kind: SpanKind, parent: &Context) -> Context {
    let tracer = global::tracer("services");
    let span = tracer.span_builder(name).with_kind(kind).start_with_context(&tracer, parent);
    parent.with_span(span)
}
