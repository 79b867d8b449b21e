//! Instrumentation for Rust services: traces, metrics and structured logs that find each other.

mod installed;
pub mod pipeline;
pub mod telemetry;
pub mod trace;

pub use opentelemetry;
pub use telemetry::{Telemetry, TelemetryBuilder, TelemetryGuard};
pub use tracing;
