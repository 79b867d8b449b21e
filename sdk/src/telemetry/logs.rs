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
    pipeline::{Balance, Ledger, after},
    subscriber::{self, LogOutputs},
};

/// What ends with the installation.
pub(super) struct Logs {
    pub(super) outputs: Arc<LogOutputs>,
    writer: Option<LogWriter>,
    exported: Option<(SdkLoggerProvider, Arc<Ledger>)>,
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
        let exported = pipeline.map(|pipeline| {
            let ledger = pipeline.ledger().clone();
            let provider =
                SdkLoggerProvider::builder().with_resource(resource.clone()).with_log_processor(pipeline);
            (provider.build(), ledger)
        });
        let otel = exported.as_ref().map(|(provider, ledger)| {
            let layer =
                OtelLayer::builder().redaction(code.redaction.clone()).sampling(code.log_sampling.clone());
            layer.ledger(ledger.clone()).build(provider)
        });
        Ok(Self { outputs: Arc::new(LogOutputs { filter, json, otel }), writer, exported })
    }

    /// Sends what waits.
    pub(super) fn flush(&self, timeout: Duration) -> Result<(), FlushError> {
        let until = after(timeout);
        let late = || FlushError::Deadline { signal: "logs", timeout };
        let written = self.writer.as_ref().map_or(Ok(()), |writer| writer.flush(timeout).map_err(|_| late()));
        let exported = self.exported.as_ref().map_or(Ok(()), |(provider, _)| {
            // OpenTelemetry's flush has no deadline of its own.
            let in_time = Instant::now() < until && provider.force_flush().is_ok();
            if in_time { Ok(()) } else { Err(late()) }
        });
        written.and(exported)
    }

    /// Sends what waits, and ends what was started.
    pub(super) fn end(self, timeout: Duration) -> Result<(), FlushError> {
        let until = after(timeout);
        if installed::unset_logs(&self.outputs) {
            subscriber::filter_changed();
        }
        let late = FlushError::Deadline { signal: "logs", timeout };
        let exported =
            self.exported.is_none_or(|(provider, _)| provider.shutdown_with_timeout(timeout).is_ok());
        let left = until.saturating_duration_since(Instant::now());
        let written = self.writer.is_none_or(|writer| writer.shutdown(left).is_ok());
        if exported && written { Ok(()) } else { Err(late) }
    }

    /// Returns the books of what was written as lines, and of what was exported.
    pub(super) fn ledgers(&self) -> (Arc<Ledger>, Arc<Ledger>) {
        let written = self.writer.as_ref().map(|writer| writer.ledger().clone()).unwrap_or_default();
        let exported = self.exported.as_ref().map(|(_, ledger)| ledger.clone()).unwrap_or_default();
        (written, exported)
    }
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
