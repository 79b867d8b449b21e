//! OTLP exporters as the configuration describes them.

#[cfg(feature = "grpc")]
mod grpc;
#[cfg(feature = "otlp")]
mod http;
mod metrics;

use std::sync::{Arc, atomic::AtomicUsize};

use opentelemetry_otlp::{ExporterBuildError, LogExporter, SpanExporter, WithExportConfig};

pub(crate) use metrics::metrics;

use super::{SpanSink, Timed};
use crate::{
    config::{OtlpConfig, Protocol},
    logs::{Answers, LogPipeline},
    pipeline::{QueueLimits, Sink},
    telemetry::InstallError,
    trace::FinishedSpan,
};

/// Why an OTLP exporter cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OtlpError {
    /// The configuration asks for what this build cannot do.
    #[error("{endpoint}: {what} needs tracewell's feature `{feature}`")]
    Feature {
        /// The receiver.
        endpoint: String,
        /// What was asked for.
        what: &'static str,
        /// The feature that brings it.
        feature: &'static str,
    },
    /// The HTTP client, or what it needs, cannot be made.
    #[error("{endpoint}: cannot make a client")]
    Client {
        /// The receiver.
        endpoint: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A certificate or key cannot be read.
    #[error("cannot read {path}")]
    File {
        /// The file that the environment names.
        path: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The exporter refuses the configuration.
    #[error("{endpoint}: the exporter cannot be made")]
    Exporter {
        /// The receiver.
        endpoint: String,
        /// Why.
        source: ExporterBuildError,
    },
}

/// Makes the exporter of spans, to be called within the runtime that it will run on.
pub(crate) fn spans(
    config: &OtlpConfig,
    resource: &opentelemetry_sdk::Resource,
) -> Result<Box<dyn Sink<FinishedSpan>>, OtlpError> {
    use opentelemetry_sdk::trace::SpanExporter as _;
    let rejected = Arc::new(AtomicUsize::new(0));
    let mut exporter = match config.protocol {
        #[cfg(feature = "otlp")]
        Protocol::HttpProtobuf => http::configure(SpanExporter::builder().with_http(), config, &rejected)?
            .with_endpoint(&config.endpoint)
            .with_timeout(config.timeout)
            .build(),
        #[cfg(not(feature = "otlp"))]
        Protocol::HttpProtobuf => return Err(missing(config, "http/protobuf", "otlp")),
        #[cfg(feature = "grpc")]
        Protocol::Grpc => grpc::configure(SpanExporter::builder().with_tonic(), config)?
            .with_endpoint(&config.endpoint)
            .with_timeout(config.timeout)
            .build(),
        #[cfg(not(feature = "grpc"))]
        Protocol::Grpc => return Err(missing(config, "grpc", "grpc")),
    }
    .map_err(|source| OtlpError::Exporter { endpoint: config.endpoint.clone(), source })?;
    exporter.set_resource(resource);
    let sink = SpanSink::new(exporter, rejected);
    Ok(Box::new(Timed::new(sink, config.timeout, Some(config.receiver()))))
}

/// Starts the pipeline of log records.
pub(crate) fn logs(
    config: &OtlpConfig,
    resource: &opentelemetry_sdk::Resource,
    limits: QueueLimits,
) -> Result<LogPipeline, InstallError> {
    let rejected = Arc::new(AtomicUsize::new(0));
    let make = || -> Result<LogExporter, InstallError> {
        let exporter = match config.protocol {
            #[cfg(feature = "otlp")]
            Protocol::HttpProtobuf => http::configure(LogExporter::builder().with_http(), config, &rejected)?
                .with_endpoint(&config.endpoint)
                .with_timeout(config.timeout)
                .build(),
            #[cfg(not(feature = "otlp"))]
            Protocol::HttpProtobuf => return Err(missing(config, "http/protobuf", "otlp").into()),
            #[cfg(feature = "grpc")]
            Protocol::Grpc => grpc::configure(LogExporter::builder().with_tonic(), config)?
                .with_endpoint(&config.endpoint)
                .with_timeout(config.timeout)
                .build(),
            #[cfg(not(feature = "grpc"))]
            Protocol::Grpc => return Err(missing(config, "grpc", "grpc").into()),
        };
        exporter.map_err(|source| OtlpError::Exporter { endpoint: config.endpoint.clone(), source }.into())
    };
    let answers =
        Answers { rejected: rejected.clone(), timeout: config.timeout, receiver: Some(config.receiver()) };
    LogPipeline::start_with(make, answers, resource, limits)
}

/// Says that this build lacks a feature.
fn missing(config: &OtlpConfig, what: &'static str, feature: &'static str) -> OtlpError {
    OtlpError::Feature { endpoint: config.endpoint.clone(), what, feature }
}
