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

static SPANS: ArcSwapOption<&'static SpanPipeline> = ArcSwapOption::const_empty();
static LOGS: ArcSwapOption<LogOutputs> = ArcSwapOption::const_empty();

/// Returns where spans go that begin in `context` and belong to no trace of this process yet.
pub(crate) fn spans(context: &Context) -> Option<&'static SpanPipeline> {
    if cfg!(feature = "off") {
        return None;
    }
    captured(context).or_else(|| SPANS.load().as_deref().copied())
}

/// Returns the pipeline of the test that `context` belongs to.
#[cfg(feature = "testing")]
fn captured(context: &Context) -> Option<&'static SpanPipeline> {
    context.get::<crate::testing::Captured>().map(|captured| captured.pipeline)
}

/// Without the feature `testing` no context belongs to a test.
#[cfg(not(feature = "testing"))]
const fn captured(_context: &Context) -> Option<&'static SpanPipeline> {
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
pub(crate) fn set(spans: &'static SpanPipeline, logs: &Arc<LogOutputs>) {
    SPANS.store(Some(Arc::new(spans)));
    LOGS.store(Some(logs.clone()));
}

/// Ends the force of an installation's spans; another that came after it stays. True when it was in force.
pub(crate) fn unset_spans(pipeline: &'static SpanPipeline) -> bool {
    unset(&SPANS, |current| std::ptr::eq(*current, pipeline))
}

/// Ends the force of an installation's logs, likewise.
pub(crate) fn unset_logs(outputs: &Arc<LogOutputs>) -> bool {
    unset(&LOGS, |current| std::ptr::eq(current, Arc::as_ptr(outputs)))
}

fn unset<T>(slot: &ArcSwapOption<T>, is_ours: impl FnOnce(&T) -> bool) -> bool {
    let current = slot.load_full();
    let is_ours = current.as_deref().is_some_and(is_ours);
    if is_ours {
        slot.compare_and_swap(&current, None);
    }
    is_ours
}
