//! Installing the pipeline, and ending it without loss.

mod builder;
mod guard;
mod install;
mod logs;
mod metrics;

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
/// # Secure receivers
/// An address that begins with `https:` is reached over TLS (rustls with ring) with the feature `tls`; without it the
/// installation fails. So is an address of gRPC without a scheme, unless `OTEL_EXPORTER_OTLP_INSECURE` is `true`. The
/// receiver must be known to the system: on Linux that is what `SSL_CERT_FILE` and `SSL_CERT_DIR` name or the
/// distribution brings, elsewhere the system's own store. `OTEL_EXPORTER_OTLP_CERTIFICATE` names a PEM file of
/// authorities that are trusted in place of the system's; `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE` and
/// `OTEL_EXPORTER_OTLP_CLIENT_KEY` say who this process is. Each of them has a variant for one signal, as in
/// `OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE`, which wins. The files are read once, here.
///
/// # What a receiver that fails costs
/// A busy or absent receiver is asked again until `OTEL_EXPORTER_OTLP_TIMEOUT` (10 seconds) is over: after a tenth of a
/// second, then twice as long each time up to two seconds, and up to half as much again by chance; or when it says to.
/// The queue fills meanwhile, up to its bounds. Then the batch is dropped and stands in the ledger. So a receiver that
/// starts anew within some seconds loses nothing, and a program that ends while there is none waits for the guard's
/// deadline: five seconds, or what [`TelemetryGuard::shutdown`] is given.
///
/// # Errors
/// See [`TelemetryBuilder::install`]; likewise for the cost.
pub fn init() -> Result<TelemetryGuard, InstallError> {
    Telemetry::builder().install()
}
