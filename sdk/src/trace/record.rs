//! What a span collects, kept small: it is written by the thread that works, and made into OpenTelemetry's form by the
//! thread that exports.

use std::{borrow::Cow, sync::Arc, time::SystemTime};

use opentelemetry::{
    InstrumentationScope, KeyValue, SpanId,
    trace::{SpanContext, SpanKind, Status},
};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};

use super::weight;
use crate::pipeline::Item;

/// A span that is open, but for its identifiers.
#[derive(Clone, Debug)]
pub(crate) struct SpanRecord {
    pub(super) parent_id: SpanId,
    pub(super) parent_is_remote: bool,
    pub(super) kind: SpanKind,
    pub(super) name: Cow<'static, str>,
    pub(super) start: SystemTime,
    pub(super) end: SystemTime,
    pub(super) attributes: Vec<KeyValue>,
    pub(super) scope: Scope,
    /// What most spans do without.
    pub(super) rest: Option<Box<Rest>>,
}

/// Events, links, a status, and what was over the limits.
#[derive(Clone, Debug, Default)]
pub(super) struct Rest {
    pub(super) events: SpanEvents,
    pub(super) links: SpanLinks,
    pub(super) status: Status,
    pub(super) dropped_attributes: u32,
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

/// A span that has ended.
#[derive(Clone, Debug)]
pub(crate) struct FinishedSpan {
    pub(super) context: SpanContext,
    pub(super) record: SpanRecord,
}

impl SpanRecord {
    /// Returns the part that most spans do without.
    pub(super) fn rest(&mut self) -> &mut Rest {
        self.rest.get_or_insert_default()
    }

    fn status(&self) -> &Status {
        self.rest.as_ref().map_or(&Status::Unset, |rest| &rest.status)
    }
}

impl FinishedSpan {
    /// Whether the trace was sampled: others are for processors alone.
    pub(super) fn is_sampled(&self) -> bool {
        self.context.is_sampled()
    }
}

impl Item for FinishedSpan {
    fn weight(&self) -> usize {
        let rest = self
            .record
            .rest
            .as_ref()
            .map_or(0, |rest| weight::events(&rest.events) + weight::links(&rest.links));
        size_of::<Self>() + self.record.name.len() + weight::attributes(&self.record.attributes) + rest
    }

    fn is_error(&self) -> bool {
        matches!(self.record.status(), Status::Error { .. })
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

impl From<FinishedSpan> for SpanData {
    fn from(span: FinishedSpan) -> Self {
        let FinishedSpan { context, record } = span;
        let rest = record.rest.map(|rest| *rest).unwrap_or_default();
        Self {
            span_context: context,
            parent_span_id: record.parent_id,
            parent_span_is_remote: record.parent_is_remote,
            span_kind: record.kind,
            name: record.name,
            start_time: record.start,
            end_time: record.end,
            attributes: record.attributes,
            dropped_attributes_count: rest.dropped_attributes,
            events: rest.events,
            links: rest.links,
            status: rest.status,
            instrumentation_scope: record.scope.into(),
        }
    }
}
