//! How a batch leaves the process: the seam between the worker and the exporters of one signal.

use std::{future::Future, pin::Pin, time::Duration};

use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};

/// An export under way; it borrows the sink, and runs on the worker's own thread.
pub(crate) type Exporting<'a> = Pin<Box<dyn Future<Output = Delivery> + 'a>>;

/// How an export ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// The receiver took the batch.
    Accepted,
    /// The receiver took the batch, and says something of it.
    #[cfg_attr(
        not(any(feature = "otlp", feature = "grpc", test)),
        expect(dead_code, reason = "what OTLP is answered")
    )]
    Warned(String),
    /// The receiver took the batch but for `rejected` records of it, and said why, if it did.
    #[cfg_attr(
        not(any(feature = "otlp", feature = "grpc", test)),
        expect(dead_code, reason = "what OTLP is answered")
    )]
    Partial { rejected: usize, said: Option<String> },
    /// Nothing of the batch was taken.
    Failed(String),
    /// The exporter itself ran out of time.
    TimedOut,
}

impl Delivery {
    /// Whether the receiver took all of the batch.
    pub(crate) const fn is_whole(&self) -> bool {
        matches!(self, Self::Accepted | Self::Warned(_))
    }
}

/// What an exporter of OpenTelemetry's SDK returns; it has no word for a part.
impl From<OTelSdkResult> for Delivery {
    fn from(outcome: OTelSdkResult) -> Self {
        match outcome {
            Ok(()) => Self::Accepted,
            Err(OTelSdkError::Timeout(_)) => Self::TimedOut,
            Err(error) => Self::Failed(error.to_string()),
        }
    }
}

/// Exports batches of records, one at a time.
pub(crate) trait Sink<T>: Send + 'static {
    /// Sends one batch.
    fn export(&mut self, batch: Vec<T>) -> Exporting<'_>;

    /// Returns where the last batch was to go, without credentials, where the sink knows.
    fn receiver(&self) -> Option<&str> {
        None
    }

    /// Returns how the last batch was refused, where it was cut off between that and another attempt.
    fn said(&self) -> Option<String> {
        None
    }

    /// Lets go of what the exporter holds, within `timeout`.
    fn shutdown(&mut self, timeout: Duration);
}
