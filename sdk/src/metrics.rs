//! Instruments, what the installation measures of itself, and the way of metrics out of the process.
//!
//! # Instruments
//! [`macro@crate::metrics`] declares them, `#[derive(Labels)]` ([`Labels`]) what tells their series apart, and [`collect`]
//! reads them.
//!
//! ```
//! use tracewell::metrics::{Counter, Histogram, LabelValue, Labels};
//!
//! #[derive(Clone, Copy, LabelValue)]
//! enum Payment {
//!     Card,
//!     Transfer,
//! }
//!
//! #[derive(Labels)]
//! struct OrderLabels {
//!     payment: Payment,
//!     express: bool,
//! }
//!
//! #[tracewell::metrics(prefix = "shop")]
//! struct Shop {
//!     /// Orders that customers have placed.
//!     #[counter(unit = "{order}")]
//!     orders: Counter<OrderLabels>,
//!     /// How long a checkout takes.
//!     #[histogram(unit = "s")]
//!     checkout_duration: Histogram,
//! }
//!
//! Shop::get().orders.add(1, &OrderLabels { payment: Payment::Card, express: true });
//! Shop::get().checkout_duration.record(0.25, &());
//!
//! let scopes = tracewell::metrics::collect();
//! assert_eq!(scopes[0].metrics[0].name, "shop.orders");
//! ```
//!
//! A set of labels is a number that the compiler works out but for its texts, and a series is atomics that belong to that
//! number: counting takes no lock, no hash and no allocation. A text is hashed, and looked up by the [`guard`]; [`OTHER`]
//! stands for the texts that it has no room for, and [`blame`] says which they were.
//!
//! # The books
//! The books of the pipeline ([`Ledger`](crate::pipeline::Ledger)) are observable counters: reading them costs the
//! program nothing, and a reader never stops who writes. Names are those of OpenTelemetry where it has them (semantic
//! conventions 1.42, "Semantic conventions for OpenTelemetry SDK metrics", status: development).
//!
//! | Metric | Unit | `error.type` | Counts |
//! |---|---|---|---|
//! | `otel.sdk.processor.span.processed` | `{span}` | `queue_full`, `limit`, `already_shutdown`, or none | spans that left the queue, or were not let in; none: the exporter had them |
//! | `otel.sdk.exporter.span.exported` | `{span}` | `exporter_error`, `timeout`, `rejected`, or none | spans whose export has ended; none: the receiver has them |
//! | `otel.sdk.processor.span.queue.size` | `{span}` | | spans that wait |
//! | `otel.sdk.processor.span.queue.capacity` | `{span}` | | spans that may wait |
//! | `tracewell.span.sampled_out` | `{span}` | | spans that the sampler decided against |
//! | `otel.sdk.processor.log.processed`, `otel.sdk.exporter.log.exported`, `otel.sdk.processor.log.queue.size`, `otel.sdk.processor.log.queue.capacity`, `tracewell.log_record.sampled_out` | `{log_record}` | likewise | the same of log records for an exporter |
//! | `tracewell.log_line.processed` | `{line}` | `queue_full`, `limit`, `exporter_error`, `already_shutdown`, or none | JSON lines; none: they are written |
//! | `tracewell.log_line.sampled_out` | `{line}` | | JSON lines that sampling decided against |
//!
//! [`DropReason::error_type`](crate::pipeline::DropReason::error_type) says which reason becomes which `error.type`.
//! What sampling drops has a counter of its own, because it is no failure: an alert on `error.type` stays silent about
//! it. Each series carries `otel.component.type` = `tracewell::pipeline`, and `otel.component.name`, which tells the
//! installations of one process apart.
//!
//! At a quiescent point the books balance in metrics as they do in the ledger: attempted is what was processed, with any
//! `error.type` or none, and what was sampled out. A record counts as processed when its export has ended; the SDK's own
//! batching processors count it when its export begins.
//!
//! `otel.sdk.span.started` and `otel.sdk.span.live` are not there: they would cost each span that is recorded a counter
//! shared by all threads.
//!
//! # The process and its runtime
//! On request: [`runtime_metrics`](crate::TelemetryBuilder::runtime_metrics) of the builder, or [`observe_process`] and,
//! with the feature `tokio`, `observe_tokio`. Names are those of the semantic conventions 1.42 (status: development); for
//! runtimes there are none.
//!
//! | Metric | Unit | Labels | Shows |
//! |---|---|---|---|
//! | `process.cpu.time` | `s` | `cpu.mode` | time on processors, in the program (`user`) and in the kernel (`system`) |
//! | `process.memory.usage`, `process.memory.virtual` | `By` | | memory that is occupied, and reserved |
//! | `process.thread.count` | `{thread}` | | threads |
//! | `process.unix.file_descriptor.count` | `{file_descriptor}` | | open files, sockets, pipes |
//! | `tokio.worker.count` | `{worker}` | `tokio.runtime.name` | threads that poll tasks |
//! | `tokio.task.count` | `{task}` | `tokio.runtime.name` | tasks that are not ready yet |
//! | `tokio.global_queue.size` | `{task}` | `tokio.runtime.name` | tasks that wait for any worker |
//!
//! The process is read from `/proc`: on Linux only.
//!
//! # Where they go
//! One [snapshot](snapshot::Snapshot) holds what all instruments show, and goes to every output:
//!
//! | `OTEL_METRICS_EXPORTER` | Output | How often |
//! |---|---|---|
//! | `otlp` | a receiver of OTLP, over HTTP or gRPC: `OTEL_EXPORTER_OTLP_*` | each minute |
//! | `console` | lines on standard error | each ten seconds |
//! | `prometheus` | a page that Prometheus scrapes, at `http://localhost:9464/metrics` | when it is asked for |
//! | `none` | nothing | |
//!
//! Several may be named, divided by commas. `OTEL_METRIC_EXPORT_INTERVAL` says how often in milliseconds,
//! `OTEL_METRIC_EXPORT_TIMEOUT` how long one export may take, and `OTEL_EXPORTER_PROMETHEUS_HOST` and
//! `OTEL_EXPORTER_PROMETHEUS_PORT` where the page is. [`page()`] is the same page for a route of the program's own.
//!
//! With `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta` OTLP sends what happened since the reading that arrived
//! last; an export that fails is part of the next. With `lowmemory` so do counters and histograms, and what is observed is
//! sent as it is observed; of OpenTelemetry's meters nobody can tell which instruments are, and theirs are differences.
//!
//! A series shows one measurement with its trace since the reading before, its exemplar: one that was made in a sampled
//! span, or with `OTEL_METRICS_EXEMPLAR_FILTER=always_on` any; `always_off` keeps none.
//!
//! The installation starts a `MeterProvider` of OpenTelemetry's SDK for it and sets it as the process's global one, so that
//! meters of the program and of its libraries are exported as well. It does the same for a
//! [`metric_exporter`](crate::TelemetryBuilder::metric_exporter) and for a
//! [`metrics_page`](crate::TelemetryBuilder::metrics_page). A program that has a provider of its own leaves the variable
//! at `none`, or says [`without_metrics`](crate::TelemetryBuilder::without_metrics): the books are then observed by the
//! global provider that is set when [`install`](crate::TelemetryBuilder::install) runs, and by each meter that is given
//! to [`TelemetryGuard::observe`](crate::TelemetryGuard::observe).

