//! Tests that capture, seen from where events pass.

use std::sync::{
    Once,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use tracing::{Level, Metadata};

use crate::{
    current::{is_about_contexts, with_context},
    subscriber,
    testing::Captured,
    trace,
};

static CAPTURES: AtomicBool = AtomicBool::new(false);

/// Makes `tracing` and raw OpenTelemetry part of captures, as far as the test's program lets us; once.
pub(crate) fn begin_captures() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        CAPTURES.store(true, SeqCst);
        trace::enable(None);
        let _ = subscriber::set_global();
        subscriber::filter_changed();
        opentelemetry::global::set_tracer_provider(crate::trace::TracerProvider::new());
    });
}

/// Whether any test of this process captures, or has captured: from then on callsites that the filter hides are
/// asked about each event.
pub(crate) fn may_capture() -> bool {
    CAPTURES.load(SeqCst)
}

/// Whether such an event is captured in the current context: every one, but for what OpenTelemetry says in passing about
/// itself.
pub(crate) fn captures(metadata: &Metadata<'_>) -> bool {
    let is_chatter = metadata.target().starts_with("opentelemetry") && *metadata.level() > Level::WARN;
    !is_chatter && log_capture(metadata).is_some()
}

/// Returns the test that the current context belongs to; none for events that happen while there is no asking for it.
pub(crate) fn log_capture(metadata: &Metadata<'_>) -> Option<Captured> {
    if !may_capture() || is_about_contexts(metadata) {
        return None;
    }
    // Cloned, so that nothing is borrowed while values are read: that is other people's code.
    with_context(|context| context.get::<Captured>().cloned()).flatten()
}
