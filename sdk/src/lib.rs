//! Instrumentation for Rust services: traces, metrics and structured logs that find each other.

// The macros name this crate as others do.
extern crate self as tracewell;

mod config;
pub mod context;
mod current;
mod export;
mod installed;
pub mod logs;
pub mod pipeline;
mod private;
pub mod propagation;
mod subscriber;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;
pub mod trace;

pub use config::ConfigError;
pub use context::{future_in_current_context, in_current_context, spawn_thread};
#[cfg(feature = "tokio")]
pub use context::{spawn, spawn_blocking};
pub use logs::Secret;
pub use opentelemetry;
pub use subscriber::{SubscriberError, layer};
pub use telemetry::{Telemetry, TelemetryBuilder, TelemetryGuard, init};
pub use tracewell_macros::{debug, error, info, main, trace, traced, warn};
pub use tracing;

/// What the macros expand to; no part of the interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::{logs::pick, private::*};
}
