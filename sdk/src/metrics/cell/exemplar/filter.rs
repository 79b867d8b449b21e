//! Which measurements may be exemplars.

use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// `OTEL_METRICS_EXEMPLAR_FILTER`, in the words of the specification ("`ExemplarFilter`").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ExemplarFilter {
    /// Those that are made in a sampled span.
    #[default]
    TraceBased,
    /// All.
    AlwaysOn,
    /// None.
    AlwaysOff,
}

/// That of the installation which came last: instruments belong to the process.
static IN_FORCE: AtomicU8 = AtomicU8::new(ExemplarFilter::TraceBased as u8);

impl ExemplarFilter {
    /// Has all instruments follow it.
    pub(crate) fn put_in_force(self) {
        IN_FORCE.store(self as u8, Relaxed);
    }

    /// Returns what instruments follow.
    pub(super) fn in_force() -> Self {
        match IN_FORCE.load(Relaxed) {
            at if at == Self::AlwaysOn as u8 => Self::AlwaysOn,
            at if at == Self::AlwaysOff as u8 => Self::AlwaysOff,
            _ => Self::TraceBased,
        }
    }
}
