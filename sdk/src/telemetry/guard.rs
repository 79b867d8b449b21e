//! The life of an installation.

use std::{sync::Arc, time::Duration};

use opentelemetry_sdk::trace::SpanData;

use crate::{
    installed,
    pipeline::{Ledger, Worker, WorkerError},
    trace::{self, SpanPipeline},
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
    pipeline: Arc<SpanPipeline>,
    worker: Worker<SpanData>,
    ended: bool,
}

impl TelemetryGuard {
    pub(super) const fn new(pipeline: Arc<SpanPipeline>, worker: Worker<SpanData>) -> Self {
        Self { pipeline, worker, ended: false }
    }

    /// Sends what has been recorded so far, and returns when it has left.
    ///
    /// The calling thread waits; what it waits for runs on threads of its own, so that this is safe on every runtime.
    ///
    /// # Errors
    /// When `timeout` passes first; what is left is sent later.
    pub fn force_flush(&self, timeout: Duration) -> Result<(), FlushError> {
        self.pipeline.flush_processors();
        self.worker.flush(timeout).map_err(|error| said(&error, "traces", timeout))
    }

    /// Ends the installation: sends what is left, and counts as dropped what did not leave within `timeout`.
    ///
    /// # Errors
    /// When `timeout` passed first, or the installation was shut down before.
    pub fn shutdown(&mut self, timeout: Duration) -> Result<(), FlushError> {
        if std::mem::replace(&mut self.ended, true) {
            return Err(FlushError::ShutDown);
        }
        if installed::unset_spans(&self.pipeline) {
            trace::enable(None);
        }
        let outcome = self.worker.shutdown(timeout).map_err(|error| said(&error, "traces", timeout));
        self.pipeline.shutdown_processors(timeout);
        outcome
    }

    /// Returns the books of the spans.
    #[must_use]
    pub fn spans(&self) -> &Ledger {
        self.pipeline.ledger()
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
        let _ = self.shutdown(AT_DROP);
    }
}
