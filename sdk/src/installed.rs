//! The installation that is in force in this process.
//!
//! Functions annotated with `#[traced]`, and events, know no handle: they ask here. A second installation takes over
//! from the first, and the first's spans that are still open go where they began.

#[cfg(feature = "testing")]
mod captures;

use std::sync::Arc;

use arc_swap::{ArcSwapOption, Guard};
use opentelemetry::Context;

use crate::{subscriber::LogOutputs, trace::SpanPipeline};

static SPANS: ArcSwapOption<SpanPipeline> = ArcSwapOption::const_empty();
static LOGS: ArcSwapOption<LogOutputs> = ArcSwapOption::const_empty();

/// Returns where spans go that begin in `context` and belong to no trace of this process yet.
pub(crate) fn spans(context: &Context) -> Option<Arc<SpanPipeline>> {
    if cfg!(feature = "off") {
        return None;
    }
    captured(context).or_else(|| SPANS.load_full())
}

/// Returns the pipeline of the test that `context` belongs to.
#[cfg(feature = "testing")]
fn captured(context: &Context) -> Option<Arc<SpanPipeline>> {
    context.get::<crate::testing::Captured>().map(|captured| captured.pipeline.clone())
}

/// Without the feature `testing` no context belongs to a test.
#[cfg(not(feature = "testing"))]
const fn captured(_context: &Context) -> Option<Arc<SpanPipeline>> {
    None
}

#[cfg(feature = "testing")]
pub(crate) use captures::{begin_captures, captures, log_capture, may_capture};

/// Whether any test of this process captures, or has captured.
#[cfg(not(feature = "testing"))]
pub(crate) const fn may_capture() -> bool {
    false
}

/// Whether such an event is captured in the current context.
#[cfg(not(feature = "testing"))]
pub(crate) const fn captures(_metadata: &tracing::Metadata<'_>) -> bool {
    false
}

/// Returns what events go to.
pub(crate) fn logs() -> Guard<Option<Arc<LogOutputs>>> {
    LOGS.load()
}

/// Puts an installation in force.
pub(crate) fn set(spans: &Arc<SpanPipeline>, logs: &Arc<LogOutputs>) {
    SPANS.store(Some(spans.clone()));
    LOGS.store(Some(logs.clone()));
}

/// Ends the force of an installation's spans; another that came after it stays. True when it was in force.
pub(crate) fn unset_spans(pipeline: &Arc<SpanPipeline>) -> bool {
    unset(&SPANS, pipeline)
}

/// Ends the force of an installation's logs, likewise.
pub(crate) fn unset_logs(outputs: &Arc<LogOutputs>) -> bool {
    unset(&LOGS, outputs)
}

fn unset<T>(slot: &ArcSwapOption<T>, ours: &Arc<T>) -> bool {
    let current = slot.load_full();
    let is_ours = current.as_ref().is_some_and(|current| Arc::ptr_eq(current, ours));
    if is_ours {
        slot.compare_and_swap(&current, None);
    }
    is_ours
}
