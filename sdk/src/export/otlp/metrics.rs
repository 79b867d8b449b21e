//! OTLP as an output of metrics.
//!
//! OpenTelemetry's own exporter takes what its SDK has aggregated and nothing else; spans and logs go through it.

use std::time::Instant;

use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_sdk::metrics::Temporality;

use super::{OtlpConfig, OtlpError, Protocol, retry::with_retries};
use crate::{
    metrics::{Exporting, Output, Requests, snapshot::Snapshot},
    pipeline::Delivery,
};

/// Makes the output, to be called within the runtime that it will run on.
pub(crate) fn metrics(config: &OtlpConfig, temporality: Temporality) -> Result<Box<dyn Output>, OtlpError> {
    let transport = match config.protocol {
        #[cfg(feature = "otlp")]
        Protocol::HttpProtobuf => Transport::Http(Box::new(super::http::Sender::new(config)?)),
        #[cfg(not(feature = "otlp"))]
        Protocol::HttpProtobuf => return Err(super::missing(config, "http/protobuf", "otlp")),
        #[cfg(feature = "grpc")]
        Protocol::Grpc => Transport::Grpc(Box::new(super::grpc::Sender::new(config)?)),
        #[cfg(not(feature = "grpc"))]
        Protocol::Grpc => return Err(super::missing(config, "grpc", "grpc")),
    };
    let (requests, receiver) = (Requests::new(temporality), config.receiver());
    Ok(Box::new(OtlpMetrics { transport, requests, receiver, timeout: config.timeout }))
}

/// How a request travels.
enum Transport {
    #[cfg(feature = "otlp")]
    Http(Box<super::http::Sender>),
    #[cfg(feature = "grpc")]
    Grpc(Box<super::grpc::Sender>),
}

impl Transport {
    /// Sends a request until it is taken, refused for good, or the time is over; returns how many points were rejected.
    async fn send(
        &self,
        request: ExportMetricsServiceRequest,
        timeout: std::time::Duration,
    ) -> Result<usize, String> {
        match self {
            #[cfg(feature = "otlp")]
            Self::Http(sender) => {
                let body = sender.body(&request)?;
                with_retries(timeout, || sender.send(&body)).await
            }
            #[cfg(feature = "grpc")]
            Self::Grpc(sender) => with_retries(timeout, || sender.send(&request)).await,
        }
    }
}

struct OtlpMetrics {
    transport: Transport,
    requests: Requests,
    receiver: String,
    timeout: std::time::Duration,
}

impl Output for OtlpMetrics {
    fn export<'a>(&'a mut self, snapshot: &'a Snapshot) -> Exporting<'a> {
        Box::pin(async move {
            let begun = Instant::now();
            let request = self.requests.request(snapshot);
            match self.transport.send(request, self.timeout).await {
                Ok(rejected) => {
                    self.requests.arrived(snapshot);
                    Delivery::Accepted { rejected }
                }
                Err(_) if begun.elapsed() >= self.timeout => Delivery::TimedOut,
                Err(error) => Delivery::Failed(error),
            }
        })
    }

    fn receiver(&self) -> Option<&str> {
        Some(&self.receiver)
    }
}
