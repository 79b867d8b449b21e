//! Structured log events that carry the ids of the trace in which they happen.
//!
//! ```text
//! info!("order_placed", order.id = id) ─▶ tracing event ─┬─▶ JsonLayer ─▶ LogWriter ─▶ stdout
//!           tracing's own events, log's records ─────────┘└▶ OtelLayer ─▶ LogPipeline ─▶ LogExporter
//! ```
//!
//! The macros [`trace!`](crate::trace!), [`debug!`](crate::debug!), [`info!`](crate::info!), [`warn!`](crate::warn!) and
//! [`error!`](crate::error!) take a literal event name first and then fields. They are `tracing` events whose message is
//! the name, so any other subscriber sees them too.
//!
//! - [`JsonLayer`] writes one line per event through a [`LogWriter`], which nobody waits for.
//! - [`OtelLayer`] emits the same events as OpenTelemetry log records; [`LogPipeline`] takes them to an exporter.
//! - [`LogSampling`] says which events are kept, [`Redaction`] which fields are hidden by name; [`Secret`] hides itself.
//!
//! Ids come from the current OpenTelemetry context and from nowhere else. Whatever is dropped is counted in a
//! [`Ledger`](crate::pipeline::Ledger) by reason and said in the stream:
//! `{…,"event":"tracewell.dropped_logs",…,"count":12,"reason":"queue_full"}`. So are exports of any signal that fail:
//! `{…,"event":"export_failed",…,"signal":"logs","reason":"timeout","records":512,"endpoint":"http://collector:4318/v1/logs"}`.

mod ids;
mod intake;
mod json;
mod memory;
mod nested;
mod otlp;
#[doc(hidden)]
pub mod pick;
mod plan;
#[cfg(feature = "testing")]
mod read;
mod redaction;
mod sampling;
mod secret;
mod visit;
mod writer;

#[cfg(any(feature = "otlp", feature = "grpc"))]
pub(crate) use self::otlp::{DROPPED_ATTRIBUTES, Exportable};
#[cfg(feature = "testing")]
pub(crate) use self::read::read;
pub use self::{
    json::{JsonLayer, JsonLayerBuilder},
    memory::MemorySink,
    otlp::{LogPipeline, LogPipelineError, LogRecordLimits, OtelLayer, OtelLayerBuilder},
    redaction::Redaction,
    sampling::LogSampling,
    secret::Secret,
    writer::{LogWriter, LogWriterBuilder, WhenBehind, WriterError},
};
