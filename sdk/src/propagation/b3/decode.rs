//! What B3 headers say, in either encoding.

use opentelemetry::Context;
use opentelemetry::propagation::Extractor;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState};

use super::super::hex;
use super::super::hint::{SamplingHint, with_hint};
use super::super::list::{self, work};
use super::{FLAGS, MAX_SINGLE, SAMPLED, SINGLE, SPAN_ID, State, TRACE_ID};

/// A valid header: ids, a decision, or both.
pub(super) struct Received {
    ids: Option<(TraceId, SpanId)>,
    state: Option<State>,
}

impl Received {
    /// Returns `cx` with what was received.
    pub(super) fn continue_in(self, cx: &Context) -> Context {
        match (self.ids, self.state) {
            (Some(ids), state) => continue_span(cx, ids, state),
            (None, Some(state)) => decide(cx, state),
            (None, None) => cx.clone(),
        }
    }
}

/// A decision without ids. The caller's span, if another format named it, says more than "yes" or "no".
fn decide(cx: &Context, state: State) -> Context {
    let span = cx.span();
    let known = span.span_context();
    match state {
        _ if !known.is_valid() => with_hint(cx, state.into(), None),
        State::Debug if known.is_remote() => {
            continue_span(cx, (known.trace_id(), known.span_id()), Some(state))
        }
        _ => cx.clone(),
    }
}

fn continue_span(cx: &Context, ids: (TraceId, SpanId), state: Option<State>) -> Context {
    let (flags, trace_state) = flags(cx, ids, state);
    let (trace_id, span_id) = ids;
    let span_context = SpanContext::new(trace_id, span_id, flags, true, trace_state);
    let context = cx.with_remote_span_context(span_context);
    match state {
        None if !flags.is_sampled() => with_hint(&context, SamplingHint::Defer, Some(trace_id)),
        Some(State::Debug) => with_hint(&context, SamplingHint::Debug, Some(trace_id)),
        _ => context,
    }
}

/// Returns what B3 says of the span; where W3C trace context named the same span, it said more, and that stays.
fn flags(cx: &Context, ids: (TraceId, SpanId), state: Option<State>) -> (TraceFlags, TraceState) {
    let span = cx.span();
    let known = span.span_context();
    let (flags, trace_state) = if known.is_remote() && (known.trace_id(), known.span_id()) == ids {
        (known.trace_flags(), known.trace_state().clone())
    } else {
        (TraceFlags::default().with_sampled(state == Some(State::Accept)), TraceState::NONE)
    };
    let debug = state == Some(State::Debug);
    (flags.with_sampled(flags.is_sampled() || debug), trace_state)
}

impl From<State> for SamplingHint {
    fn from(state: State) -> Self {
        match state {
            State::Deny => Self::Deny,
            State::Accept => Self::Accept,
            State::Debug => Self::Debug,
        }
    }
}

/// Reads `b3: traceid-spanid[-state[-parentspanid]]` or `b3: state`.
pub(super) fn single(extractor: &dyn Extractor) -> Option<Received> {
    let value = Some(list::trim(extractor.get(SINGLE)?)).filter(|value| value.len() <= MAX_SINGLE)?;
    work::add(value.len());
    let mut fields = value.split('-');
    let (first, second) = (fields.next()?, fields.next());
    let Some(span) = second else {
        return Some(Received { ids: None, state: Some(single_state(first)?) });
    };
    let ids = Some((trace_id(first)?, span_id(span)?));
    let state = fields.next().map(single_state);
    let parent = fields.next().map(span_id);
    let malformed = state == Some(None) || parent == Some(None) || fields.next().is_some();
    (!malformed).then_some(Received { ids, state: state.flatten() })
}

/// Reads the `x-b3-…` headers. The parent's id is not looked at: we have no use for it, and some proxies write a
/// dash there.
pub(super) fn multi(extractor: &dyn Extractor) -> Option<Received> {
    let text = |name| extractor.get(name).map(list::trim);
    let debug = text(FLAGS) == Some("1");
    let state = match text(SAMPLED) {
        _ if debug => Some(State::Debug),
        Some(sampled) => Some(multi_state(sampled)?),
        None => None,
    };
    match (text(TRACE_ID), text(SPAN_ID)) {
        (None, None) => state.map(|state| Received { ids: None, state: Some(state) }),
        (trace, span) => Some(Received { ids: Some((trace_id(trace?)?, span_id(span?)?)), state }),
    }
}

fn single_state(text: &str) -> Option<State> {
    match text {
        "0" => Some(State::Deny),
        "1" => Some(State::Accept),
        "d" => Some(State::Debug),
        _ => None,
    }
}

/// Older tracers wrote words where the specification has digits.
fn multi_state(text: &str) -> Option<State> {
    match text {
        "0" => Some(State::Deny),
        "1" => Some(State::Accept),
        _ if text.eq_ignore_ascii_case("false") => Some(State::Deny),
        _ if text.eq_ignore_ascii_case("true") => Some(State::Accept),
        _ => None,
    }
}

fn trace_id(text: &str) -> Option<TraceId> {
    let digits = text.as_bytes();
    let long = || hex::parse(digits).map(TraceId::from_bytes);
    let short = || hex::parse(digits).map(|low| TraceId::from(u128::from(u64::from_be_bytes(low))));
    long().or_else(short).filter(|id| *id != TraceId::INVALID)
}

fn span_id(text: &str) -> Option<SpanId> {
    hex::parse(text.as_bytes()).map(SpanId::from_bytes).filter(|id| *id != SpanId::INVALID)
}
