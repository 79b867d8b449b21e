//! Everything that can be said of an installation in code.

use std::{ffi::OsString, io, sync::Arc, time::Duration};

use opentelemetry::KeyValue;
use opentelemetry_sdk::{
    logs::LogExporter,
    metrics::exporter::PushMetricExporter,
    trace::{Sampler, ShouldSample, SpanExporter, SpanProcessor},
};
use tracing::Level;

use super::{InstallError, TelemetryGuard, install, metrics::AddMetricExporter};
use crate::{
    config::{Config, Environment},
    export::SpanSink,
    logs::{LogPipeline, LogPipelineError, LogRecordLimits, LogSampling, Redaction},
    pipeline::{QueueLimits, Sink},
    propagation::Propagators,
    trace::{FinishedSpan, GivenProcessor, SpanLimits},
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
    pub(super) leaves_subscriber: bool,
}

/// Makes an exporter's sink once the resource is known.
pub(super) type MakeSpanSink = Box<dyn FnOnce(&opentelemetry_sdk::Resource) -> Box<dyn Sink<FinishedSpan>>>;

/// Starts the pipeline of an exporter once the resource is known.
pub(super) type MakeLogPipeline =
    Box<dyn FnOnce(&opentelemetry_sdk::Resource, QueueLimits) -> Result<LogPipeline, LogPipelineError>>;

/// Who decides about traces, and whether children need not be asked about.
pub(super) struct SpanSampler {
    pub(super) sampler: Box<dyn ShouldSample>,
    pub(super) follows_parent: bool,
}

impl TelemetryBuilder {
    /// Reads these variables in place of the process's.
    pub fn environment<K: Into<String>, V: Into<String>>(
        mut self,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        self.environment =
            Some(variables.into_iter().map(|(key, value)| (key.into(), value.into())).collect());
        self
    }

    /// Names the service: the resource attribute `service.name`.
    pub fn service_name(mut self, name: impl Into<String>) -> Self {
        self.service_name = Some(name.into());
        self
    }

    /// Says more about the process; attributes of the same key overrule the environment's.
    pub fn resource_attributes(mut self, attributes: impl IntoIterator<Item = KeyValue>) -> Self {
        self.attributes.extend(attributes);
        self
    }

    /// Sends spans to this exporter, in place of what the environment names; several may be given.
    pub fn span_exporter(mut self, mut exporter: impl SpanExporter + 'static) -> Self {
        self.span_sinks.push(Box::new(move |resource| {
            exporter.set_resource(resource);
            Box::new(SpanSink::new(exporter, Arc::default()))
        }));
        self
    }

