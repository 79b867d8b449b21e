//! Work that is not to be recorded, whatever its caller and samplers say.

use opentelemetry::{
    Context,
    trace::{SpanContext, TraceContextExt},
};

use super::{Opened, Served, ids};
use crate::propagation::denied;

/// Returns the context for serving a request so: its trace is the caller's, or one of its own, and is denied to
/// samplers.
pub(crate) fn unrecorded(caller: &Context) -> Opened {
    let caller = &Served::from(caller).told(caller);
    let span = caller.span();
    let known = span.span_context();
    let trace_id = if known.is_valid() { known.trace_id() } else { ids::trace_id() };
    let flags = known.trace_flags().with_sampled(false);
    let state = known.trace_state().clone();
    let own = SpanContext::new(trace_id, ids::span_id(), flags, true, state);
    Opened::parent(denied(&caller.with_remote_span_context(own), trace_id))
}
