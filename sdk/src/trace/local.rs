//! What is decided once for the part of a trace that runs in this process.
//!
//! It is a value in the [`Context`](opentelemetry::Context) of its first span, the local root, and of all that descend
//! from it: wherever the context goes, into a task, a thread or a foreign library, the decision goes along.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use opentelemetry::{Context, TraceId, trace::TraceContextExt};

use super::{SpanPipeline, clock::Moment, served::Served};
use crate::pipeline::DropReason;

/// See the module's documentation.
pub(super) struct LocalTrace {
    pub(super) trace_id: TraceId,
    pub(super) sampled: bool,
    pub(super) pipeline: &'static SpanPipeline,
    /// When it began; the times of its spans are reckoned from here.
    pub(super) began: Moment,
    /// The request that it works for, if it works for one.
    pub(super) served: Option<Served>,
    /// Spans of an unsampled trace; entered in the ledger when the trace is over.
    passed_over: AtomicUsize,
}

impl LocalTrace {
    pub(super) fn new(
        trace_id: TraceId,
        sampled: bool,
        pipeline: &'static SpanPipeline,
        began: Moment,
        served: Option<Served>,
    ) -> Self {
        Self { trace_id, sampled, pipeline, began, served, passed_over: AtomicUsize::new(0) }
    }

    /// Returns the local trace that a span begun in `context` belongs to; none for a local root.
    ///
    /// A context in which somebody has put another trace's span over ours does not belong to ours any more.
    #[inline]
    pub(super) fn of(context: &Context) -> Option<&Self> {
        let local = context.get::<Self>()?;
        let span = context.span();
        let parent = span.span_context();
        (parent.trace_id() == local.trace_id && !parent.is_remote()).then_some(local)
    }

    /// Counts a span that is not recorded because its trace is not sampled.
    #[inline]
    pub(super) fn pass_over(&self) {
        self.passed_over.fetch_add(1, Relaxed);
    }
}

impl Drop for LocalTrace {
    fn drop(&mut self) {
        let count = *self.passed_over.get_mut();
        if count > 0 {
            self.pipeline.ledger().refuse(count, DropReason::Sampled);
        }
    }
}
