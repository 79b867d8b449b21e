//! The logs' part of an installation: a writer of lines, and a pipeline to an OTLP receiver.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use opentelemetry::Key;
use opentelemetry_sdk::{Resource, logs::SdkLoggerProvider};

use super::{FlushError, InstallError, TelemetryBuilder};
use crate::{
    config::{Config, Destination},
    installed,
    logs::{JsonLayer, LogPipeline, LogWriter, OtelLayer},
    metrics::Book,
    pipeline::{Balance, Ledger, Pending},
    subscriber::{self, LogOutputs},
};

/// How long writing the last lines may take where exporters have used up the deadline.
const LAST_LINES: Duration = Duration::from_millis(50);

/// What ends with the installation.
pub(super) struct Logs {
    pub(super) outputs: Arc<LogOutputs>,
    writer: Option<LogWriter>,
    exported: Option<LogPipeline>,
}

impl Logs {
    /// Starts what code and environment name.
    pub(super) fn start(
        code: &mut TelemetryBuilder,
        config: &Config,
        resource: &Resource,
    ) -> Result<Self, InstallError> {
        let filter = subscriber::filter(config.filter.as_deref())?;
        let writer = writer(code, &config.logs)?;
        let pipeline = pipeline(code, config, resource)?;
        let json = writer.clone().map(|writer| {
            let name = resource.get(&Key::from_static_str("service.name"));
            let name = name.map_or_else(String::new, |name| name.to_string());
            let layer = JsonLayer::builder().service(name).redaction(code.redaction.clone());
            layer.sampling(code.log_sampling.clone()).build(writer)
        });
        let otel = pipeline.as_ref().map(|pipeline| {
            let provider = SdkLoggerProvider::builder()
                .with_resource(resource.clone())
                .with_log_processor(pipeline.clone());
            let layer =
                OtelLayer::builder().redaction(code.redaction.clone()).sampling(code.log_sampling.clone());
            let layer = layer.limits(code.log_limits.unwrap_or(config.log_limits));
            layer.ledger(pipeline.ledger().clone()).build(&provider.build())
        });
        let outputs = LogOutputs {
            filter,
            #[cfg(feature = "testing")]
            redaction: code.redaction.clone(),
            json,
            otel,
        };
        Ok(Self { outputs: Arc::new(outputs), writer, exported: pipeline })
    }

    /// Sends what waits; `meanwhile` runs while the exporter is at it.
    pub(super) fn flush(
        &self,
        timeout: Duration,
        meanwhile: impl FnOnce() -> Result<(), FlushError>,
    ) -> Result<(), FlushError> {
        let ordered = self.exported.as_ref().map(|pipeline| pipeline.worker().begin_flush(timeout));
        let written = self.writer.as_ref().is_none_or(|writer| writer.flush(timeout).is_ok());
        let others = meanwhile();
        let exported = ordered.map_or(Ok(()), |ordered| ordered.and_then(Pending::wait));
        others.and(exported.map_err(|error| FlushError::of("logs", &error))).and(said(written, timeout))
    }

    /// Sends what waits, and ends the exporter; `meanwhile` runs while it is at it. Lines can still be written.
    pub(super) fn end_exports(
        &self,
        timeout: Duration,
        meanwhile: impl FnOnce() -> Result<(), FlushError>,
    ) -> Result<(), FlushError> {
        let exporter = self.exported.as_ref().map(LogPipeline::worker);
        let ordered = exporter.map(|worker| (worker, worker.begin_shutdown(timeout)));
        let written = self.writer.as_ref().is_none_or(|writer| writer.flush(timeout).is_ok());
        let others = meanwhile();
        let exported = ordered.map_or(Ok(()), |(worker, ordered)| worker.finish_shutdown(ordered));
        others.and(exported.map_err(|error| FlushError::of("logs", &error))).and(said(written, timeout))
    }

    /// Ends the writing of lines, when nobody has anything to say any more: not the exporters either.
    pub(super) fn end_lines(self, until: Instant, timeout: Duration) -> Result<(), FlushError> {
        if installed::unset_logs(&self.outputs) {
            subscriber::filter_changed();
        }
        let left = until.saturating_duration_since(Instant::now()).max(LAST_LINES.min(timeout));
        let written = self.writer.is_none_or(|writer| writer.shutdown(left).is_ok());
        said(written, timeout)
    }

    /// Returns the books that are observed as metrics.
    pub(super) fn books(&self) -> impl Iterator<Item = Book> {
        let lines = self.writer.as_ref().map(|writer| Book::of_lines(writer.ledger().clone()));
        lines.into_iter().chain(self.exported.as_ref().map(LogPipeline::book))
    }

    /// Returns the books of what was written as lines, and of what was exported.
    pub(super) fn ledgers(&self) -> (Arc<Ledger>, Arc<Ledger>) {
        let written = self.writer.as_ref().map(|writer| writer.ledger().clone()).unwrap_or_default();
        let exported = self.exported.as_ref().map(|pipeline| pipeline.ledger().clone()).unwrap_or_default();
        (written, exported)
    }
}

fn said(in_time: bool, timeout: Duration) -> Result<(), FlushError> {
    if in_time { Ok(()) } else { Err(FlushError::Deadline { signal: "logs", timeout }) }
}

/// The books of the logs; what is both written and exported stands in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogBalances {
    /// JSON lines.
    pub written: Balance,
    /// OTLP records.
    pub exported: Balance,
}

fn writer(code: &mut TelemetryBuilder, named: &[Destination]) -> Result<Option<LogWriter>, InstallError> {
    if let Some(sink) = code.log_sink.take() {
        return Ok(Some(LogWriter::builder().start(sink)?));
    }
    let is_console = named.iter().any(|named| matches!(named, Destination::Console));
    Ok(if is_console { Some(LogWriter::builder().start_stdout()?) } else { None })
}

fn pipeline(
    code: &mut TelemetryBuilder,
    config: &Config,
    resource: &Resource,
) -> Result<Option<LogPipeline>, InstallError> {
    let limits = code.log_queue.unwrap_or(config.log_queue);
    if let Some(make) = code.log_pipeline.take() {
        return Ok(Some(make(resource, limits)?));
    }
    #[cfg(any(feature = "otlp", feature = "grpc"))]
    for named in &config.logs {
        if let Destination::Otlp(otlp) = named {
            return crate::export::otlp::logs(otlp, resource, limits).map(Some);
        }
    }
    Ok(None)
}
