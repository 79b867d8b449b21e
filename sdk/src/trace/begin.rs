//! How a span begins: whose child it is, whether it is recorded, and under which identifiers.

use std::{borrow::Cow, sync::Arc, time::SystemTime};

use opentelemetry::{
    Context, InstrumentationScope, KeyValue, SpanId, TraceFlags, TraceId,
    trace::{Event, Link, SpanContext, SpanKind, Status, TraceContextExt, TraceState},
};
use opentelemetry_sdk::trace::{SamplingDecision, SamplingResult, SpanData, SpanEvents, SpanLinks};

use super::{Span, SpanPipeline, ids, local::LocalTrace};

/// W3C Trace Context level 2: the trace id was drawn at random.
const RANDOM: TraceFlags = TraceFlags::new(0x02);

/// What a new span is to be.
pub(super) struct Request {
    pub(super) name: Cow<'static, str>,
    pub(super) kind: SpanKind,
    pub(super) start: Option<SystemTime>,
    pub(super) attributes: Vec<KeyValue>,
    pub(super) events: Vec<Event>,
    pub(super) links: Vec<Link>,
    pub(super) scope: InstrumentationScope,
}

/// A span that has begun.
pub(super) enum Begun {
    /// It shares the identifiers of its parent, and nothing is recorded: the trace is not sampled.
    PassedOver(SpanContext),
    /// A child within the local trace of the context it was begun in.
    Child(Span),
    /// The first span of this trace in this process.
    LocalRoot(Span, LocalTrace),
}

/// Whether a span begun in `context` would only be passed over.
///
/// # Cost
/// A look into the context; this is all that an unsampled span costs, besides a count.
#[inline]
pub(super) fn is_passed_over(context: &Context) -> bool {
    match context.get::<LocalTrace>() {
        Some(local) if !local.sampled && local.pipeline.follows_parent => {
            let span = context.span();
            let parent = span.span_context();
            let ours = parent.trace_id() == local.trace_id && !parent.is_remote();
            if ours {
                local.pass_over();
            }
            ours
        }
        _ => false,
    }
}

/// Begins a span in `context`; `otherwise` is the pipeline of a span that has no local trace to belong to.
///
/// Not to be called while the thread's context is borrowed: samplers and processors are other people's code.
pub(super) fn begin(context: &Context, otherwise: &Arc<SpanPipeline>, request: Request) -> Begun {
    match LocalTrace::of(context) {
        Some((local, parent)) if local.pipeline.follows_parent => {
            if !local.sampled {
                local.pass_over();
                return Begun::PassedOver(parent);
            }
            let flags = parent.trace_flags();
            let state = parent.trace_state().clone();
            Begun::Child(record(&local.pipeline, request, local.trace_id, Some(&parent), flags, state))
        }
        Some((local, parent)) => Begun::Child(decide(context, &local.pipeline, request, Some(&parent))),
        None => {
            let span = context.span();
            let parent = Some(span.span_context()).filter(|parent| parent.is_valid());
            let span = decide(context, otherwise, request, parent);
            let begun = opentelemetry::trace::Span::span_context(&span);
            let local = LocalTrace::new(begun.trace_id(), begun.is_sampled(), otherwise.clone());
            Begun::LocalRoot(span, local)
        }
    }
}

/// Asks the sampler, and begins what it decides.
#[cold]
fn decide(
    context: &Context,
    pipeline: &Arc<SpanPipeline>,
    mut request: Request,
    parent: Option<&SpanContext>,
) -> Span {
    let trace_id = parent.map_or_else(ids::trace_id, SpanContext::trace_id);
    let Request { name, kind, attributes, links, .. } = &request;
    let SamplingResult { decision, attributes, trace_state } =
        pipeline.sampler.should_sample(parent.map(|_| context), trace_id, name, kind, attributes, links);
    let flags = parent.map_or(RANDOM, SpanContext::trace_flags);
    let flags = flags.with_sampled(decision == SamplingDecision::RecordAndSample);
    if decision == SamplingDecision::Drop {
        pipeline.ledger().refuse(1, crate::pipeline::DropReason::Sampled);
        return Span::silent(SpanContext::new(trace_id, ids::span_id(), flags, false, trace_state));
    }
    request.attributes.extend(attributes);
    record(pipeline, request, trace_id, parent, flags, trace_state)
}

fn record(
    pipeline: &Arc<SpanPipeline>,
    request: Request,
    trace_id: TraceId,
    parent: Option<&SpanContext>,
    flags: TraceFlags,
    state: TraceState,
) -> Span {
    let Request { name, kind, start, mut attributes, events, links, scope } = request;
    let start = start.unwrap_or_else(opentelemetry::time::now);
    let dropped_attributes_count = pipeline.limits.apply(&mut attributes, pipeline.limits.attributes);
    let data = Box::new(SpanData {
        span_context: SpanContext::new(trace_id, ids::span_id(), flags, false, state),
        parent_span_id: parent.map_or(SpanId::INVALID, SpanContext::span_id),
        parent_span_is_remote: parent.is_some_and(SpanContext::is_remote),
        span_kind: kind,
        name,
        start_time: start,
        end_time: start,
        attributes,
        dropped_attributes_count,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: Status::Unset,
        instrumentation_scope: scope,
    });
    let mut span = Span::recording(data, pipeline.clone());
    adopt(&mut span, events, links);
    span
}

/// Adds the events and links that a span begins with, each under the limits.
fn adopt(span: &mut Span, events: Vec<Event>, links: Vec<Link>) {
    use opentelemetry::trace::Span as _;
    for event in events {
        span.add_event_with_timestamp(event.name, event.timestamp, event.attributes);
    }
    for link in links {
        span.add_link(link.span_context, link.attributes);
    }
}

impl Begun {
    /// Returns the context in which this span is current; none where `parent` says as much already.
    pub(super) fn into_context(self, parent: &Context) -> Option<Context> {
        match self {
            Self::PassedOver(_) => None,
            Self::Child(span) => Some(parent.with_span(span)),
            Self::LocalRoot(span, local) => Some(parent.with_value(local).with_span(span)),
        }
    }

    /// Returns the span alone, for who keeps it in a context of his own.
    pub(super) fn into_span(self) -> Span {
        match self {
            Self::PassedOver(context) => Span::silent(context),
            Self::Child(span) | Self::LocalRoot(span, _) => span,
        }
    }
}
