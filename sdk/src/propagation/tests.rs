//! The specifications' tables, what peers get wrong, floods, and properties over arbitrary input.

mod b3;
mod baggage;
mod carriers;
mod floods;
mod properties;
mod trace_context;
mod trace_state;

use std::collections::HashMap;

use opentelemetry::Context;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};

use super::{B3, Baggage, TraceContext};

/// Headers in the order in which they came, names in any case.
struct Headers<'a>(Vec<(&'a str, &'a str)>);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.get_all(key)?.first().copied()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| *name).collect()
    }

    fn get_all(&self, key: &str) -> Option<Vec<&str>> {
        let same = self.0.iter().filter(|(name, _)| name.eq_ignore_ascii_case(key));
        let values: Vec<&str> = same.map(|(_, value)| *value).collect();
        (!values.is_empty()).then_some(values)
    }
}

fn extract(propagator: &impl TextMapPropagator, headers: &[(&str, &str)]) -> Context {
    propagator.extract_with_context(&Context::new(), &Headers(headers.to_vec()))
}

fn inject(propagator: &impl TextMapPropagator, cx: &Context) -> HashMap<String, String> {
    let mut headers = HashMap::new();
    propagator.inject_context(cx, &mut headers);
    headers
}

fn span_of(cx: &Context) -> SpanContext {
    cx.span().span_context().clone()
}

/// A local child of the context's span, as a tracer would start it.
fn child_of(cx: &Context, state: TraceState) -> Context {
    let parent = span_of(cx);
    let flags = parent.trace_flags();
    let child = SpanContext::new(parent.trace_id(), SpanId::from(7), flags, false, state);
    cx.with_remote_span_context(child)
}

fn local_span(trace_id: u128, flags: u8) -> Context {
    let flags = TraceFlags::new(flags);
    let span_context =
        SpanContext::new(TraceId::from(trace_id), SpanId::from(7), flags, false, TraceState::NONE);
    Context::new().with_remote_span_context(span_context)
}
