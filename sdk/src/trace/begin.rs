//! How a span begins: whose child it is, whether it is recorded, and under which identifiers.

use std::borrow::Cow;

use opentelemetry::{
    Context, KeyValue, SpanId, TraceFlags,
    trace::{Event, Link, SpanContext, SpanKind, TraceContextExt, TraceState},
};
use opentelemetry_sdk::trace::{SamplingDecision, SamplingResult};

use crate::{
    installed,
    propagation::{SamplingHint, sampling_hint},
};

use super::{
    Opened, Span, SpanPipeline, SpanSampler,
    clock::{Moment, Timestamp},
    ids,
    local::LocalTrace,
    opened::Ends,
    record::{Rest, Scope, SpanRecord},
    served::Served,
    span::pipeline_of,
};

/// W3C Trace Context level 2: the trace id was drawn at random.
const RANDOM: TraceFlags = TraceFlags::new(0x02);

/// What a new span is to be.
pub(super) struct Request {
    pub(super) name: Cow<'static, str>,
    pub(super) kind: SpanKind,
    /// When it began, if that is not now.
    pub(super) start: Option<Timestamp>,
    pub(super) attributes: Vec<KeyValue>,
    pub(super) events: Vec<Event>,
    pub(super) links: Vec<Link>,
    pub(super) scope: Scope,
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

/// What a context means for a span that is to begin in it.
pub(super) enum Standing<'c> {
    /// Nothing is to be done: its trace is not sampled, or telemetry is suppressed.
    Silent,
    /// It is a child within a recorded local trace, and nobody need be asked.
    Within(&'c LocalTrace),
    /// It begins a local trace, or the sampler wants to be asked.
    Elsewhere,
}

impl<'c> Standing<'c> {
    /// Looks a context up; counts the span where it is passed over.
    ///
    /// # Cost
    /// One look into the context; this is all that an unsampled span costs.
    #[inline]
    pub(super) fn of(context: &'c Context) -> Self {
        if context.is_telemetry_suppressed() {
            return Self::Silent;
        }
        match LocalTrace::of(context) {
            Some(local) if !local.pipeline.sampler.follows_parent => Self::Elsewhere,
            Some(local) if local.sampled => Self::Within(local),
            Some(local) => {
                local.pass_over();
                Self::Silent
            }
            None => Self::Elsewhere,
        }
    }
}

/// Begins a child in a context of which [`Standing::Within`] was said; runs no code but ours.
#[inline]
pub(super) fn begin_child(context: &Context, local: &LocalTrace, request: Request) -> Context {
    context.with_span(child(context, local, request))
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "the span is then built where it stays: each move of one costs as much as a clock"
)]
fn child(context: &Context, local: &LocalTrace, request: Request) -> Span {
    let span = context.span();
    let parent = span.span_context();
    let own = |state| SpanContext::new(local.trace_id, ids::span_id(), parent.trace_flags(), false, state);
    // Most traces have no such list, and one that is known to be empty need not be copied.
    let state = parent.trace_state();
    let own = if *state == TraceState::NONE { own(TraceState::NONE) } else { own(state.clone()) };
    record(local.pipeline, request, own, (parent.span_id(), false), local.began.later())
}

/// Begins a span in `context`; `otherwise` is the pipeline of a span that has no local trace to belong to, and `request`
/// is asked unless it is dropped by who need not know.
///
/// Not to be called while the thread's context is borrowed: samplers and processors are other people's code.
pub(super) fn begin(
    context: &Context,
    otherwise: &'static SpanPipeline,
    request: impl FnOnce() -> Request,
) -> Begun {
    let span = context.span();
    let parent = Some(span.span_context()).filter(|parent| parent.is_valid());
    match LocalTrace::of(context) {
        Some(local) if !local.pipeline.sampler.follows_parent => {
            Begun::Child(decide(context, local.pipeline, request, parent, local.began.later()))
        }
        Some(local) if local.sampled => Begun::Child(child(context, local, request())),
        Some(local) => {
            local.pass_over();
            Begun::PassedOver(span.span_context().clone())
        }
        None => {
            let began = Moment::now();
            let otherwise = pipeline_of(&span).unwrap_or(otherwise);
            let span = decide(context, otherwise, request, parent, began);
            let begun = opentelemetry::trace::Span::span_context(&span);
            let served = Served::of(context);
            let local = LocalTrace::new(begun.trace_id(), begun.is_sampled(), otherwise, began, served);
            Begun::LocalRoot(span, local)
        }
    }
}

/// Begins the span of a request that came with `caller`, or says in its context that it is served without one.
pub(super) fn serve(caller: &Context, is_enabled: bool, request: impl FnOnce() -> Request) -> Opened {
    let served = Served::from(caller);
    if is_enabled
        && !matches!(Standing::of(caller), Standing::Silent)
        && let Some(pipeline) = installed::spans(caller)
    {
        return begin(caller, pipeline, request).into_serving(caller, served);
    }
    Opened::parent(served.told(caller))
}

