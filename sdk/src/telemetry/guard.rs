//! The life of an installation.

use std::{sync::Arc, time::Duration};

use opentelemetry::metrics::Meter;
use opentelemetry_sdk::error::OTelSdkError;

use super::{LogBalances, logs::Logs, metrics::Metrics};
use crate::{
    installed,
    metrics::{Books, PendingMetrics, Unread},
    pipeline::{Balance, Ledger, Pending, Worker, WorkerError, after},
    trace::{FinishedSpan, ProcessorError, SpanPipeline},
};

/// How long an installation may take to send what it holds when its guard is dropped.
const AT_DROP: Duration = Duration::from_secs(5);

/// Why not everything left in time.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FlushError {
    /// The deadline passed first; the ledger says how much was dropped for it.
    #[error("not all {signal} left within {timeout:?}")]
    Deadline {
        /// `traces`, `logs` or `metrics`.
        signal: &'static str,
        /// The time that was given.
        timeout: Duration,
    },
    /// All of it was sent, and not all of it was taken: the ledger says how much was lost, and the event `export_failed`
    /// why.
    #[error("not all {signal} were taken by the receiver")]
    Lost {
        /// `traces`, `logs` or `metrics`.
        signal: &'static str,
    },
    /// A span processor of the program's own says that it failed, or panicked: while it was asked, or in `on_end` since
    /// it was asked last. Its source says why.
    #[error("span processor {number} (`{type_name}`) failed")]
    Processor {
        /// Which one it is: 1 for the first that was given.
        number: usize,
        /// The name of its type.
        type_name: &'static str,
        /// What it says.
        #[source]
        error: OTelSdkError,
    },
    /// The installation was shut down before.
    #[error("the installation is shut down")]
    ShutDown,
}

/// An installation in force; dropping it sends what is left, for at most five seconds.
///
/// A guard that is dropped tells nobody whether all of it left: [`shutdown`](Self::shutdown) returns that, and
/// [`ledgers`](Self::ledgers) says it afterwards.
#[must_use = "telemetry ends when the guard is dropped: keep it until the end of `main`"]
pub struct TelemetryGuard {
    running: Option<Running>,
    ledgers: [Arc<Ledger>; 3],
}

/// What ends with the installation.
pub(super) struct Running {
    pub(super) spans: &'static SpanPipeline,
    pub(super) worker: Worker<FinishedSpan>,
    pub(super) logs: Logs,
    pub(super) metrics: Metrics,
    /// Held by nobody else: with it end the observations of it.
    pub(super) books: Arc<Books>,
}

impl TelemetryGuard {
    pub(super) fn new(running: Running) -> Self {
        let (written, exported) = running.logs.ledgers();
        let ledgers = [running.spans.ledger().clone(), written, exported];
        Self { running: Some(running), ledgers }
    }

    /// The guard of no installation: turned off by `OTEL_SDK_DISABLED`, or by the feature `off`.
    pub(super) fn disabled() -> Self {
        Self { running: None, ledgers: Default::default() }
    }

    /// Sends what has been recorded so far, and returns when it has left.
    ///
    /// The calling thread waits; what it waits for runs on threads of its own, so that this is safe on every runtime.
    ///
    /// # Errors
    /// When `timeout` passes first; what is left is sent later. When the receiver did not take all of it. When a span processor of the program's own fails. Where
    /// there are several reasons, the first; all signals and processors have the whole time nevertheless.
    ///
    /// # Cost
    /// The calling thread waits for the receiver, at most `timeout`.
    pub fn force_flush(&self, timeout: Duration) -> Result<(), FlushError> {
        let Some(Running { spans, worker, logs, metrics, .. }) = &self.running else { return Ok(()) };
        let ordered = worker.begin_flush(timeout);
        let shown = spans.processors().begin_flush(timeout);
        let read = metrics.begin_flush(timeout);
        let flushed = logs.flush(timeout, || {
            let sent = ordered.and_then(Pending::wait).map_err(|error| FlushError::of("traces", &error));
            sent.and(shown.wait().map_err(|error| said_by_processor(error, timeout)))
        });
        flushed.and(all_read(read, timeout))
    }

