//! OTLP exporters as the configuration describes them.

#[cfg(feature = "grpc")]
mod grpc;
#[cfg(feature = "otlp")]
mod http;
mod metrics;
mod retry;
#[cfg(feature = "tls")]
mod tls;

use std::sync::Arc;

use ::http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry_otlp::{ExporterBuildError, LogExporter, SpanExporter, WithExportConfig};

pub(crate) use metrics::metrics;

use super::{Heard, SpanSink, Timed};
use crate::{
    config::{OtlpConfig, Protocol},
    logs::{Answers, LogPipeline},
    pipeline::{QueueLimits, Sink},
    telemetry::InstallError,
    trace::FinishedSpan,
};

/// What requests of metrics say of who sends them.
const USER_AGENT: &str = concat!("tracewell/", env!("CARGO_PKG_VERSION"));

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
    /// A file with certificates or a key cannot be used.
    #[error("{variable}={path:?} is not usable: {problem}")]
    File {
        /// The variable that names the file.
        variable: String,
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The connection cannot be encrypted.
    #[error("{endpoint}: no TLS: {problem}")]
    Tls {
        /// The receiver.
        endpoint: String,
        /// Why.
        problem: String,
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
    let heard = Arc::<Heard>::default();
    let mut exporter = match config.protocol {
        #[cfg(feature = "otlp")]
        Protocol::HttpProtobuf => http::configure(SpanExporter::builder().with_http(), config, &heard)?
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
    let sink = SpanSink::new(exporter, heard);
    Ok(Box::new(Timed::new(sink, config.timeout, Some(config.receiver()))))
}

/// Starts the pipeline of log records.
pub(crate) fn logs(
    config: &OtlpConfig,
    resource: &opentelemetry_sdk::Resource,
    limits: QueueLimits,
) -> Result<LogPipeline, InstallError> {
    let heard = Arc::<Heard>::default();
    let make = || -> Result<LogExporter, InstallError> {
        let exporter = match config.protocol {
            #[cfg(feature = "otlp")]
            Protocol::HttpProtobuf => http::configure(LogExporter::builder().with_http(), config, &heard)?
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
        Answers { heard: heard.clone(), timeout: config.timeout, receiver: Some(config.receiver()) };
    LogPipeline::start_with(make, answers, resource, limits)
}

/// Returns what is sent with each request; the configuration has made sure that all of it may stand in a header.
fn headers(config: &OtlpConfig) -> HeaderMap {
    let headers = config.headers.iter();
    headers
        .filter_map(|(name, value)| {
            Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
        })
        .collect()
}

/// Says that this build lacks a feature.
#[cfg(not(all(feature = "otlp", feature = "grpc", feature = "tls")))]
fn missing(config: &OtlpConfig, what: &'static str, feature: &'static str) -> OtlpError {
    OtlpError::Feature { endpoint: config.endpoint.clone(), what, feature }
}

#[cfg(all(test, not(feature = "tls")))]
mod tests {
    /// Returns what an installation says that shall send a signal to a secure receiver.
    fn said(signal: &str, protocol: &str) -> String {
        let variables = [
            (format!("OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"), "https://collector:4318".to_owned()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL".to_owned(), protocol.to_owned()),
        ];
        let installed = crate::Telemetry::builder().environment(variables).install();
        installed.err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_secure_receiver_needs_the_feature() {
        let expected = "https://collector:4318: https needs tracewell's feature `tls`";
        for signal in ["TRACES", "LOGS"] {
            #[cfg(feature = "otlp")]
            assert_eq!(said(signal, "http/protobuf"), expected);
            #[cfg(feature = "grpc")]
            assert_eq!(said(signal, "grpc"), expected);
        }
    }
}