/// Asks the sampler, and begins what it decides.
#[cold]
fn decide(
    context: &Context,
    pipeline: &'static SpanPipeline,
    request: impl FnOnce() -> Request,
    parent: Option<&SpanContext>,
    began: Moment,
) -> Span {
    let trace_id = parent.map_or_else(ids::trace_id, SpanContext::trace_id);
    let SpanSampler { sampler, is_blind, .. } = &pipeline.sampler;
    let hint = sampling_hint(context);
    // A caller that left the decision to us is no parent in the sampler's eyes: its unset flag says nothing.
    let decided = parent.filter(|_| hint != Some(SamplingHint::Defer)).map(|_| context);
    let ask = |name: &str, kind: &SpanKind, attributes: &[KeyValue], links: &[Link]| {
        sampler.should_sample(decided, trace_id, name, kind, attributes, links)
    };
    let (asked, later) = if *is_blind { (None, Some(request)) } else { (Some(request()), None) };
    let SamplingResult { decision, attributes, trace_state } = match &asked {
        Some(Request { name, kind, attributes, links, .. }) => ask(name, kind, attributes, links),
        None => ask("", &SpanKind::Internal, &[], &[]),
    };
    let decision = hint.and_then(demanded).unwrap_or(decision);
    let flags = parent.map_or(RANDOM, SpanContext::trace_flags);
    let flags = flags.with_sampled(decision == SamplingDecision::RecordAndSample);
    let context = SpanContext::new(trace_id, ids::span_id(), flags, false, trace_state);
    let request = match decision {
        SamplingDecision::Drop => None,
        _ => asked.or_else(|| later.map(|request| request())),
    };
    let Some(mut request) = request else {
        pipeline.ledger().refuse(1, crate::pipeline::DropReason::Sampled);
        return Span::silent(context);
    };
    request.attributes.extend(attributes);
    let parent = parent.map_or((SpanId::INVALID, false), |parent| (parent.span_id(), parent.is_remote()));
    record(pipeline, request, context, parent, began)
}

/// Returns the decision that a caller made for us, beyond what its span's flags say: B3's deny, accept and debug.
const fn demanded(hint: SamplingHint) -> Option<SamplingDecision> {
    match hint {
        SamplingHint::Deny => Some(SamplingDecision::Drop),
        SamplingHint::Accept | SamplingHint::Debug => Some(SamplingDecision::RecordAndSample),
        SamplingHint::Defer => None,
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "as for `child`")]
fn record(
    pipeline: &'static SpanPipeline,
    request: Request,
    context: SpanContext,
    (parent_id, parent_is_remote): (SpanId, bool),
    began: Moment,
) -> Span {
    let Request { name, kind, start, mut attributes, events, links, scope } = request;
    let start = start.unwrap_or(began.time());
    let limits = &pipeline.limits;
    let dropped = if attributes.is_empty() { 0 } else { limits.apply(&mut attributes, limits.attributes) };
    let rest = if dropped == 0 && events.is_empty() && links.is_empty() {
        None
    } else {
        Some(Box::new(Rest::beginning(&pipeline.limits, dropped, events, links)))
    };
    let record = SpanRecord {
        trace_id: context.trace_id(),
        span_id: context.span_id(),
        flags: context.trace_flags(),
        parent_id,
        parent_is_remote,
        kind,
        weight: 0,
        name,
        start,
        end: start,
        attributes,
        scope,
        rest,
    };
    Span { context, record: Some(record), pipeline: Some(pipeline), began }
}

impl Begun {
    /// Returns the context in which this span is current; none where `parent` says as much already.
    pub(super) fn into_context(self, parent: &Context) -> Option<Context> {
        match self {
            Self::PassedOver(_) => None,
            Self::Child(span) => Some(parent.with_span(span)),
            Self::LocalRoot(span, local) => Some(span.within(&parent.with_value(local))),
        }
    }

    /// Returns the span for who opens it; `otherwise` is what he gets where `parent` says as much already.
    pub(super) fn into_opened(self, parent: Context, otherwise: impl FnOnce(Context) -> Opened) -> Opened {
        match self.into_context(&parent) {
            Some(context) => Opened { context: Some(context), ends: Ends::Heard },
            None => otherwise(parent),
        }
    }

    /// Returns the span for who serves a request that came with `caller`; its context says so.
    pub(super) fn into_serving(self, caller: &Context, served: Served) -> Opened {
        let context = match self {
            Self::PassedOver(_) => return Opened::parent(served.told(caller)),
            Self::Child(span) => served.told(caller).with_span(span),
            Self::LocalRoot(span, mut local) => {
                local.served = Some(served);
                span.within(&caller.with_value(local))
            }
        };
        Opened { context: Some(context), ends: Ends::Heard }
    }

    /// Returns the span alone, for who keeps it in a context of his own.
    pub(super) fn into_span(self) -> Span {
        match self {
            Self::PassedOver(context) => Span::silent(context),
            Self::Child(span) | Self::LocalRoot(span, _) => span,
        }
    }
}
