//! What the current OpenTelemetry context says of an event.

use opentelemetry::{Context, SpanId, TraceId, trace::TraceContextExt};

use crate::current::with_context;

/// Returns the ids of the current span, if there is one.
pub(crate) fn current_ids() -> Option<(TraceId, SpanId)> {
    with_context(|context| {
        if !context.has_active_span() {
            return None;
        }
        let span = context.span();
        let ids = span.span_context();
        ids.is_valid().then(|| (ids.trace_id(), ids.span_id()))
    })
    .flatten()
}

/// Returns whether telemetry about telemetry is being suppressed here.
pub(crate) fn is_suppressed() -> bool {
    with_context(Context::is_telemetry_suppressed).unwrap_or(false)
}
