//! The span of one request and its answer, at the end that sends it or at the one that answers it.

use std::borrow::Cow;

use http::{HeaderMap, Method, StatusCode, Uri};
use opentelemetry::{
    KeyValue,
    trace::{SpanRef, Status, TraceContextExt},
};

use super::{
    grpc::{self, Call},
    named::{Named, Of},
    red::Measured,
};
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
    named: Named,
    /// None where it is left out, or a call.
    measured: Option<Measured>,
    /// None where it is left out, or no call of gRPC.
    pub(super) call: Option<Call>,
    /// Whether a poll unwound: whoever caught that may drop this later.
    panicked: bool,
    is_complete: bool,
    /// Answers to `HEAD` have no body, whatever their length says.
    is_head: bool,
}

impl Exchange {
    /// A request or a call that nothing is said of, but that goes on with its parent's trace.
    pub(super) const fn new(side: Side, opened: Opened) -> Self {
        let (named, measured, call) = (Named::NOTHING, None, None);
        Self { side, opened, named, measured, call, panicked: false, is_complete: false, is_head: false }
    }

    /// Records what is named of its answer.
    pub(super) fn naming(mut self, named: &Named) -> Self {
        self.named = named.clone();
        self
    }

    /// Measures it as a call of gRPC.
    pub(super) fn called(mut self, uri: Uri) -> Self {
        self.call = Some(Call::new(self.side, uri));
        self
    }

    /// Measures it as a request of HTTP.
    pub(super) fn requested(mut self, method: &Method, place: Option<Cow<'static, str>>) -> Self {
        self.measured = Some(Measured::new(self.side, method, place));
        self.is_head = *method == Method::HEAD;
        self
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

    /// Notes the head of an answer; true when no body follows that anybody would read.
    pub(super) fn answered(&mut self, status: StatusCode, headers: &HeaderMap) -> bool {
        let of = if self.call.is_none() { Of::Response } else { Of::Answer };
        self.note(|span| span.set_attributes(self.named.headers(of, headers)));
        if self.call.is_none() {
            self.request_answered(status);
        // A call that fails at once has its status among the headers.
        } else if !grpc::note_status(self, headers) {
            grpc::note_http_status(self, status);
        }
        let has_none = status.is_informational() || matches!(status.as_u16(), 204 | 304);
        self.is_head || has_none
    }

    fn request_answered(&mut self, status: StatusCode) {
        let is_failure = self.is_failure(status);
        self.note(|span| {
            span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status.as_u16())));
            if is_failure {
                span.set_attribute(KeyValue::new("error.type", status.as_str().to_owned()));
                span.set_status(Status::error(""));
            }
        });
        if let Some(measured) = &mut self.measured {
            measured.answered(status);
            if is_failure {
                measured.failed(status.as_str().to_owned());
            }
        }
    }

    /// Notes what follows the body of an answer.
    pub(super) fn trailed(&mut self, trailers: &HeaderMap) {
        grpc::note_status(self, trailers);
    }

    /// Whether nothing is missing when the rest of the answer's body is left unread: a client may drop what it need not
    /// read, but a call that is left is cancelled.
    pub(super) fn may_be_left(&self) -> bool {
        self.call.as_ref().map_or(self.side == Side::Client, Call::has_ended)
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
        let error = std::any::type_name::<E>();
        self.measure_failure(error);
        if let Some(context) = self.opened.recorded() {
            crate::trace::record_failure(context, message, error, crate::trace::Class::ServerFault);
        }
    }

    fn measure_failure(&mut self, error: &'static str) {
        if let Some(measured) = &mut self.measured {
            measured.failed(error);
        }
        if let Some(call) = &mut self.call {
            call.failed(error);
        }
    }

    /// Ends the span: the answer is complete.
    pub(super) fn complete(mut self) {
        self.is_complete = true;
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        let outcome = if self.is_complete {
            grpc::note_end(self);
            Outcome::Done
        } else if self.panicked {
            self.measure_failure("panic");
            Outcome::Panicked
        } else {
            grpc::note_cancelled(self);
            Outcome::Cancelled
        };
        self.opened.end(outcome);
    }
}
