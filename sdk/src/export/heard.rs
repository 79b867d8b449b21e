//! What a transport hears of an export, and its exporter does not pass on.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use opentelemetry_sdk::error::OTelSdkError;

use crate::pipeline::Delivery;

/// What was heard during one export.
///
/// OpenTelemetry's exporter over HTTP calls each trouble on the way "network error", and reads over what was rejected.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    rejected: AtomicUsize,
    cause: Mutex<Option<String>>,
}

impl Heard {
    /// Forgets the export before.
    pub(crate) fn begin(&self) {
        self.reject(0);
        self.note(None);
    }

    /// Says how many records of the export the receiver rejected.
    pub(crate) fn reject(&self, records: usize) {
        self.rejected.store(records, Relaxed);
    }

    /// Says why the last attempt brought no answer; `None` where it brought one.
    pub(crate) fn note(&self, cause: Option<String>) {
        *self.cause.lock().unwrap_or_else(PoisonError::into_inner) = cause;
    }

    /// Says in the pipeline's words how an export ended.
    pub(crate) fn delivery(&self, outcome: Result<(), OTelSdkError>) -> Delivery {
        match outcome {
            Ok(()) => Delivery::Accepted { rejected: self.rejected.load(Relaxed) },
            Err(OTelSdkError::Timeout(_)) => Delivery::TimedOut,
            Err(error) => Delivery::Failed(self.explain(error).to_string()),
        }
    }

    /// Adds to an exporter's words what is known of the cause.
    pub(crate) fn explain(&self, error: OTelSdkError) -> OTelSdkError {
        let cause = self.cause.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (error, cause) {
            (OTelSdkError::InternalFailure(words), Some(cause)) => {
                OTelSdkError::InternalFailure(format!("{words}: {cause}"))
            }
            (error, _) => error,
        }
    }
}
