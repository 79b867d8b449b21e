//! The OTLP exporter of metrics.

use std::{sync::Arc, time::Duration};

use opentelemetry_otlp::{MetricExporter, WithExportConfig};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    metrics::{Temporality, data::ResourceMetrics, exporter::PushMetricExporter},
};

#[cfg(feature = "grpc")]
use super::grpc;
#[cfg(feature = "otlp")]
use super::http;
#[cfg(not(all(feature = "otlp", feature = "grpc")))]
use super::missing;
use super::{Heard, OtlpConfig, OtlpError, Protocol};

/// Makes the exporter of metrics, to be called within the runtime that it will run on.
///
/// How many data points a receiver rejects is not read: the exporter itself says it.
pub(crate) fn metrics(
    config: &OtlpConfig,
    temporality: Temporality,
) -> Result<impl PushMetricExporter + use<>, OtlpError> {
    let heard = Arc::<Heard>::default();
    let builder = MetricExporter::builder().with_temporality(temporality);
    let exporter = match config.protocol {
        #[cfg(feature = "otlp")]
        Protocol::HttpProtobuf => http::configure(builder.with_http(), config, &heard)?
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
    };
    let exporter =
        exporter.map_err(|source| OtlpError::Exporter { endpoint: config.endpoint.clone(), source })?;
    Ok(Explained { exporter, heard })
}

/// An exporter that says what its transport hears.
struct Explained {
    exporter: MetricExporter,
    heard: Arc<Heard>,
}

impl PushMetricExporter for Explained {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        self.heard.begin();
        self.exporter.export(metrics).await.map_err(|error| self.heard.explain(error))
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn temporality(&self) -> Temporality {
        self.exporter.temporality()
    }
}
