//! A span of ours, as OpenTelemetry's API sees it.

use std::{borrow::Cow, sync::Arc, time::SystemTime};

use opentelemetry::{
    KeyValue,
    trace::{Event, Link, SpanContext, Status},
};

use super::{
    SpanPipeline,
    record::{FinishedSpan, SpanRecord},
};

/// A span that is handed to the pipeline when it ends, at the latest when it is dropped.
///
/// Most code never names this type: it lives in a [`Context`](opentelemetry::Context), and is reached through
/// OpenTelemetry's own functions.
#[derive(Debug)]
pub struct Span {
    context: SpanContext,
    recording: Option<Recording>,
}

/// What a span collects until it ends, and where that goes.
#[derive(Debug)]
struct Recording {
    record: SpanRecord,
    pipeline: Arc<SpanPipeline>,
}

impl Span {
    #[inline]
    pub(super) const fn recording(
        context: SpanContext,
        record: SpanRecord,
        pipeline: Arc<SpanPipeline>,
    ) -> Self {
        Self { context, recording: Some(Recording { record, pipeline }) }
    }

    /// Adds what a span begins with besides its attributes, each under the limits.
    #[cold]
    pub(super) fn adopt(&mut self, dropped_attributes: u32, events: Vec<Event>, links: Vec<Link>) {
        use opentelemetry::trace::Span as _;
        if let Some(Recording { record, .. }) = &mut self.recording {
            record.rest().dropped_attributes = dropped_attributes;
        }
        for event in events {
            self.add_event_with_timestamp(event.name, event.timestamp, event.attributes);
        }
        for link in links {
            self.add_link(link.span_context, link.attributes);
        }
    }

    /// A span that only carries identifiers on.
    pub(super) const fn silent(context: SpanContext) -> Self {
        Self { context, recording: None }
    }
}

impl opentelemetry::trace::Span for Span {
    fn add_event_with_timestamp<T>(&mut self, name: T, timestamp: SystemTime, mut attributes: Vec<KeyValue>)
    where
        T: Into<Cow<'static, str>>,
    {
        let Some(Recording { record, pipeline }) = &mut self.recording else { return };
        let events = &mut record.rest().events;
        if events.events.len() >= pipeline.limits.events {
            events.dropped_count += 1;
            return;
        }
        let dropped = pipeline.limits.apply(&mut attributes, pipeline.limits.event_attributes);
        events.events.push(Event::new(name, timestamp, attributes, dropped));
    }

    fn span_context(&self) -> &SpanContext {
        &self.context
    }

    fn is_recording(&self) -> bool {
        self.recording.is_some()
    }

    /// Sets an attribute; one of the same key is replaced, as the specification asks.
    fn set_attribute(&mut self, mut attribute: KeyValue) {
        let Some(Recording { record, pipeline }) = &mut self.recording else { return };
        pipeline.limits.shorten(&mut attribute.value);
        if let Some(same) = record.attributes.iter_mut().find(|known| known.key == attribute.key) {
            *same = attribute;
        } else if record.attributes.len() < pipeline.limits.attributes {
            record.attributes.push(attribute);
        } else {
            record.rest().dropped_attributes += 1;
        }
    }

    /// Sets the status; `Ok` is final, and `Unset` never takes a status back.
    fn set_status(&mut self, status: Status) {
        let Some(Recording { record, .. }) = &mut self.recording else { return };
        if status != Status::Unset && record.rest().status != Status::Ok {
            record.rest().status = status;
        }
    }

    fn update_name<T>(&mut self, name: T)
    where
        T: Into<Cow<'static, str>>,
    {
        if let Some(Recording { record, .. }) = &mut self.recording {
            record.name = name.into();
        }
    }

    fn add_link(&mut self, span_context: SpanContext, mut attributes: Vec<KeyValue>) {
        let Some(Recording { record, pipeline }) = &mut self.recording else { return };
        let links = &mut record.rest().links;
        if links.links.len() >= pipeline.limits.links {
            links.dropped_count += 1;
            return;
        }
        let dropped = pipeline.limits.apply(&mut attributes, pipeline.limits.link_attributes);
        links.links.push(Link::new(span_context, attributes, dropped));
    }

    fn end_with_timestamp(&mut self, timestamp: SystemTime) {
        if let Some(Recording { mut record, pipeline }) = self.recording.take() {
            // A clock that was set back while the span ran must not give a negative duration.
            record.end = record.start.max(timestamp.into());
            pipeline.finish(FinishedSpan::new(&self.context, record));
        }
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        if self.recording.is_some() {
            opentelemetry::trace::Span::end(self);
        }
    }
}
