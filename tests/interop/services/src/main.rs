//! A service in Rust: `POST /hop` with `{"route": [...]}` calls the first address of the route with the rest of it, and
//! returns what it saw and what the others saw.
//!
//! It listens on a free port of the loopback address and prints its address as the first line. It is configured by the
//! standard variables alone. Layers make its spans, at both ends. It sends them every few milliseconds
//! (`OTEL_BSP_SCHEDULE_DELAY`), because the test kills it when it has what it wants.

use std::{collections::BTreeMap, error::Error, io::Write as _};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Json, State},
    http::{Request, StatusCode, header},
    routing::post,
};
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::TokioExecutor,
};
use opentelemetry::{Context, baggage::BaggageExt as _, trace::TraceContextExt as _};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tower::{Layer as _, ServiceExt as _};
use tracewell::tower::{ClientLayer, ServerLayer};

type Client = tracewell::tower::Client<legacy::Client<HttpConnector, Body>>;

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
    let client = ClientLayer::new().layer(legacy::Client::builder(TokioExecutor::new()).build_http());
    let app = Router::new().route("/hop", post(hop)).layer(ServerLayer::new()).with_state(client);
    axum::serve(listener, app).await?;
    Ok(())
}

async fn hop(State(client): State<Client>, Json(order): Json<Order>) -> Result<Json<Vec<Seen>>, StatusCode> {
    let mut seen = vec![look()];
    if let Some((next, rest)) = order.route.split_first() {
        let answer = call(client, next, rest).await;
        seen.extend(answer.map_err(|_| StatusCode::BAD_GATEWAY)?);
    }
    Ok(Json(seen))
}

fn look() -> Seen {
    let context = Context::current();
    let baggage = context.baggage();
    Seen {
        service: "rust".to_owned(),
        trace_id: context.span().span_context().trace_id().to_string(),
        baggage: baggage.iter().map(|(key, (value, _))| (key.to_string(), value.to_string())).collect(),
    }
}

async fn call(
    client: Client,
    next: &str,
    rest: &[String],
) -> Result<Vec<Seen>, Box<dyn Error + Send + Sync>> {
    let order = serde_json::to_vec(&Order { route: rest.to_vec() })?;
    let request = Request::post(next).header(header::CONTENT_TYPE, "application/json").body(order.into())?;
    let answer = client.oneshot(request).await?;
    let body = to_bytes(Body::new(answer.into_body()), usize::MAX).await?;
    Ok(serde_json::from_slice(&body)?)
}
