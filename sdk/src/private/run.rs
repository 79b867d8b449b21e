//! What is around the `main` of a program.

use std::{
    error::Error,
    fmt::{self, Debug},
    future::Future,
    io,
};

use crate::telemetry::InstallError;

/// Why `main` was not run.
///
/// The standard library writes it to stderr by `Debug`, which therefore shows it to people.
pub struct NoTelemetry(Box<dyn Error + Send + Sync>);

impl From<InstallError> for NoTelemetry {
    fn from(error: InstallError) -> Self {
        Self(Box::new(error))
    }
}

impl From<io::Error> for NoTelemetry {
    fn from(error: io::Error) -> Self {
        Self(Box::new(error))
    }
}

impl Debug for NoTelemetry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)?;
        let causes = std::iter::successors(self.0.source(), |&error| error.source());
        causes.take(32).try_for_each(|cause| write!(formatter, ": {cause}"))
    }
}

/// Runs a future on a tokio runtime of its own: `workers` threads, 0 for this one alone, one per core if not said.
///
/// # Errors
/// Where the system gives the runtime no thread or no event queue.
#[cfg(feature = "tokio")]
pub fn block_on<F: Future>(future: F, workers: Option<usize>) -> Result<F::Output, NoTelemetry> {
    let mut builder = match workers {
        Some(0) => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    if let Some(workers @ 1..) = workers {
        builder.worker_threads(workers);
    }
    // The runtime ends here, and with it the spans of tasks that are still running: they are flushed as well.
    Ok(builder.enable_all().build()?.block_on(future))
}

/// Stands in for the runtime, to say what is missing.
///
/// # Errors
/// Never called.
#[cfg(not(feature = "tokio"))]
pub fn block_on<F: Future + NeedsFeatureTokio>(
    _future: F,
    _workers: Option<usize>,
) -> Result<F::Output, NoTelemetry> {
    Ok(super::answer())
}

/// Implemented by nothing.
#[cfg(not(feature = "tokio"))]
#[diagnostic::on_unimplemented(
    message = "`#[tracewell::main]` on an `async fn` needs the feature `tokio` of the crate `tracewell`"
)]
pub trait NeedsFeatureTokio {}
