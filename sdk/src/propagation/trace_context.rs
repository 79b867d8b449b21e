//! W3C trace context, level 2: `traceparent` and `tracestate`.

use std::sync::LazyLock;

use opentelemetry::Context;
use opentelemetry::propagation::text_map_propagator::FieldIter;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::{SpanContext, TraceContextExt as _};

use super::trace_state::{self, Carried};
use super::traceparent;

const TRACEPARENT: &str = "traceparent";
const TRACESTATE: &str = "tracestate";
static FIELDS: LazyLock<[String; 2]> = LazyLock::new(|| [TRACEPARENT, TRACESTATE].map(str::to_owned));

/// Propagates the current span in the format of [W3C Trace Context], levels 1 and 2.
///
/// Reads any version but `ff`, writes version `00`. A `traceparent` that is invalid or there twice is ignored, and
/// `tracestate` with it; an invalid `tracestate`, or one of more than 32 members, is ignored alone. Of the flags,
/// sampled and random are kept and the others cleared.
///
/// Members whose key opentelemetry's `TraceState` refuses (several `@`, more than 13 characters after it) do not show
/// there, but are sent on all the same.
///
/// # Limits
/// At most 512 characters of `tracestate` are sent. Of a longer one, members longer than 128 characters go first,
/// then members from the end, always whole.
///
/// # Cost
/// Linear in the headers' size. Injecting allocates one string per header.
///
/// [W3C Trace Context]: https://www.w3.org/TR/trace-context-2/
#[derive(Clone, Copy, Debug, Default)]
pub struct TraceContext {
    _private: (),
}

impl TraceContext {
    /// Returns the propagator; it has no settings.
    pub const fn new() -> Self {
        Self { _private: () }
    }
}

impl TextMapPropagator for TraceContext {
    fn inject_context(&self, cx: &Context, injector: &mut dyn Injector) {
        let span = cx.span();
        let span_context = span.span_context();
        if !span_context.is_valid() {
            return;
        }
        injector.set(TRACEPARENT, traceparent::format(span_context));
        let state = trace_state::header(span_context.trace_state(), Carried::of(cx));
        if !state.is_empty() {
            injector.set(TRACESTATE, state);
        }
    }

    fn extract_with_context(&self, cx: &Context, extractor: &dyn Extractor) -> Context {
        parent(extractor).map_or_else(|| cx.clone(), |parent| parent.continue_in(cx))
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&*FIELDS)
    }
}

/// The caller's span, and the `tracestate` that its context cannot hold.
struct Parent {
    span_context: SpanContext,
    carried: Option<Carried>,
}

impl Parent {
    fn continue_in(self, cx: &Context) -> Context {
        let context = cx.with_remote_span_context(self.span_context);
        match self.carried {
            Some(carried) => context.with_value(carried),
            None => context,
        }
    }
}

fn parent(extractor: &dyn Extractor) -> Option<Parent> {
    let lines = extractor.get_all(TRACEPARENT)?;
    // Two headers, even equal ones, leave open whose trace this is.
    let [line] = lines[..] else { return None };
    let parsed = traceparent::parse(line)?;
    let lines = extractor.get_all(TRACESTATE).unwrap_or_default();
    let members = trace_state::parse(&lines).unwrap_or_default();
    let (state, carried) = trace_state::hold(&members, parsed.trace_id);
    let span_context = SpanContext::new(parsed.trace_id, parsed.span_id, parsed.flags, true, state);
    Some(Parent { span_context, carried })
}
