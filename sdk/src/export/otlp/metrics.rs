//! OTLP as an output of metrics.

use opentelemetry_sdk::metrics::Temporality;

use super::{OtlpError, transport::Transport};
use crate::{
    config::OtlpConfig,
    metrics::{Exporting, Output, Requests, snapshot::Snapshot},
    pipeline::Delivery,
};

/// What is called over gRPC.
const METHOD: &str = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

/// Makes the output, to be called within the runtime that it will run on.
pub(crate) fn metrics(config: &OtlpConfig, temporality: Temporality) -> Result<Box<dyn Output>, OtlpError> {
    let transport = Transport::new(config, METHOD)?;
    Ok(Box::new(OtlpMetrics { transport, requests: Requests::new(temporality) }))
}

struct OtlpMetrics {
    transport: Transport,
    requests: Requests,
}

impl Output for OtlpMetrics {
    fn export<'a>(&'a mut self, snapshot: &'a Snapshot) -> Exporting<'a> {
        Box::pin(async move {
            let delivery = self.transport.deliver(self.requests.request(snapshot)).await;
            if delivery.is_whole() || matches!(delivery, Delivery::Partial { .. }) {
                self.requests.arrived(snapshot);
            }
            delivery
        })
    }

    fn receiver(&self) -> Option<&str> {
        Some(self.transport.receiver())
    }

    fn said(&self) -> Option<String> {
        self.transport.said()
    }
}