    /// Ends the installation: sends what is left, and counts as dropped what did not leave within `timeout`.
    ///
    /// # Errors
    /// When `timeout` passed first; otherwise as for [`force_flush`](Self::force_flush).
    ///
    /// # Cost
    /// The calling thread waits for the receiver, at most `timeout`.
    pub fn shutdown(mut self, timeout: Duration) -> Result<(), FlushError> {
        self.end(timeout)
    }

    fn end(&mut self, timeout: Duration) -> Result<(), FlushError> {
        let Some(Running { spans, worker, logs, metrics, books }) = self.running.take() else {
            return Ok(());
        };
        let until = after(timeout);
        installed::unset_spans(spans);
        // Every thread is told before the first is waited for: a receiver that hangs takes nobody else's time.
        let ordered = worker.begin_shutdown(timeout);
        let shown = spans.processors().begin_shutdown(timeout);
        let read = metrics.begin_end(timeout);
        let exported = logs.end_exports(timeout, || {
            let sent = worker.finish_shutdown(ordered).map_err(|error| FlushError::of("traces", &error));
            sent.and(shown.wait().map_err(|error| said_by_processor(error, timeout)))
        });
        let read = all_read(read, timeout);
        drop(books);
        exported.and(read).and(logs.end_lines(until, timeout))
    }

    /// Lets this meter observe the installation's books, for as long as the installation lasts: see [`metrics`](mod@crate::metrics).
    ///
    /// It is for programs that set their `MeterProvider` after [`install`](super::TelemetryBuilder::install), or not as
    /// the global one. Meters of the provider that the installation started, or found as the global one, observe the
    /// books already, and would observe them twice.
    ///
    /// # Cost
    /// The callbacks read counters and never wait. OpenTelemetry keeps an instrument's callback for as long as the
    /// provider lives: call it once for each provider.
    pub fn observe(&self, meter: &Meter) {
        if let Some(Running { books, .. }) = &self.running {
            books.observe(meter);
        }
    }

    /// Returns how the spans' books stand, also at the very end: see [`ledgers`](Self::ledgers).
    ///
    /// # Cost
    /// Seventeen relaxed loads.
    #[must_use]
    pub fn spans(&self) -> Balance {
        self.ledgers[0].balance()
    }

    /// Returns how the logs' books stand.
    ///
    /// # Cost
    /// Thirty-four relaxed loads.
    #[must_use]
    pub fn logs(&self) -> LogBalances {
        LogBalances { written: self.ledgers[1].balance(), exported: self.ledgers[2].balance() }
    }

    /// Returns the books of spans, of written lines and of exported log records, which outlive the guard.
    ///
    /// # Cost
    /// Three reference counts; reading one of them costs what [`spans`](Self::spans) does.
    #[must_use]
    pub fn ledgers(&self) -> [Arc<Ledger>; 3] {
        self.ledgers.clone()
    }
}

impl FlushError {
    /// What the worker of a signal says.
    pub(super) const fn of(signal: &'static str, error: &WorkerError) -> Self {
        match error {
            WorkerError::Deadline(timeout) => Self::Deadline { signal, timeout: *timeout },
            WorkerError::Lost(_) => Self::Lost { signal },
            WorkerError::Gone => Self::ShutDown,
        }
    }
}

fn said_by_processor(error: ProcessorError, timeout: Duration) -> FlushError {
    match error {
        ProcessorError::Deadline => FlushError::Deadline { signal: "traces", timeout },
        ProcessorError::Failed { number, type_name, error } => {
            FlushError::Processor { number, type_name, error }
        }
    }
}

/// Waits for the metrics that are being read and exported, if any are.
fn all_read(pending: Option<PendingMetrics>, timeout: Duration) -> Result<(), FlushError> {
    match pending.map_or(Ok(()), PendingMetrics::wait) {
        Ok(()) => Ok(()),
        Err(Unread::Late) => Err(FlushError::Deadline { signal: "metrics", timeout }),
        Err(Unread::Lost) => Err(FlushError::Lost { signal: "metrics" }),
    }
}

impl Drop for TelemetryGuard {
    fn drop(&mut self) {
        // Whoever wants to know how it ended calls `shutdown`.
        let _ = self.end(AT_DROP);
    }
}
