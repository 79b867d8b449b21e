//! What is done with messages, under its span.

use std::fmt::Display;

use opentelemetry::KeyValue;

use super::measured::Message;
use crate::operation;

/// The sending of messages, or the work on them, that has begun; [`run`](Self::run) or [`call`](Self::call) does it. One
/// that is dropped before says that it was cancelled.
///
/// # Cost
/// A span with about five attributes, and a lookup of text labels for each of two instruments. With the feature `off`
/// nothing but the headers.
#[must_use = "the work happens in `run` or `call`"]
pub struct Operation(pub(super) operation::Operation<Message>);

impl Operation {
    /// Adds an attribute to the span, such as `messaging.message.id`.
    pub fn with(self, attribute: KeyValue) -> Self {
        self.0.note(|span| span.set_attribute(attribute));
        self
    }

    /// Waits for the work under the span; a future that is dropped half done was cancelled.
    ///
    /// # Errors
    /// Those of the work, which the span records.
    pub async fn run<T, E: Display>(self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let note = |operation: &mut operation::Operation<Message>, outcome: &Result<T, E>| {
            if let Err(error) = outcome {
                Self::note(operation, error);
            }
        };
        operation::Run::new(self.0, work, note).await
    }

    /// Does the work under the span.
    ///
    /// # Errors
    /// Those of the work, which the span records.
    pub fn call<T, E: Display>(mut self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let outcome = self.0.under(work);
        if let Err(error) = &outcome {
            Self::note(&mut self.0, error);
        }
        self.0.complete();
        outcome
    }

    pub(super) fn note<E: Display>(operation: &mut operation::Operation<Message>, error: &E) {
        operation.failed(std::any::type_name::<E>(), || error.to_string().into());
    }
}
