//! Everything that can be said of an installation, and the installation itself.

use std::{io, sync::Arc};

use opentelemetry_sdk::{
    Resource,
    trace::{Sampler, ShouldSample, SpanData, SpanExporter, SpanProcessor},
};
use tracing::Level;

use super::TelemetryGuard;
use crate::{
    installed,
    pipeline::{Ledger, Queue, QueueLimits, Worker},
    trace::{self, SpanLimits, SpanPipeline, SpanSink, TracerProvider},
};

/// Why an installation failed; nothing is in force then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InstallError {
    /// The system gives no thread, or no event loop, for an exporter.
    #[error("cannot start the exporting thread of {signal}")]
    Thread {
        /// `traces` or `logs`.
        signal: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

/// Starts the worker of the exporter that was given.
type SpanWorker = Box<
    dyn FnOnce(&Resource, Arc<Queue<SpanData>>, QueueLimits, Arc<Ledger>) -> io::Result<Worker<SpanData>>,
>;

/// What an installation is to be; each method overrules the environment.
pub struct TelemetryBuilder {
    resource: Resource,
    level: Level,
    span_limits: SpanLimits,
    span_queue: QueueLimits,
    span_worker: Option<SpanWorker>,
    sampler: (Box<dyn ShouldSample>, bool),
    processors: Vec<Box<dyn SpanProcessor>>,
}

impl TelemetryBuilder {
    pub(super) fn new() -> Self {
        let sampler = Sampler::ParentBased(Box::new(Sampler::AlwaysOn));
        Self {
            resource: Resource::builder().build(),
            level: Level::INFO,
            span_limits: SpanLimits::default(),
            span_queue: QueueLimits::SPANS,
            span_worker: None,
            sampler: (Box::new(sampler), true),
            processors: Vec::new(),
        }
    }

    /// Sends spans to this exporter, in place of what the environment names.
    #[must_use]
    pub fn span_exporter(mut self, mut exporter: impl SpanExporter + 'static) -> Self {
        self.span_worker = Some(Box::new(move |resource, queue, limits, ledger| {
            exporter.set_resource(resource);
            Worker::start("traces", queue, limits, ledger, SpanSink(exporter))
        }));
        self
    }

    /// Shows each finished span to a processor of OpenTelemetry's SDK.
    ///
    /// It sees spans at their end only: `on_start` is never called, because these spans are not the SDK's.
    #[must_use]
    pub fn span_processor(mut self, processor: impl SpanProcessor + 'static) -> Self {
        self.processors.push(Box::new(processor));
        self
    }

    /// Decides with this sampler, which is asked for every span: also for children, whose parent may be sampled.
    #[must_use]
    pub fn sampler(mut self, sampler: impl ShouldSample + 'static) -> Self {
        self.sampler = (Box::new(sampler), false);
        self
    }

    /// Decides about each trace with this sampler where its first span begins, unless a caller has decided before.
    #[must_use]
    pub fn parent_based_sampler(mut self, root: Sampler) -> Self {
        self.sampler = (Box::new(Sampler::ParentBased(Box::new(root))), true);
        self
    }

    /// Bounds the queue of finished spans, and says what happens when it is full.
    #[must_use]
    pub const fn span_queue(mut self, limits: QueueLimits) -> Self {
        self.span_queue = limits;
        self
    }

    /// Bounds what one span may carry.
    #[must_use]
    pub const fn span_limits(mut self, limits: SpanLimits) -> Self {
        self.span_limits = limits;
        self
    }

    /// Begins spans of this level and more severe ones; `INFO` where nothing is said.
    #[must_use]
    pub const fn span_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Puts the installation in force; it ends when the guard is dropped.
    ///
    /// # Errors
    /// Where a thread cannot be started.
    pub fn install(self) -> Result<TelemetryGuard, InstallError> {
        let ledger = Arc::new(Ledger::default());
        let queue = Arc::new(Queue::new(self.span_queue, ledger.clone()));
        let worker = match self.span_worker {
            Some(start) => start(&self.resource, queue.clone(), self.span_queue, ledger.clone()),
            None => todo!("exporter of the environment"),
        };
        let worker = worker.map_err(|source| InstallError::Thread { signal: "traces", source })?;
        let (sampler, follows_parent) = self.sampler;
        let mut processors = self.processors;
        processors.iter_mut().for_each(|processor| processor.set_resource(&self.resource));
        let pipeline =
            Arc::new(SpanPipeline::new(sampler, follows_parent, self.span_limits, processors, queue, ledger));
        installed::set_spans(pipeline.clone());
        opentelemetry::global::set_tracer_provider(TracerProvider::new(pipeline.clone()));
        trace::enable(Some(self.level));
        Ok(TelemetryGuard::new(pipeline, worker))
    }
}