mod books;
mod cell;
mod console;
mod driven;
pub mod guard;
mod instrument;
mod labels;
mod listener;
#[cfg(any(feature = "otlp", feature = "grpc"))]
mod otlp;
mod output;
mod page;
mod pipeline;
mod registry;
mod runtime;
mod sdk;
mod sending;
pub mod snapshot;
mod source;
mod taker;
mod text;

pub(crate) use books::{Book, Books, scope};
pub(crate) use cell::ExemplarFilter;
pub use cell::Numeric;
pub(crate) use console::ConsoleMetrics;
pub use guard::OTHER;
pub use instrument::{
    Counter, ExponentialHistogram, Gauge, Held, Histogram, Observable, ObservableCounter, ObservableGauge,
    ObservableUpDownCounter, Observation, Readings, Summary, UpDownCounter, kind,
};
pub use labels::{LabelValue, Labels};
pub(crate) use listener::Listener;
#[cfg(any(feature = "otlp", feature = "grpc"))]
pub(crate) use otlp::Requests;
#[cfg(any(feature = "otlp", feature = "grpc"))]
pub(crate) use output::{Exporting, Output};
pub use page::page;
pub(crate) use pipeline::{MetricPipeline, Outputs, PendingMetrics, Unread};
pub use registry::{blame, collect};
pub(crate) use runtime::observe_all;
pub use runtime::observe_process;
#[cfg(feature = "tokio")]
pub use runtime::observe_tokio;
pub(crate) use source::Source;
pub use tracewell_macros::{LabelValue, Labels};

/// What the macros expand to; no part of the interface.
#[doc(hidden)]
pub mod expansion {
    pub use super::{
        instrument::{DEFAULT_BOUNDS, DEFAULT_QUANTILES, DURATION_BOUNDS, Description, Instrument, ascend},
        labels::{Dimension, Position, Slots, closed_combinations, combinations},
        registry::Group,
    };
}
