//! What a span collects, kept small: it is written by the thread that works, and made into OpenTelemetry's form by the
//! thread that exports.

use std::{borrow::Cow, sync::Arc};

use opentelemetry::{
    InstrumentationScope, KeyValue, SpanId, TraceFlags, TraceId,
    trace::{Event, Link, SpanContext, SpanKind, Status, TraceState},
};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};

use super::{SpanLimits, clock::Timestamp, weight};
use crate::pipeline::Item;

/// All of a span, but for the list that its vendors wrote into the trace; 144 bytes, because it is moved from thread to
/// thread.
#[derive(Clone, Debug)]
pub(crate) struct SpanRecord {
    pub(super) trace_id: TraceId,
    pub(super) span_id: SpanId,
    pub(super) flags: TraceFlags,
    pub(super) parent_id: SpanId,
    pub(super) parent_is_remote: bool,
    pub(super) kind: SpanKind,
    /// What it weighs in the queue; known where it ended, because whoever exports it would have to fetch all of it.
    pub(super) weight: u32,
    pub(super) name: Cow<'static, str>,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    pub(super) attributes: Vec<KeyValue>,
    pub(super) scope: Scope,
    /// What most spans do without.
    pub(super) rest: Option<Box<Rest>>,
}

/// Events, links, a status, what was over the limits, and what vendors wrote into the trace.
#[derive(Clone, Debug, Default)]
pub(super) struct Rest {
    pub(super) events: SpanEvents,
    pub(super) links: SpanLinks,
    pub(super) status: Status,
    pub(super) dropped_attributes: u32,
    pub(super) trace_state: TraceState,
}

impl Rest {
    /// Returns what a span begins with besides its attributes, of which so many were dropped.
    #[cold]
    pub(super) fn beginning(limits: &SpanLimits, dropped: u32, events: Vec<Event>, links: Vec<Link>) -> Self {
        let mut rest = Self { dropped_attributes: dropped, ..Self::default() };
        for event in events {
            rest.add_event(limits, event);
        }
        for link in links {
            rest.add_link(limits, link);
        }
        rest
    }

    /// Adds an event under the limits.
    pub(super) fn add_event(&mut self, limits: &SpanLimits, mut event: Event) {
        if self.events.events.len() >= limits.events {
            self.events.dropped_count += 1;
            return;
        }
        event.dropped_attributes_count += limits.apply(&mut event.attributes, limits.event_attributes);
        self.events.events.push(event);
    }

    /// Adds a link under the limits.
    pub(super) fn add_link(&mut self, limits: &SpanLimits, mut link: Link) {
        if self.links.links.len() >= limits.links {
            self.links.dropped_count += 1;
            return;
        }
        link.dropped_attributes_count += limits.apply(&mut link.attributes, limits.link_attributes);
        self.links.links.push(link);
    }
}

/// Who made a span, without copying it for each.
#[derive(Clone, Debug)]
pub(super) enum Scope {
    /// A callsite's own.
    Static(&'static InstrumentationScope),
    /// A tracer's.
    Shared(Arc<InstrumentationScope>),
    /// The target of a `tracing` span.
    Target(&'static str),
}

impl SpanRecord {
    /// Returns the part that most spans do without.
    pub(super) fn rest(&mut self) -> &mut Rest {
        self.rest.get_or_insert_default()
    }

    /// Whether the trace was sampled: others are for processors alone.
    pub(super) fn is_sampled(&self) -> bool {
        self.flags.is_sampled()
    }

    /// Weighs it, when nothing is added any more; what takes more than 4 GiB is too large for any queue.
    #[inline]
    pub(super) fn weigh(&mut self) {
        let rest =
            self.rest.as_ref().map_or(0, |rest| weight::events(&rest.events) + weight::links(&rest.links));
        let weight = size_of::<Self>() + self.name.len() + weight::attributes(&self.attributes) + rest;
        self.weight = u32::try_from(weight).unwrap_or(u32::MAX);
    }

    fn status(&self) -> &Status {
        self.rest.as_ref().map_or(&Status::Unset, |rest| &rest.status)
    }
}

impl Item for SpanRecord {
    fn weight(&self) -> usize {
        self.weight as usize
    }

    fn is_error(&self) -> bool {
        matches!(self.status(), Status::Error { .. })
    }
}

impl From<Scope> for InstrumentationScope {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Static(scope) => scope.clone(),
            Scope::Shared(scope) => (*scope).clone(),
            Scope::Target(target) => Self::builder(target).build(),
        }
    }
}

impl From<SpanRecord> for SpanData {
    fn from(record: SpanRecord) -> Self {
        let rest = record.rest.map(|rest| *rest).unwrap_or_default();
        Self {
            span_context: SpanContext::new(
                record.trace_id,
                record.span_id,
                record.flags,
                false,
                rest.trace_state,
            ),
            parent_span_id: record.parent_id,
            parent_span_is_remote: record.parent_is_remote,
            span_kind: record.kind,
            name: record.name,
            start_time: record.start.into(),
            end_time: record.end.into(),
            attributes: record.attributes,
            dropped_attributes_count: rest.dropped_attributes,
            events: rest.events,
            links: rest.links,
            status: rest.status,
            instrumentation_scope: record.scope.into(),
        }
    }
}
