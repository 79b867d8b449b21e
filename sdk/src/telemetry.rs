//! Installing the pipeline, and ending it without loss.

mod builder;
mod guard;
mod install;
mod logs;

pub use builder::TelemetryBuilder;
pub use guard::{FlushError, TelemetryGuard};
pub use install::InstallError;
use install::install;
pub use logs::LogBalances;

/// The pipeline of one process: where traces and logs go.
#[derive(Clone, Copy, Debug)]
pub struct Telemetry;

impl Telemetry {
    /// Begins an installation that is said in code; what code leaves open is read from the environment.
    pub fn builder() -> TelemetryBuilder {
        TelemetryBuilder::default()
    }
}

/// Installs what the environment describes; with nothing set, no network is needed.
///
/// # Errors
/// See [`TelemetryBuilder::install`]; likewise for the cost.
pub fn init() -> Result<TelemetryGuard, InstallError> {
    Telemetry::builder().install()
}
