//! Instrumentation for Rust services: traces, metrics and structured logs that find each other.

mod config;
mod export;
mod installed;
pub mod pipeline;
mod subscriber;
pub mod telemetry;
pub mod trace;

pub use config::ConfigError;
pub use opentelemetry;
pub use subscriber::{SubscriberError, layer};
pub use telemetry::{Telemetry, TelemetryBuilder, TelemetryGuard, init};
pub use tracing;
