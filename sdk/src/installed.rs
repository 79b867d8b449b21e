//! The installation that is in force in this process.
//!
//! Functions annotated with `#[traced]`, and events, know no handle: they ask here. A second installation takes over
//! from the first, whose traces that are under way go on where they began; when it ends, the first is in force again.

#[cfg(feature = "testing")]
mod captures;
mod living;

use std::sync::Arc;

use arc_swap::Guard;
use opentelemetry::{Context, global};
use opentelemetry_sdk::metrics::SdkMeterProvider;
use tracing::Level;

use crate::{
    metrics::Source,
    propagation::Propagators,
    subscriber::LogOutputs,
    trace::{self, SpanPipeline},
};
use living::Living;

/// Two, because lines can be written until nobody has anything to say any more.
static INSTALLATIONS: Living<Installation> = Living::new();
static LOGS: Living<LogOutputs> = Living::new();

/// What an installation sets for the process, and sets again when one that came after it has ended.
pub(crate) struct Installation {
    pub(crate) spans: &'static SpanPipeline,
    pub(crate) span_level: Level,
    pub(crate) propagators: Propagators,
    pub(crate) meters: Option<SdkMeterProvider>,
    pub(crate) source: Arc<Source>,
}

impl Installation {
    /// Sets what is asked for without a handle.
    fn put_in_force(&self) {
        global::set_text_map_propagator(self.propagators.clone());
        if let Some(meters) = &self.meters {
            global::set_meter_provider(meters.clone());
        }
        self.source.put_in_force();
        trace::enable(Some(self.span_level));
    }
}

/// Returns where spans go that begin in `context` and belong to no trace of this process yet.
pub(crate) fn spans(context: &Context) -> Option<&'static SpanPipeline> {
    if cfg!(feature = "off") {
        return None;
    }
    captured(context).or_else(|| INSTALLATIONS.current().as_ref().map(|current| current.spans))
}

/// Whether a span may belong to another installation than the one in force.
pub(crate) fn are_several() -> bool {
    INSTALLATIONS.are_several()
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
    LOGS.current()
}

/// Puts an installation in force.
pub(crate) fn set(installation: Installation, logs: &Arc<LogOutputs>) {
    LOGS.add(logs.clone(), |_| {});
    INSTALLATIONS.add(Arc::new(installation), put_in_force);
}

/// Ends the force of the installation with these spans; the one before it is in force again, or the one after it still.
pub(crate) fn unset_spans(pipeline: &'static SpanPipeline) {
    INSTALLATIONS.remove(|installation| std::ptr::eq(installation.spans, pipeline), put_in_force);
}

/// Ends the force of an installation's logs, likewise; true when it was in force.
pub(crate) fn unset_logs(outputs: &Arc<LogOutputs>) -> bool {
    let mut was_in_force = false;
    LOGS.remove(|living| std::ptr::eq(living, Arc::as_ptr(outputs)), |_| was_in_force = true);
    was_in_force
}

fn put_in_force(installation: Option<&Arc<Installation>>) {
    match installation {
        Some(installation) => installation.put_in_force(),
        None => trace::enable(None),
    }
}
