//! OTLP as a sink of spans.

use std::time::Duration;

use opentelemetry_proto::{
    tonic::collector::trace::v1::ExportTraceServiceRequest,
    transform::{
        common::tonic::ResourceAttributesWithSchema, trace::tonic::group_spans_by_resource_and_scope,
    },
};
use opentelemetry_sdk::Resource;

use super::{OtlpError, transport::Transport};
use crate::{
    config::OtlpConfig,
    pipeline::{Exporting, Sink},
    trace::FinishedSpan,
};

/// What is called over gRPC.
const METHOD: &str = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/// Makes the sink, to be called within the runtime that it will run on.
pub(crate) fn spans(
    config: &OtlpConfig,
    resource: &Resource,
) -> Result<Box<dyn Sink<FinishedSpan>>, OtlpError> {
    Ok(Box::new(OtlpSpans { transport: Transport::new(config, METHOD)?, resource: resource.into() }))
}

struct OtlpSpans {
    transport: Transport,
    resource: ResourceAttributesWithSchema,
}

impl Sink<FinishedSpan> for OtlpSpans {
    fn export(&mut self, batch: Vec<FinishedSpan>) -> Exporting<'_> {
        let spans = batch.into_iter().map(Into::into).collect();
        let resource_spans = group_spans_by_resource_and_scope(spans, &self.resource);
        Box::pin(self.transport.deliver(ExportTraceServiceRequest { resource_spans }))
    }

    fn receiver(&self) -> Option<&str> {
        Some(self.transport.receiver())
    }

    fn said(&self) -> Option<String> {
        self.transport.said()
    }

    /// Connections end when they are dropped.
    fn shutdown(&mut self, _timeout: Duration) {}
}
