//! Installing the pipeline, and ending it without loss.

mod builder;
mod guard;

pub use builder::{InstallError, TelemetryBuilder};
pub use guard::{FlushError, TelemetryGuard};

/// The pipeline of one process: where traces and logs go.
#[derive(Clone, Copy, Debug)]
pub struct Telemetry;

impl Telemetry {
    /// Begins an installation that is said in code; what code leaves open is read from the environment.
    #[must_use]
    pub fn builder() -> TelemetryBuilder {
        TelemetryBuilder::new()
    }
}
