//! What the process and its runtime use, read whenever metrics are.
//!
//! Off until [`observe_process`], [`observe_tokio`] or
//! [`TelemetryBuilder::runtime_metrics`](crate::TelemetryBuilder::runtime_metrics) is called.

mod proc;
mod process;
#[cfg(feature = "tokio")]
mod tokio;

pub use process::observe_process;
#[cfg(feature = "tokio")]
pub use tokio::observe_tokio;

use super::Observation;

/// Observes the process for good, and the tokio runtime that this is called in until the answer is dropped.
pub(crate) fn observe_all() -> Option<Observation> {
    observe_process();
    #[cfg(feature = "tokio")]
    let observed =
        ::tokio::runtime::Handle::try_current().ok().map(|runtime| observe_tokio("main", &runtime));
    #[cfg(not(feature = "tokio"))]
    let observed = None;
    observed
}
