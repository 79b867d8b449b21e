//! Log records on their way to an exporter: the queue, the worker and the ledger of the signal.

use std::{fmt, io, sync::Arc, time::Duration};

use opentelemetry::{
    InstrumentationScope, Key,
    logs::{AnyValue, Severity},
};
use opentelemetry_sdk::{
    Resource,
    error::{OTelSdkError, OTelSdkResult},
    logs::{LogBatch, LogExporter, LogProcessor, SdkLogRecord},
};

use crate::{
    metrics::Book,
    pipeline::{Exporting, Item, LOGS, Ledger, Queue, QueueLimits, Sink, Worker, WorkerError},
};

/// Why a [`LogPipeline`] could not be started.
#[derive(Debug, thiserror::Error)]
#[error("no thread for exporting logs")]
pub struct LogPipelineError(#[from] io::Error);

/// A [`LogProcessor`] with a bounded queue and a ledger, before any [`LogExporter`].
///
/// It takes the place of OpenTelemetry's batch processor: records are counted, warnings and errors are kept before the
/// rest, and the exporter works on a thread and a runtime of its own.
///
/// Clones are the same pipeline.
///
/// # Cost
/// One clone of the record, and a lock that only the exporting thread shares.
#[derive(Clone)]
pub struct LogPipeline {
    queue: Arc<Queue<Exportable>>,
    capacity: usize,
    ledger: Arc<Ledger>,
    worker: Arc<Worker<Exportable>>,
}

impl LogPipeline {
    /// Starts the exporting thread; `resource` is that of the provider which the processor is given to.
    ///
    /// # Errors
    /// Where the system gives no thread.
    ///
    /// # Cost
    /// A thread with a small runtime of its own, until the pipeline is shut down or its last clone is dropped.
    pub fn start(
        mut exporter: impl LogExporter + 'static,
        resource: &Resource,
        limits: QueueLimits,
    ) -> Result<Self, LogPipelineError> {
        exporter.set_resource(resource);
        Self::start_with(move || Ok(LogSink(exporter)), limits)
    }

    /// As [`LogPipeline::start`], with a sink that is made within the worker's runtime, as gRPC needs it.
    pub(crate) fn start_with<S: Sink<Exportable>, X: From<io::Error>>(
        make: impl FnOnce() -> Result<S, X>,
        limits: QueueLimits,
    ) -> Result<Self, X> {
        let ledger = Arc::<Ledger>::default();
        let queue = Arc::new(Queue::new(limits, ledger.clone()));
        let worker = Worker::start::<_, X>(LOGS, queue.clone(), ledger.clone(), make)?;
        Ok(Self { queue, capacity: limits.items, ledger, worker: Arc::new(worker) })
    }

    /// Returns the books of the signal.
    #[must_use]
    pub const fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// Returns the books as metrics observe them.
    pub(crate) fn book(&self) -> Book {
        let queue = self.queue.clone();
        Book::of_records(self.ledger.clone(), self.capacity, move || queue.len())
    }

    /// The thread that exports, for who flushes and ends it with a deadline.
    pub(crate) fn worker(&self) -> &Worker<Exportable> {
        &self.worker
    }
}

impl fmt::Debug for LogPipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogPipeline").field("ledger", &self.ledger).finish_non_exhaustive()
    }
}

/// How long OpenTelemetry's own flush waits; its trait has no deadline there.
const FLUSH: Duration = Duration::from_secs(30);

impl LogProcessor for LogPipeline {
    fn emit(&self, record: &mut SdkLogRecord, scope: &InstrumentationScope) {
        self.queue.push(Exportable { record: record.clone(), scope: scope.clone() });
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.worker.flush(FLUSH).map_err(|error| match error {
            WorkerError::Deadline(timeout) => OTelSdkError::Timeout(timeout),
            WorkerError::Lost(_) => OTelSdkError::InternalFailure(error.to_string()),
            WorkerError::Gone => OTelSdkError::AlreadyShutdown,
        })
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        match self.worker.shutdown(timeout) {
            Err(WorkerError::Deadline(timeout)) => Err(OTelSdkError::Timeout(timeout)),
            Err(error @ WorkerError::Lost(_)) => Err(OTelSdkError::InternalFailure(error.to_string())),
            // Who ended it before had its deadline; a provider that is dropped later has nothing to add.
            Ok(()) | Err(WorkerError::Gone) => Ok(()),
        }
    }
}

/// A record in the queue.
pub(crate) struct Exportable {
    pub(crate) record: SdkLogRecord,
    pub(crate) scope: InstrumentationScope,
}

impl Item for Exportable {
    fn weight(&self) -> usize {
        let attributes = self.record.attributes_iter().map(|(key, value)| heap_of_key(key) + heap(value));
        let body = self.record.body().map_or(0, heap);
        size_of::<Self>() + attributes.sum::<usize>() + body
    }

    fn is_error(&self) -> bool {
        self.record.severity_number().is_some_and(|severity| severity >= Severity::Warn)
    }
}

/// Returns the bytes that a value holds outside itself.
fn heap(value: &AnyValue) -> usize {
    match value {
        AnyValue::String(text) => text.as_str().len(),
        AnyValue::Bytes(bytes) => bytes.len(),
        AnyValue::ListAny(items) => items.iter().map(|item| size_of::<AnyValue>() + heap(item)).sum(),
        AnyValue::Map(members) => {
            let pair = size_of::<(Key, AnyValue)>();
            members.iter().map(|(key, value)| pair + heap_of_key(key) + heap(value)).sum()
        }
        _ => 0,
    }
}

fn heap_of_key(key: &Key) -> usize {
    key.as_str().len()
}

/// An exporter of OpenTelemetry's SDK, as the worker drives it.
struct LogSink<E>(E);

impl<E: LogExporter + 'static> Sink<Exportable> for LogSink<E> {
    fn export(&mut self, batch: Vec<Exportable>) -> Exporting<'_> {
        Box::pin(async move {
            let records: Vec<_> = batch.iter().map(|item| (&item.record, &item.scope)).collect();
            self.0.export(LogBatch::new(&records)).await.into()
        })
    }

    fn shutdown(&mut self, timeout: Duration) {
        // What the exporter still held is its own; the records of the batches are in the ledger.
        let _ = self.0.shutdown_with_timeout(timeout);
    }
}
