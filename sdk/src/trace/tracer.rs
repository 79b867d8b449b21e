//! OpenTelemetry's tracer API on our pipeline: code written against it lands in the same traces.

use std::sync::Arc;

use opentelemetry::{
    Context, InstrumentationScope,
    trace::{SpanBuilder, SpanKind, TraceContextExt},
};

use super::{
    Span,
    begin::{Request, begin},
    record::Scope,
};
use crate::installed;

/// Gives out [`Tracer`]s; installed as OpenTelemetry's global provider by [`Telemetry`](crate::Telemetry).
///
/// It holds nothing: a tracer that was asked for before an installation works after it.
#[derive(Clone, Copy, Debug, Default)]
pub struct TracerProvider {
    _private: (),
}

/// Begins spans under one instrumentation scope, in whichever installation is in force.
///
/// # Cost
/// A span costs what it costs with `#[traced]`, and one reference count for the scope.
#[derive(Clone, Debug)]
pub struct Tracer {
    scope: Arc<InstrumentationScope>,
}

impl TracerProvider {
    /// Returns the provider.
    #[must_use]
    pub const fn new() -> Self {
        Self { _private: () }
    }
}

impl opentelemetry::trace::TracerProvider for TracerProvider {
    type Tracer = Tracer;

    fn tracer_with_scope(&self, scope: InstrumentationScope) -> Tracer {
        Tracer { scope: Arc::new(scope) }
    }
}

impl opentelemetry::trace::Tracer for Tracer {
    type Span = Span;

    fn build_with_context(&self, builder: SpanBuilder, parent: &Context) -> Span {
        let pipeline = if parent.is_telemetry_suppressed() { None } else { installed::spans(parent) };
        match pipeline {
            Some(pipeline) => {
                let request = || request(builder, Scope::Shared(self.scope.clone()));
                begin(parent, pipeline, request).into_span()
            }
            None => Span::silent(parent.span().span_context().clone()),
        }
    }
}

/// Translates OpenTelemetry's builder.
fn request(builder: SpanBuilder, scope: Scope) -> Request {
    let SpanBuilder { span_kind, name, start_time, attributes, events, links } = builder;
    Request {
        name,
        kind: span_kind.unwrap_or(SpanKind::Internal),
        start: start_time.map(Into::into),
        attributes: attributes.unwrap_or_default(),
        events: events.unwrap_or_default(),
        links: links.unwrap_or_default(),
        scope,
    }
}
