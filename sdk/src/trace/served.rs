//! That a request is being served, and has its span and is measured already: known to whatever runs in its context.

use opentelemetry::{Context, SpanId, trace::TraceContextExt};

use super::local::LocalTrace;

/// See the module's documentation. Also of one that is left out of traces and metrics.
#[derive(Clone, Copy)]
pub(crate) struct Served {
    /// The span that the request came from, if it named one.
    #[cfg_attr(not(feature = "tower"), expect(dead_code, reason = "only layers may be there twice"))]
    caller: SpanId,
}

impl Served {
    /// A request that came with this context.
    pub(super) fn from(caller: &Context) -> Self {
        Self { caller: caller.span().span_context().span_id() }
    }

    /// Returns what is served in `context`.
    ///
    /// # Cost
    /// Two looks into the context where nothing is.
    pub(crate) fn of(context: &Context) -> Option<Self> {
        let with_its_trace = context.get::<LocalTrace>().and_then(|local| local.served);
        with_its_trace.or_else(|| context.get::<Self>().copied())
    }

    /// Whether a request that comes with this context is the same: it passes a second layer.
    #[cfg(feature = "tower")]
    pub(crate) fn is_from(self, caller: &Context) -> bool {
        let span = caller.span();
        let caller = span.span_context();
        !caller.is_remote() || caller.span_id() == self.caller
    }

    /// Returns `context` as one that says so; a local trace that begins says it by itself, which costs nothing.
    pub(super) fn told(self, context: &Context) -> Context {
        if cfg!(feature = "off") { context.clone() } else { context.with_value(self) }
    }
}
