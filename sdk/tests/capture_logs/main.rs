//! Captures hold the events of their context, as they would be written, and nobody else's.

mod assertions;
mod belonging;
mod blame;
mod fields;
mod places;

use opentelemetry::{global, trace::Tracer};
use tracewell::{info, traced, warn};

#[traced(fields(order.id = order))]
fn checkout(order: u64) {
    info!("checking_out");
    tracing::info_span!("reserve").in_scope(|| warn!("stock_low", left = 1));
    global::tracer("raw").in_span("charge", |_| tracing::info!("charged"));
    info!("checked_out");
}
