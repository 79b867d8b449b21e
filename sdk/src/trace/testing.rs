//! Finished spans for this crate's own tests.

use std::time::{Duration, SystemTime};

use opentelemetry::{
    SpanId, TraceFlags, TraceId,
    trace::{SpanContext, SpanKind, Status, TraceState},
};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};

/// A span of 100 ms that began `offset` milliseconds into the trace; parent 0 is none.
pub(crate) fn span(name: &'static str, id: u64, parent: u64, offset: u64) -> SpanData {
    let start_time = SystemTime::UNIX_EPOCH + Duration::from_millis(offset);
    SpanData {
        span_context: SpanContext::new(
            TraceId::from(1),
            SpanId::from(id),
            TraceFlags::SAMPLED,
            false,
            TraceState::default(),
        ),
        parent_span_id: SpanId::from(parent),
        parent_span_is_remote: false,
        span_kind: SpanKind::Internal,
        name: name.into(),
        start_time,
        end_time: start_time + Duration::from_millis(100),
        attributes: Vec::new(),
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: Status::Unset,
        instrumentation_scope: opentelemetry::InstrumentationScope::default(),
    }
}
