//! The span of one request and its answer, at the end that sends it or at the one that answers it.

use http::{HeaderMap, Method, StatusCode};
use opentelemetry::{
    KeyValue,
    trace::{SpanRef, Status, TraceContextExt},
};

use super::red::Measured;
use crate::{
    current,
    propagation::{inject, inject_context},
    trace::{Opened, Outcome},
};

/// At which end of a request the span stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Server,
    Client,
}

/// See the module's documentation. Dropped before it is complete, it says that nobody waits for the answer.
pub(super) struct Exchange {
    pub(super) side: Side,
    opened: Opened,
    /// None where it is left out.
    measured: Option<Measured>,
    /// Whether a poll unwound: whoever caught that may drop this later.
    panicked: bool,
    pub(super) is_grpc: bool,
    /// Answers to `HEAD` have no body, whatever their length says.
    is_head: bool,
}

impl Exchange {
    pub(super) fn new(
        side: Side,
        opened: Opened,
        measured: Option<Measured>,
        method: &Method,
        is_grpc: bool,
    ) -> Self {
        Self { side, opened, measured, panicked: false, is_grpc, is_head: *method == Method::HEAD }
    }

    /// Works with the span current.
    pub(super) fn under<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let attached = self.opened.context().and_then(current::attach);
        self.panicked = true;
        let done = work();
        self.panicked = false;
        drop(attached);
        done
    }

    /// Lets go of work that is not needed any more with the span current; a panic of the work before stays known.
    pub(super) fn let_go(&mut self, work: impl FnOnce()) {
        let panicked = self.panicked;
        self.under(work);
        self.panicked = panicked;
    }

    /// Writes the span's context into the headers of a request that is being sent.
    pub(super) fn inject(&self, headers: &mut HeaderMap) {
        match self.opened.context() {
            Some(context) => inject_context(context, headers),
            None => inject(headers),
        }
    }

    /// Notes the status of an answer; true when no body follows that anybody would read.
    pub(super) fn answered(&mut self, status: StatusCode) -> bool {
        self.note(|span| {
            span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status.as_u16())));
            if self.is_failure(status) {
                span.set_attribute(KeyValue::new("error.type", status.as_str().to_owned()));
                span.set_status(Status::error(""));
            }
        });
        let is_failure = self.is_failure(status);
        if let Some(measured) = &mut self.measured {
            measured.answered(status);
            if is_failure {
                measured.failed(status.as_str().to_owned());
            }
        }
        let has_none = status.is_informational() || matches!(status.as_u16(), 204 | 304);
        self.is_head || has_none
    }

    /// Whether such a status is a failure: whoever asked for what is not to be had has failed, who was asked has not.
    fn is_failure(&self, status: StatusCode) -> bool {
        status.is_server_error() || self.side == Side::Client && status.is_client_error()
    }

    /// Notes something, where the span is recorded.
    pub(super) fn note(&self, note: impl FnOnce(&SpanRef<'_>)) {
        if let Some(context) = self.opened.recorded() {
            let span = context.span();
            if span.is_recording() {
                note(&span);
            }
        }
    }

    /// Notes that the service, or the body of its answer, failed.
    pub(super) fn failed<E>(&mut self, message: String) {
        if let Some(measured) = &mut self.measured {
            measured.failed(std::any::type_name::<E>());
        }
        if let Some(context) = self.opened.recorded() {
            crate::trace::record_failure(
                context,
                message,
                std::any::type_name::<E>(),
                crate::trace::Class::ServerFault,
            );
        }
    }

    /// Ends the span: the answer is complete.
    pub(super) fn complete(mut self) {
        self.opened.end(Outcome::Done);
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        // Nothing where it is complete.
        self.opened.end(if self.panicked { Outcome::Panicked } else { Outcome::Cancelled });
        if let (true, Some(measured)) = (self.panicked, &mut self.measured) {
            measured.failed("panic");
        }
    }
}
