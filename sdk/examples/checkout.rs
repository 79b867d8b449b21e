//! A service's inside: a traced function that calls two others, one of which fails, and logs that belong to them.
//!
//! `cargo run -p tracewell --example checkout`; with `OTEL_TRACES_EXPORTER=console` the trace is shown as a tree wherever
//! standard error goes, with `OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318` everything is sent to a Collector.

use std::{fmt, time::Duration};

use tracewell::{info, traced, warn};

#[derive(Debug)]
struct Declined {
    reason: &'static str,
}

impl fmt::Display for Declined {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the card was declined: {}", self.reason)
    }
}

impl std::error::Error for Declined {}

#[tracewell::main]
async fn main() {
    if let Err(declined) = checkout(17).await {
        warn!("order_refused", order.id = 17, reason = declined.reason);
    }
}

#[traced(fields(order.id = order))]
async fn checkout(order: u64) -> Result<(), Declined> {
    reserve(order).await;
    pay(order).await?;
    info!("order_placed", order.id = order);
    Ok(())
}

#[traced(kind = "client")]
async fn reserve(order: u64) {
    tokio::time::sleep(Duration::from_millis(3)).await;
    info!("stock_reserved", order.id = order, items = ["tea", "milk"]);
}

#[traced(err)]
async fn pay(_order: u64) -> Result<(), Declined> {
    Err(Declined { reason: "limit" })
}