    /// Shows each finished span to a processor of OpenTelemetry's SDK.
    ///
    /// It sees spans at their end only: `on_start` is never called, because these spans are not the SDK's. `on_end` is
    /// called on the thread that ends the span, for those of [`SamplingDecision::RecordOnly`] too; `force_flush` and
    /// `shutdown_with_timeout` on a thread that is the processor's own, so that one which hangs takes no more than the
    /// caller's deadline. What fails or panics is a [`FlushError::Processor`](super::FlushError::Processor).
    ///
    /// # Cost
    /// A thread for each processor; for each span that ends a copy of it as the SDK's `SpanData`, and what `on_end` does.
    ///
    /// [`SamplingDecision::RecordOnly`]: opentelemetry_sdk::trace::SamplingDecision::RecordOnly
    pub fn span_processor<P: SpanProcessor + 'static>(mut self, processor: P) -> Self {
        self.processors.push((Box::new(processor), std::any::type_name::<P>()));
        self
    }

    /// Decides about each trace with this sampler where its first span begins, unless the caller has decided before.
    pub fn sampler(mut self, root: Sampler) -> Self {
        let sampler = Sampler::ParentBased(Box::new(root));
        self.sampler = Some(SpanSampler { sampler: Box::new(sampler), follows_parent: true });
        self
    }

    /// Decides with this sampler about every single span, also about children.
    ///
    /// # Cost
    /// Children of unsampled spans are not free any more: the sampler is asked about each.
    pub fn custom_sampler(mut self, sampler: impl ShouldSample + 'static) -> Self {
        self.sampler = Some(SpanSampler { sampler: Box::new(sampler), follows_parent: false });
        self
    }

    /// Bounds the queue of finished spans, and says what happens when it is full.
    pub const fn span_queue(mut self, limits: QueueLimits) -> Self {
        self.span_queue = Some(limits);
        self
    }

    /// Bounds what one span may carry.
    pub const fn span_limits(mut self, limits: SpanLimits) -> Self {
        self.span_limits = Some(limits);
        self
    }

    /// Begins spans of this level and more severe ones; `INFO` where nothing is said. `RUST_LOG` is about logs only.
    pub const fn span_level(mut self, level: Level) -> Self {
        self.span_level = Some(level);
        self
    }

    /// Carries contexts across process edges in these formats, in place of what `OTEL_PROPAGATORS` names.
    pub fn propagators(mut self, propagators: Propagators) -> Self {
        self.propagators = Some(propagators);
        self
    }

    /// Writes JSON lines there, in place of standard output and whatever the environment names.
    pub fn log_sink(mut self, sink: impl io::Write + Send + 'static) -> Self {
        self.log_sink = Some(Box::new(sink));
        self
    }

    /// Sends log records to this exporter, in place of what the environment names.
    pub fn log_exporter(mut self, exporter: impl LogExporter + 'static) -> Self {
        self.log_pipeline =
            Some(Box::new(move |resource, limits| LogPipeline::start(exporter, resource, limits)));
        self
    }

    /// Bounds what one log record on its way to an exporter may carry; lines of JSON are whole.
    pub const fn log_limits(mut self, limits: LogRecordLimits) -> Self {
        self.log_limits = Some(limits);
        self
    }

    /// Bounds the queue of log records on their way to an exporter, and says what happens when it is full.
    pub const fn log_queue(mut self, limits: QueueLimits) -> Self {
        self.log_queue = Some(limits);
        self
    }

    /// Says which fields are hidden by their names; [`Redaction::default`] where nothing is said.
    pub fn redaction(mut self, redaction: Redaction) -> Self {
        self.redaction = redaction;
        self
    }

    /// Says which log events are kept; all where nothing is said.
    pub fn log_sampling(mut self, sampling: LogSampling) -> Self {
        self.log_sampling = sampling;
        self
    }

    /// Sends metrics to this exporter, in place of what the environment names; several may be given.
    ///
    /// The installation then has a `MeterProvider` of OpenTelemetry's SDK, with the same resource as spans and logs, and
    /// makes it the process's global one: see [`crate::metrics`]. The exporter is called on a thread of its own, within a
    /// tokio runtime, and cut off after `OTEL_METRIC_EXPORT_TIMEOUT`.
    pub fn metric_exporter(mut self, exporter: impl PushMetricExporter) -> Self {
        self.metric_exporters.push(Box::new(move |readers, interval| readers.add(exporter, interval, None)));
        self
    }

    /// Reads and exports metrics so often, in place of what `OTEL_METRIC_EXPORT_INTERVAL` says: each minute where nothing
    /// is said, each ten seconds to the console. An interval of zero is not taken.
    pub const fn metric_interval(mut self, interval: Duration) -> Self {
        if !interval.is_zero() {
            self.metric_interval = Some(interval);
        }
        self
    }

    /// Exports no metrics, whatever the environment names, and leaves the global `MeterProvider` to the program.
    ///
    /// One that is set before [`install`](Self::install) observes the pipeline's books all the same; for one that is set
    /// later there is [`TelemetryGuard::observe`].
    pub fn without_metrics(mut self) -> Self {
        self.leaves_metrics = true;
        self
    }

    /// Leaves `tracing`'s global subscriber to the program, which adds [`layer`](crate::layer) to its own.
    pub const fn without_subscriber(mut self) -> Self {
        self.leaves_subscriber = true;
        self
    }

    /// Puts the installation in force; it ends when the guard is dropped.
    ///
    /// # Errors
    /// For a wrong value in the environment, an exporter that cannot be made, a thread that cannot be started, and
    /// where the program has a subscriber of its own (see [`without_subscriber`](Self::without_subscriber)).
    ///
    /// With the feature `off` nothing is read, started or set, and nothing fails.
    ///
    /// # Cost
    /// Some thirty variables are read, and a thread is started for spans, one for exported log records, and one for
    /// lines, the latter two where they go anywhere: work for the beginning of a program.
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
