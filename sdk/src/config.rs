//! What the environment says of an installation, as typed values.
//!
//! The variables are those of the OpenTelemetry specification ("Environment Variable Specification" and "OTLP exporter
//! configuration"), and `RUST_LOG`. An empty value counts as none. Where the specification lets an implementation warn
//! about a wrong value and go on, this one refuses: telemetry that silently goes elsewhere is found during an incident.

mod environment;
mod exporters;
mod limits;
mod metrics;
mod otlp;
mod resource;
mod sampler;

pub use environment::ConfigError;
pub(crate) use environment::Environment;
pub(crate) use exporters::Destination;
use metrics::MetricExports;
#[cfg(all(feature = "tls", any(feature = "otlp", feature = "grpc")))]
pub(crate) use otlp::NamedFile;
#[cfg_attr(
    not(any(feature = "otlp", feature = "grpc")),
    expect(unused_imports, reason = "what OTLP is told")
)]
pub(crate) use otlp::{OtlpConfig, Protocol};

use opentelemetry_sdk::trace::Sampler;

use crate::{logs::LogRecordLimits, pipeline::QueueLimits, propagation::Propagators, trace::SpanLimits};

/// Everything that is read from the environment.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) disabled: bool,
    pub(crate) resource: Vec<(String, String)>,
    pub(crate) traces: Vec<Destination>,
    pub(crate) logs: Vec<Destination>,
    pub(crate) metrics: Vec<Destination>,
    pub(crate) sampler: Sampler,
    pub(crate) propagators: Propagators,
    pub(crate) span_limits: SpanLimits,
    pub(crate) log_limits: LogRecordLimits,
    pub(crate) span_queue: QueueLimits,
    pub(crate) log_queue: QueueLimits,
    pub(crate) metric_exports: MetricExports,
    pub(crate) filter: Option<String>,
}

impl Config {
    /// Reads all variables.
    ///
    /// # Errors
    /// For the first wrong value: its variable, the value, and what is allowed.
    pub(crate) fn read(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            disabled: environment.flag("OTEL_SDK_DISABLED")?.unwrap_or(false),
            resource: resource::read(environment)?,
            traces: exporters::traces(environment)?,
            logs: exporters::logs(environment)?,
            metrics: exporters::metrics(environment)?,
            sampler: sampler::read(environment)?,
            propagators: propagators(environment)?,
            span_limits: limits::spans(environment)?,
            log_limits: limits::log_records(environment)?,
            span_queue: limits::queue(environment, "OTEL_BSP", QueueLimits::SPANS)?,
            log_queue: limits::queue(environment, "OTEL_BLRP", QueueLimits::LOGS)?,
            metric_exports: metrics::read(environment)?,
            filter: environment.text("RUST_LOG")?,
        })
    }
}

fn propagators(environment: &Environment<'_>) -> Result<Propagators, ConfigError> {
    let variable = "OTEL_PROPAGATORS";
    let Some(names) = environment.text(variable)? else { return Ok(Propagators::default()) };
    Propagators::from_names(&names).map_err(|_| environment::wrong(variable, &names, Propagators::NAMES))
}

#[cfg(test)]
mod tests;
