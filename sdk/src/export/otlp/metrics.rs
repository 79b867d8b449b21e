//! The OTLP exporter of metrics.

use opentelemetry_otlp::{MetricExporter, WithExportConfig};
use opentelemetry_sdk::metrics::Temporality;

#[cfg(feature = "grpc")]
use super::grpc;
#[cfg(feature = "otlp")]
use super::http;
#[cfg(not(all(feature = "otlp", feature = "grpc")))]
use super::missing;
use super::{OtlpConfig, OtlpError, Protocol};

/// Makes the exporter of metrics, to be called within the runtime that it will run on.
///
/// How many data points a receiver rejects is not read: the exporter itself says it.
pub(crate) fn metrics(config: &OtlpConfig, temporality: Temporality) -> Result<MetricExporter, OtlpError> {
    let builder = MetricExporter::builder().with_temporality(temporality);
    match config.protocol {
        #[cfg(feature = "otlp")]
        Protocol::HttpProtobuf => http::configure(builder.with_http(), config, &std::sync::Arc::default())?
            .with_endpoint(&config.endpoint)
            .with_timeout(config.timeout)
            .build(),
        #[cfg(not(feature = "otlp"))]
        Protocol::HttpProtobuf => return Err(missing(config, "http/protobuf", "otlp")),
        #[cfg(feature = "grpc")]
        Protocol::Grpc => grpc::configure(builder.with_tonic(), config)?
            .with_endpoint(&config.endpoint)
            .with_timeout(config.timeout)
            .build(),
        #[cfg(not(feature = "grpc"))]
        Protocol::Grpc => return Err(missing(config, "grpc", "grpc")),
    }
    .map_err(|source| OtlpError::Exporter { endpoint: config.endpoint.clone(), source })
}
