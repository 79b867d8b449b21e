//! A span of ours, as OpenTelemetry's API sees it.

use std::{borrow::Cow, cell::Cell, time::SystemTime};

use opentelemetry::{
    Context, KeyValue,
    trace::{Event, Link, SpanContext, SpanRef, Status, TraceContextExt, TraceState},
};

use super::{SpanLimits, SpanPipeline, clock::Moment, record::SpanRecord};
use crate::installed;

/// A span that is handed to the pipeline when it ends, at the latest when it is dropped.
///
/// Most code never names this type: it lives in a [`Context`](opentelemetry::Context), and is reached through
/// OpenTelemetry's own functions.
#[derive(Debug)]
pub struct Span {
    pub(super) context: SpanContext,
    /// What is collected until the span ends; none once it has, or if nothing is to be recorded.
    pub(super) record: Option<SpanRecord>,
    /// Where that goes; there as long as the record is.
    pub(super) pipeline: Option<&'static SpanPipeline>,
    /// What its end is reckoned from.
    pub(super) began: Moment,
}

/// The end of a span whose own clock is to say when: OpenTelemetry's functions ask for a time in any case, and reading
/// the system's clock costs more than ours. No span ends in 1970.
pub(super) const NOW: SystemTime = SystemTime::UNIX_EPOCH;

thread_local! {
    /// Where the open span of ours goes that was asked last whether it is recording.
    static ASKED: Cell<Option<&'static SpanPipeline>> = const { Cell::new(None) };
}

/// Returns where an open span of ours goes, of which a context knows no local trace: a raw OpenTelemetry span that the
/// program has put there.
///
/// OpenTelemetry hides the type of spans in contexts. So this one is asked something that changes nothing, and if it is
/// ours it leaves word. There is one place to go while there is one installation.
pub(super) fn pipeline_of(span: &SpanRef<'_>) -> Option<&'static SpanPipeline> {
    if !installed::are_several() || !span.span_context().is_valid() {
        return None;
    }
    ASKED.set(None);
    span.is_recording();
    ASKED.take()
}

impl Span {
    /// What is collected, and within which limits.
    #[inline]
    fn collecting(&mut self) -> Option<(&mut SpanRecord, &SpanLimits)> {
        self.record.as_mut().zip(self.pipeline.map(|pipeline| &pipeline.limits))
    }

    /// Returns `parent` with this span in it; one of which nothing is recorded takes less to hold.
    pub(super) fn within(self, parent: &Context) -> Context {
        match self.record {
            None => parent.with_remote_span_context(self.context.clone()),
            Some(_) => parent.with_span(self),
        }
    }

    /// A span that only carries identifiers on.
    pub(super) const fn silent(context: SpanContext) -> Self {
        Self { context, record: None, pipeline: None, began: Moment::NEVER }
    }
}

impl opentelemetry::trace::Span for Span {
    fn add_event_with_timestamp<T>(&mut self, name: T, timestamp: SystemTime, attributes: Vec<KeyValue>)
    where
        T: Into<Cow<'static, str>>,
    {
        let Some((record, limits)) = self.collecting() else { return };
        record.rest().add_event(limits, Event::new(name, timestamp, attributes, 0));
    }

    fn span_context(&self) -> &SpanContext {
        &self.context
    }

    fn is_recording(&self) -> bool {
        if installed::are_several() {
            ASKED.set(self.pipeline);
        }
        self.record.is_some()
    }

    /// Sets an attribute; one of the same key is replaced, as the specification asks.
    fn set_attribute(&mut self, mut attribute: KeyValue) {
        let Some((record, limits)) = self.collecting() else { return };
        limits.shorten(&mut attribute.value);
        if let Some(same) = record.attributes.iter_mut().find(|known| known.key == attribute.key) {
            *same = attribute;
        } else if record.attributes.len() < limits.attributes {
            record.attributes.push(attribute);
        } else {
            record.rest().dropped_attributes += 1;
        }
    }

    /// Sets the status; `Ok` is final, and `Unset` never takes a status back.
    fn set_status(&mut self, status: Status) {
        let Some(record) = &mut self.record else { return };
        if status != Status::Unset && record.rest().status != Status::Ok {
            record.rest().status = status;
        }
    }

    fn update_name<T>(&mut self, name: T)
    where
        T: Into<Cow<'static, str>>,
    {
        if let Some(record) = &mut self.record {
            record.name = name.into();
        }
    }

    fn add_link(&mut self, span_context: SpanContext, attributes: Vec<KeyValue>) {
        let Some((record, limits)) = self.collecting() else { return };
        record.rest().add_link(limits, Link::new(span_context, attributes, 0));
    }

    fn end_with_timestamp(&mut self, timestamp: SystemTime) {
        let (Some(record), Some(pipeline)) = (&mut self.record, self.pipeline.take()) else { return };
        // A clock that was set back while the span ran must not give a negative duration.
        let end = if timestamp == NOW { self.began.later().time() } else { timestamp.into() };
        record.end = record.start.max(end);
        let state = self.context.trace_state();
        if *state != TraceState::NONE {
            record.rest().trace_state = state.clone();
        }
        pipeline.finish(&mut self.record);
        self.record = None;
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        if self.record.is_some() {
            opentelemetry::trace::Span::end_with_timestamp(self, NOW);
        }
    }
}
