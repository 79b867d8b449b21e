//! Everything that can be said of an installation in code.

mod logs;
mod metrics;
mod spans;

use std::{ffi::OsString, io, time::Duration};

use opentelemetry::KeyValue;
use tracing::Level;

use super::{InstallError, TelemetryGuard, install, metrics::AddMetricExporter};
use crate::{
    config::{Config, Environment},
    logs::{LogPipeline, LogPipelineError, LogRecordLimits, LogSampling, Redaction},
    metrics::Observation,
    pipeline::{QueueLimits, Sink},
    propagation::Propagators,
    trace::{FinishedSpan, GivenProcessor, SpanLimits, SpanSampler},
};

/// What an installation is to be; each method overrules the environment.
///
/// # Cost
/// The methods keep what they are given; [`install`](Self::install) does the work.
#[derive(Default)]
#[must_use = "nothing is installed before `install`"]
pub struct TelemetryBuilder {
    environment: Option<Vec<(String, String)>>,
    pub(super) service_name: Option<String>,
    pub(super) attributes: Vec<KeyValue>,
    pub(super) span_level: Option<Level>,
    pub(super) span_limits: Option<SpanLimits>,
    pub(super) span_queue: Option<QueueLimits>,
    pub(super) span_sinks: Vec<MakeSpanSink>,
    pub(super) sampler: Option<SpanSampler>,
    pub(super) processors: Vec<GivenProcessor>,
    pub(super) propagators: Option<Propagators>,
    pub(super) redaction: Redaction,
    pub(super) log_sampling: LogSampling,
    pub(super) log_limits: Option<LogRecordLimits>,
    pub(super) log_queue: Option<QueueLimits>,
    pub(super) log_sink: Option<Box<dyn io::Write + Send>>,
    pub(super) log_pipeline: Option<MakeLogPipeline>,
    pub(super) metric_exporters: Vec<AddMetricExporter>,
    pub(super) metric_interval: Option<Duration>,
    pub(super) leaves_metrics: bool,
    pub(super) has_metrics_page: bool,
    pub(super) observe_runtime: Option<fn() -> Option<Observation>>,
    pub(super) leaves_subscriber: bool,
}

/// Makes an exporter's sink once the resource is known.
pub(super) type MakeSpanSink = Box<dyn FnOnce(&opentelemetry_sdk::Resource) -> Box<dyn Sink<FinishedSpan>>>;

/// Starts the pipeline of an exporter once the resource is known.
pub(super) type MakeLogPipeline =
    Box<dyn FnOnce(&opentelemetry_sdk::Resource, QueueLimits) -> Result<LogPipeline, LogPipelineError>>;

impl TelemetryBuilder {
    /// Reads these variables in place of the process's.
    ///
    /// # Cost
    /// A copy of the variables, until the installation has read them.
    pub fn environment<K: Into<String>, V: Into<String>>(
        mut self,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        self.environment =
            Some(variables.into_iter().map(|(key, value)| (key.into(), value.into())).collect());
        self
    }

    /// Names the service: the resource attribute `service.name`.
    ///
    /// # Cost
    /// None for spans and events; it is sent once with each export, and stands in each JSON line.
    pub fn service_name(mut self, name: impl Into<String>) -> Self {
        self.service_name = Some(name.into());
        self
    }

    /// Says more about the process; attributes of the same key overrule the environment's.
    ///
    /// # Cost
    /// None for spans and events; they are sent once with each export.
    pub fn resource_attributes(mut self, attributes: impl IntoIterator<Item = KeyValue>) -> Self {
        self.attributes.extend(attributes);
        self
    }

    /// Carries contexts across process edges in these formats, in place of what `OTEL_PROPAGATORS` names.
    ///
    /// # Cost
    /// Each format reads and writes its own headers: see [`extract`](crate::propagation::extract) and
    /// [`inject`](crate::propagation::inject).
    pub fn propagators(mut self, propagators: Propagators) -> Self {
        self.propagators = Some(propagators);
        self
    }

    /// Leaves `tracing`'s global subscriber to the program, which adds [`layer`](crate::layer) to its own.
    ///
    /// # Cost
    /// None by itself; events cost what the program's subscriber makes of them.
    pub const fn without_subscriber(mut self) -> Self {
        self.leaves_subscriber = true;
        self
    }

    /// Puts the installation in force; it ends when the guard is dropped.
    ///
    /// # Several installations
    /// Of those that have not ended, the last is in force: what is not part of a trace yet, and each line, goes there. They
    /// end in any order: when the last has ended, the one before it is in force again, with its filter, its propagators
    /// and its `MeterProvider`; one that ends before the last ends unnoticed. A local trace goes on where it began, also
    /// under raw OpenTelemetry spans that are open; what ends after its installation is counted as dropped there. A raw
    /// span of another SDK's tracer belongs to none, so what begins under it goes to the one in force. Each has its own
    /// threads and its own books; the instruments of [`#[metrics]`](macro@crate::metrics) are the process's, and each
    /// installation that exports metrics exports them.
    ///
    /// # Errors
    /// For a wrong value in the environment, an exporter that cannot be made, a thread that cannot be started, and
    /// where the program has a subscriber of its own (see [`without_subscriber`](Self::without_subscriber)).
    ///
    /// With the feature `off` nothing is read, started or set, and nothing fails.
    ///
    /// # Cost
    /// Some thirty variables are read, and a thread is started for spans, one for exported log records, one for lines and
    /// those of metrics, where these go anywhere, and one for each span processor: work for the beginning of a program.
    pub fn install(mut self) -> Result<TelemetryGuard, InstallError> {
        if cfg!(feature = "off") {
            return Ok(TelemetryGuard::disabled());
        }
        let given = self.environment.take();
        let lookup = |name: &str| -> Option<OsString> {
            match &given {
                None => std::env::var_os(name),
                Some(given) => given.iter().rfind(|(known, _)| known == name).map(|(_, value)| value.into()),
            }
        };
        install(self, Config::read(&Environment::new(&lookup))?)
    }
}
