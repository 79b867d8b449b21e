//! Spans: how they begin, what they carry, and where they go when they end.
//!
//! ```text
//! #[traced] ──▶ Callsite ─┐
//! OTel Tracer ────────────┼─▶ begin(Context, Request) ─▶ Span in a Context ─▶ SpanPipeline::finish ─▶ queue
//! tracing span ─▶ Bridge ─┘
//! ```
//!
//! One thing says what is current: OpenTelemetry's [`Context`](opentelemetry::Context). Each recorded span is attached
//! in one, whoever made it, so that nesting is right in every mixture. The decision about a trace travels as a value in
//! the same context (see `trace/local.rs`), to wherever the context is carried.

mod begin;
mod bridge;
mod callsite;
mod clock;
mod dynamic;
mod ids;
mod instrumented;
mod limits;
mod local;
mod opened;
mod outcome;
mod pipeline;
mod processors;
mod record;
mod served;
mod span;
#[cfg(test)]
pub(crate) mod testing;
mod tracer;
#[cfg(feature = "tower")]
mod unrecorded;
mod weight;

pub use bridge::TracingBridge;
pub(crate) use bridge::context_of;
pub(crate) use callsite::enable;
pub use callsite::{Callsite, Start};
pub(crate) use clock::{Stopwatch, prepare as prepare_clock};
pub(crate) use dynamic::{Described, open_linked};
#[cfg(feature = "tower")]
pub(crate) use dynamic::{open, serve};
pub use instrumented::Instrumented;
pub use limits::SpanLimits;
pub(crate) use opened::Outcome;
pub use opened::{Entered, Opened};
pub(crate) use outcome::chain;
pub use outcome::{Class, ErrorClass, record_error, record_failure};
pub(crate) use pipeline::{SpanPipeline, SpanSampler};
pub(crate) use processors::{GivenProcessor, ProcessorError, Processors};
pub(crate) use record::SpanRecord as FinishedSpan;
pub(crate) use served::Served;
pub use span::Span;
pub use tracer::{Tracer, TracerProvider};
#[cfg(feature = "tower")]
pub(crate) use unrecorded::unrecorded;
