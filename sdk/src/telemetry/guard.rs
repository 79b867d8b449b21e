//! The life of an installation.

use std::{sync::Arc, time::Duration};

use crate::{
    installed,
    pipeline::{Balance, Ledger, Worker, WorkerError},
    trace::{self, FinishedSpan, SpanPipeline},
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
        /// `traces` or `logs`.
        signal: &'static str,
        /// The time that was given.
        timeout: Duration,
    },
    /// The installation was shut down before.
    #[error("the installation is shut down")]
    ShutDown,
}

/// An installation in force; dropping it sends what is left, for at most five seconds.
#[must_use = "telemetry ends when the guard is dropped: keep it until the end of `main`"]
pub struct TelemetryGuard {
    spans: Option<Spans>,
}

/// The spans' part of an installation.
struct Spans {
    pipeline: Arc<SpanPipeline>,
    worker: Worker<FinishedSpan>,
}

impl TelemetryGuard {
    pub(super) const fn new(pipeline: Arc<SpanPipeline>, worker: Worker<FinishedSpan>) -> Self {
        Self { spans: Some(Spans { pipeline, worker }) }
    }

    /// The guard of an installation that `OTEL_SDK_DISABLED` turned off.
    pub(super) const fn disabled() -> Self {
        Self { spans: None }
    }

    /// Sends what has been recorded so far, and returns when it has left.
    ///
    /// The calling thread waits; what it waits for runs on threads of its own, so that this is safe on every runtime.
    ///
    /// # Errors
    /// When `timeout` passes first; what is left is sent later.
    pub fn force_flush(&self, timeout: Duration) -> Result<(), FlushError> {
        let Some(spans) = &self.spans else { return Ok(()) };
        spans.pipeline.flush_processors();
        spans.worker.flush(timeout).map_err(|error| said(&error, "traces", timeout))
    }

    /// Ends the installation: sends what is left, and counts as dropped what did not leave within `timeout`.
    ///
    /// # Errors
    /// When `timeout` passed first.
    pub fn shutdown(mut self, timeout: Duration) -> Result<(), FlushError> {
        self.end(timeout)
    }

    fn end(&mut self, timeout: Duration) -> Result<(), FlushError> {
        let Some(Spans { pipeline, mut worker }) = self.spans.take() else { return Ok(()) };
        if installed::unset_spans(&pipeline) {
            trace::enable(None);
        }
        let outcome = worker.shutdown(timeout).map_err(|error| said(&error, "traces", timeout));
        pipeline.shutdown_processors(timeout);
        outcome
    }

    /// Returns the books of the spans; they can be read after the installation has ended.
    #[must_use]
    pub fn span_ledger(&self) -> Arc<Ledger> {
        self.spans.as_ref().map(|spans| spans.pipeline.ledger().clone()).unwrap_or_default()
    }

    /// Returns how the spans' books stand.
    #[must_use]
    pub fn spans(&self) -> Balance {
        self.span_ledger().balance()
    }
}

fn said(error: &WorkerError, signal: &'static str, timeout: Duration) -> FlushError {
    match error {
        WorkerError::Deadline(_) => FlushError::Deadline { signal, timeout },
        WorkerError::Gone => FlushError::ShutDown,
    }
}

impl Drop for TelemetryGuard {
    fn drop(&mut self) {
        // Whoever wants to know how it ended calls `shutdown`.
        let _ = self.end(AT_DROP);
    }
}
