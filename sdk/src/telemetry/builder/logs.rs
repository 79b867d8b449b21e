//! What can be said of log events: where they go, which are kept, and what is hidden.

use std::io;

use opentelemetry_sdk::logs::LogExporter;

use super::TelemetryBuilder;
use crate::{
    logs::{LogPipeline, LogRecordLimits, LogSampling, Redaction},
    pipeline::QueueLimits,
};

impl TelemetryBuilder {
    /// Writes JSON lines there, in place of standard output and whatever the environment names.
    ///
    /// # Cost
    /// A thread, which alone waits for the sink; 16 MiB of lines while it takes none.
    pub fn log_sink(mut self, sink: impl io::Write + Send + 'static) -> Self {
        self.log_sink = Some(Box::new(sink));
        self
    }

    /// Sends log records to this exporter, in place of what the environment names.
    ///
    /// # Cost
    /// A thread and its queue; a copy of each record, besides the JSON line.
    pub fn log_exporter(mut self, exporter: impl LogExporter + 'static) -> Self {
        self.log_pipeline =
            Some(Box::new(move |resource, limits| LogPipeline::start(exporter, resource, limits)));
        self
    }

    /// Bounds what one log record on its way to an exporter may carry; lines of JSON are whole.
    ///
    /// # Cost
    /// As for [`span_limits`](Self::span_limits).
    pub const fn log_limits(mut self, limits: LogRecordLimits) -> Self {
        self.log_limits = Some(limits);
        self
    }

    /// Bounds the queue of log records on their way to an exporter, and says what happens when it is full.
    ///
    /// # Cost
    /// As for [`span_queue`](Self::span_queue), for the threads that log.
    pub const fn log_queue(mut self, limits: QueueLimits) -> Self {
        self.log_queue = Some(limits);
        self
    }

    /// Says which fields are hidden by their names; [`Redaction::default`] where nothing is said.
    ///
    /// # Cost
    /// Names are looked up once for each log statement: see [`Redaction`].
    pub fn redaction(mut self, redaction: Redaction) -> Self {
        self.redaction = redaction;
        self
    }

    /// Says which log events are kept; all where nothing is said.
    ///
    /// # Cost
    /// See [`LogSampling`].
    pub fn log_sampling(mut self, sampling: LogSampling) -> Self {
        self.log_sampling = sampling;
        self
    }
}
