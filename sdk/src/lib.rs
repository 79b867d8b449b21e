//! Traces and structured logs for Rust services that find each other, and lose nothing in silence.
//!
//! # Applications
//! One line in `main`, one per function:
//!
//! ```
//! use tracewell::{info, traced};
//!
//! # #[cfg(any())] // The tests of a page need no tokio.
//! #[tracewell::main]
//! async fn main() {
//!     checkout(17).await;
//! }
//! # fn main() { drop(checkout(17)) }
//!
//! #[traced(fields(order.id = order))]
//! async fn checkout(order: u64) {
//!     info!("order_placed", order.id = order);
//! }
//! ```
//!
//! With nothing configured no network is needed: events are JSON lines on standard output, with the ids of their trace;
//! a finished trace is a tree on standard error where that is a terminal. `OTEL_EXPORTER_OTLP_ENDPOINT` sends both to a
//! Collector, and what OpenTelemetry's meters measure. The variables are OpenTelemetry's; a value that cannot be used is an error of the installation that names
//! the variable, the value and what is allowed. What code says wins: see [`Telemetry::builder`].
//!
//! - [`traced`] gives a function a span: sync, async, streams, with fields, errors, links.
//! - [`handler`] gives a server's entry point its span, its metrics and the class of its errors.
//! - [`info!`] and its sisters log an event by its name, with fields.
//! - [`macro@metrics`] declares counters, gauges and histograms, whose labels have a bound.
//! - [`Secret`] hides a value, whatever prints it.
//! - `spawn`, `spawn_blocking`, [`spawn_thread`] and [`in_current_context`] take the trace along to where work goes on.
//! - [`propagation`] reads and writes the headers between processes.
//! - `tower`, `sqlx` and [`messaging`] give requests, queries and messages their spans and metrics, in the words of
//!   OpenTelemetry's semantic conventions; the first two are features
//!   (`tower`, `axum`, `reqwest` and `tonic`; `sqlx`).
//! - [`TelemetryGuard`] sends what is left when it is dropped, and says what was lost and why ([`pipeline::Ledger`]).
//! - [`mod@metrics`] lists the metrics that the same books are, and says where metrics go.
//!
//! An export that fails is a line of the log: `export_failed`, with the signal, the reason and the receiver, at once and
//! then at most once a minute, and `export_recovered` when it is over. A receiver that takes everything and
//! warns of something is heard as seldom: `export_warning`. These lines go wherever logs go, but to an
//! exporter of logs only the end of its own failures; [`guide::applications`] says where else losses show.
//!
//! The tutorial is [`guide::applications`]; who comes from `tracing`'s `#[instrument]` finds the way in
//! [`guide::migration`], and what all of it costs in [`guide::costs`].
//!
//! # Libraries
//! A library depends on `tracewell` with `default-features = false`, annotates its functions, and installs nothing: where
//! nobody installs, a span costs one load. It may as well use [`tracing`] or [`opentelemetry`] by themselves: their spans
//! and events land in the same trace, as parents and as children. [`guide::libraries`] says more.
//!
//! # What does not happen
//! Nothing here panics, prints by itself, or waits, but where the documentation of an item says so. Functions on the way
//! of a request return no `Result`; installing, flushing and shutting down do. Times are [`std::time::Duration`]s in
//! code, and milliseconds in variables.

// The macros name this crate as others do.
extern crate self as tracewell;

#[cfg(feature = "axum")]
pub mod axum;
mod config;
pub mod context;
mod current;
mod exchange;
mod export;
mod few;
pub mod guide;
mod installed;
pub mod logs;
pub mod messaging;
pub mod metrics;
mod operation;
pub mod pipeline;
mod private;
pub mod propagation;
mod shorten;
#[cfg(feature = "sqlx")]
pub mod sqlx;
mod subscriber;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "tower")]
pub mod tower;
pub mod trace;
mod words;

pub use config::ConfigError;
pub use context::{future_in_current_context, in_current_context, spawn_thread};
#[cfg(feature = "tokio")]
pub use context::{spawn, spawn_blocking};
pub use logs::Secret;
pub use opentelemetry;
pub use opentelemetry_sdk;
pub use subscriber::{SubscriberError, layer};
pub use telemetry::{Telemetry, TelemetryBuilder, TelemetryGuard, init};
pub use tracewell_macros::{debug, error, handler, info, main, metrics, trace, traced, warn};
pub use tracing;

/// What the macros expand to; no part of the interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::{logs::pick, metrics::expansion as metrics, private::*};
}
