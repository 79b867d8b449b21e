//! The installation that is in force in this process.
//!
//! Functions annotated with `#[traced]` know no handle: they ask here. A second installation takes over from the first,
//! and the first's spans that are still open go where they began.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use opentelemetry::Context;

use crate::trace::SpanPipeline;

static SPANS: ArcSwapOption<SpanPipeline> = ArcSwapOption::const_empty();

/// Returns where spans go that begin in `context` and belong to no trace of this process yet.
pub(crate) fn spans(context: &Context) -> Option<Arc<SpanPipeline>> {
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

/// Puts an installation in force.
pub(crate) fn set_spans(pipeline: Arc<SpanPipeline>) {
    SPANS.store(Some(pipeline));
}

/// Ends the force of an installation; another that came after it stays. True when it was in force.
pub(crate) fn unset_spans(pipeline: &Arc<SpanPipeline>) -> bool {
    let current = SPANS.load_full();
    let ours = current.as_ref().is_some_and(|current| Arc::ptr_eq(current, pipeline));
    if ours {
        SPANS.compare_and_swap(&current, None);
    }
    ours
}
