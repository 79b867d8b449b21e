//! What a span says of how its work ended, in the words of OpenTelemetry's semantic conventions.

use std::error::Error;

use opentelemetry::{
    Context, KeyValue,
    trace::{SpanRef, Status, TraceContextExt},
};

use crate::words::said;

/// An error's own kind, which decides what it does to the span and to the log.
///
/// Implement it for an error type to say that a fault is the caller's, or that nobody is to blame.
pub trait ErrorClass {
    /// Returns the kind of this error.
    fn class(&self) -> Class;

    /// Returns the HTTP status that the error is answered with, for the span and the metrics of a
    /// [`handler`](macro@crate::handler); not known where nothing is said.
    fn status_code(&self) -> Option<u16> {
        None
    }
}

/// Whose fault an error is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Class {
    /// The caller asked for what cannot be: the span stays without error, the log line is a warning; of a
    /// [`handler`](macro@crate::handler), whose callers may do so all day, it is for information.
    ClientFault,
    /// The service failed: the span has status error, the log line is an error.
    #[default]
    ServerFault,
    /// Something took too long: as a fault of the service.
    Timeout,
    /// The caller left: the span stays without error, the log line is for information.
    Cancelled,
}

impl Class {
    /// Whether a span with such an outcome has failed.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::ServerFault | Self::Timeout)
    }
}

/// Longest list of causes that is followed; an error may be its own source.
const CAUSES: usize = 32;

/// Returns the error's message and those of its sources, outermost first, without the secrets of URLs.
pub(crate) fn chain(error: &dyn Error) -> Vec<String> {
    std::iter::successors(Some(error), |&error| error.source()).take(CAUSES).map(said).collect()
}

/// As gRPC's servers count it: `Cancelled`, `DeadlineExceeded` (`Timeout`), `Unknown`, `Unimplemented`, `Internal`,
/// `Unavailable` and `DataLoss` are not the caller's fault, and all others are.
#[cfg(feature = "tonic")]
impl ErrorClass for tonic::Status {
    fn class(&self) -> Class {
        use tonic::Code::{
            Cancelled, DataLoss, DeadlineExceeded, Internal, Unavailable, Unimplemented, Unknown,
        };
        match self.code() {
            Cancelled => Class::Cancelled,
            DeadlineExceeded => Class::Timeout,
            Unknown | Unimplemented | Internal | Unavailable | DataLoss => Class::ServerFault,
            _ => Class::ClientFault,
        }
    }
}

/// Records an error on the span of a context: an `exception` event with the chain of causes, and the status.
///
/// URLs in what they say lose query, fragment and password: there tokens stand.
///
/// # Cost
/// A text for each cause, and one of all of them, also where the span is not recorded.
pub fn record_error(context: &Context, error: &dyn Error, type_name: &'static str, class: Class) {
    record(context, &chain(error), type_name, class);
}

/// Records an outcome that is no [`Error`], by what it says of itself.
///
/// # Cost
/// That of [`record_error`] without causes.
pub fn record_failure(context: &Context, message: impl Into<String>, type_name: &'static str, class: Class) {
    record(context, &[said(&message.into())], type_name, class);
}

fn record(context: &Context, chain: &[String], type_name: &'static str, class: Class) {
    let span = context.span();
    let message = chain.first().cloned().unwrap_or_default();
    let mut attributes =
        vec![KeyValue::new("exception.type", type_name), KeyValue::new("exception.message", message.clone())];
    if chain.len() > 1 {
        attributes.push(KeyValue::new("exception.stacktrace", chain.join("\ncaused by: ")));
    }
    span.add_event("exception", attributes);
    span.set_attribute(KeyValue::new("error.type", type_name));
    if class.is_failure() {
        span.set_status(Status::error(message));
    }
}

/// Marks a span whose work unwound.
pub(super) fn panicked(span: &SpanRef<'_>) {
    let attributes = vec![KeyValue::new("exception.type", "panic"), KeyValue::new("exception.escaped", true)];
    span.add_event("exception", attributes);
    span.set_attribute(KeyValue::new("error.type", "panic"));
    span.set_status(Status::error("panicked"));
}

/// Marks a span whose future was dropped before it was ready: nobody waits for the answer, nothing failed.
pub(super) fn cancelled(span: &SpanRef<'_>) {
    span.set_attribute(KeyValue::new("tracewell.cancelled", true));
}
