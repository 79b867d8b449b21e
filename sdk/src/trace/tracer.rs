//! OpenTelemetry's tracer API on our pipeline: code written against it lands in the same traces.

use std::sync::Arc;

use opentelemetry::{
    Context, InstrumentationScope,
    trace::{SpanBuilder, SpanKind},
};

use super::{
    Span, SpanPipeline,
    begin::{Request, begin},
};

/// Gives out [`Tracer`]s; installed as OpenTelemetry's global provider by
/// [`Telemetry`](crate::Telemetry).
#[derive(Clone)]
pub struct TracerProvider {
    pipeline: Arc<SpanPipeline>,
}

/// Begins spans under one instrumentation scope.
#[derive(Clone)]
pub struct Tracer {
    pipeline: Arc<SpanPipeline>,
    scope: InstrumentationScope,
}

impl TracerProvider {
    pub(crate) const fn new(pipeline: Arc<SpanPipeline>) -> Self {
        Self { pipeline }
    }
}

impl opentelemetry::trace::TracerProvider for TracerProvider {
    type Tracer = Tracer;

    fn tracer_with_scope(&self, scope: InstrumentationScope) -> Tracer {
        Tracer { pipeline: self.pipeline.clone(), scope }
    }
}

impl opentelemetry::trace::Tracer for Tracer {
    type Span = Span;

    fn build_with_context(&self, builder: SpanBuilder, parent: &Context) -> Span {
        if parent.is_telemetry_suppressed() {
            return Span::silent(opentelemetry::trace::SpanContext::NONE);
        }
        begin(parent, &self.pipeline, request(builder, self.scope.clone())).into_span()
    }
}

/// Translates OpenTelemetry's builder.
pub(super) fn request(builder: SpanBuilder, scope: InstrumentationScope) -> Request {
    let SpanBuilder { span_kind, name, start_time, attributes, events, links, .. } = builder;
    Request {
        name,
        kind: span_kind.unwrap_or(SpanKind::Internal),
        start: start_time,
        attributes: attributes.unwrap_or_default(),
        events: events.unwrap_or_default(),
        links: links.unwrap_or_default(),
        scope,
    }
}
