//! Sampling state that a span context cannot say, kept in the `Context` for samplers and for sending it on.

use opentelemetry::Context;
use opentelemetry::trace::{TraceContextExt as _, TraceId};

/// What a caller says about sampling, beyond the sampled flag of its span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SamplingHint {
    /// The caller named its span but left the decision to us: an unset sampled flag does not mean "no".
    Defer,
    /// No span, but the trace that starts here should not be recorded.
    Deny,
    /// No span, but the trace that starts here should be recorded.
    Accept,
    /// The trace should be recorded whatever samplers say, with or without the caller's span.
    Debug,
}

/// Returns what the caller of `context` said about sampling, if it said more than its span's flags do.
///
/// For samplers: it is `Some` only where it applies to a span that is started in `context`.
/// Today only B3 sends such hints.
///
/// # Cost
/// One look-up in the context.
pub fn sampling_hint(context: &Context) -> Option<SamplingHint> {
    let received = context.get::<Received>()?;
    let span = context.span();
    let span_context = span.span_context();
    let applies = match received.trace_id {
        Some(trace_id) => trace_id == span_context.trace_id(),
        // A span embodies a bare decision, be it the root that follows or a parent that another format named;
        // only debug stays a state of its own.
        None => received.hint == SamplingHint::Debug || !span_context.is_valid(),
    };
    applies.then_some(received.hint)
}

/// Returns `context` with a hint for one trace, or for the one that will start in it.
pub(super) fn with_hint(context: &Context, hint: SamplingHint, trace_id: Option<TraceId>) -> Context {
    context.with_value(Received { hint, trace_id })
}

/// Returns `context` as one whose trace is not to be recorded.
#[cfg(feature = "tower")]
pub(crate) fn denied(context: &Context, trace_id: TraceId) -> Context {
    with_hint(context, SamplingHint::Deny, Some(trace_id))
}

#[derive(Debug)]
struct Received {
    hint: SamplingHint,
    trace_id: Option<TraceId>,
}
