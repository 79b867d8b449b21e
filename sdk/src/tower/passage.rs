//! One request that passes a layer: the exchange, and what only layers know of it.

use std::{any::type_name, fmt::Display};

use http::{HeaderMap, Method, StatusCode, Uri};
use opentelemetry::trace::SpanRef;

use super::{
    grpc::{self, Call},
    named::{Named, Of},
    words::without_secrets,
};
use crate::{
    exchange::{Exchange, Measured, Side},
    propagation::{inject, inject_context},
    trace::{Class, Opened, record_failure},
};

/// See the module's documentation. Dropped before it is complete, it says that nobody waits for the answer.
pub(super) struct Passage {
    pub(super) exchange: Exchange,
    named: Named,
    /// None where it is left out, or no call of gRPC.
    pub(super) call: Option<Call>,
    is_complete: bool,
    /// Answers to `HEAD` have no body, whatever their length says.
    is_head: bool,
}

impl Passage {
    /// A request that nothing is said of, by nobody.
    pub(super) fn left_out(side: Side) -> Self {
        Self::new(Exchange::new(side, Opened::NOTHING, None), &Named::NOTHING)
    }

    /// A request that there is no layer for.
    pub(super) fn nothing() -> Self {
        Self::new(Exchange::within(Opened::NOTHING), &Named::NOTHING)
    }

    /// A call of gRPC, whose answer has what is named.
    pub(super) fn call(side: Side, opened: Opened, uri: Uri, named: &Named) -> Self {
        let mut passage = Self::new(Exchange::new(side, opened, None), named);
        passage.call = Some(Call::new(side, uri));
        passage
    }

    /// A request of HTTP, likewise.
    pub(super) fn request(opened: Opened, method: &Method, measured: Measured, named: &Named) -> Self {
        let mut passage = Self::new(Exchange::new(measured.side(), opened, Some(measured)), named);
        passage.is_head = *method == Method::HEAD;
        passage
    }

    fn new(exchange: Exchange, named: &Named) -> Self {
        Self { exchange, named: named.clone(), call: None, is_complete: false, is_head: false }
    }

    /// Works with the span current.
    pub(super) fn under<T>(&mut self, work: impl FnOnce() -> T) -> T {
        self.exchange.under(|_| work())
    }

    /// Lets go of work that is not needed any more with the span current.
    pub(super) fn let_go(&mut self, work: impl FnOnce()) {
        self.exchange.let_go(work);
    }

    /// Writes the span's context into the headers of a request that is being sent.
    pub(super) fn inject(&self, headers: &mut HeaderMap) {
        match self.exchange.context() {
            Some(context) => inject_context(context, headers),
            None => inject(headers),
        }
    }

    /// Notes something, where the span is recorded.
    pub(super) fn note(&self, note: impl FnOnce(&SpanRef<'_>)) {
        self.exchange.note(note);
    }

    /// Notes the head of an answer; true when no body follows that anybody would read.
    pub(super) fn answered(&mut self, status: StatusCode, headers: &HeaderMap) -> bool {
        let of = if self.call.is_none() { Of::Response } else { Of::Answer };
        self.note(|span| span.set_attributes(self.named.headers(of, headers)));
        if self.call.is_none() {
            self.exchange.answered(status.as_u16());
        } else {
            grpc::note_head(self, status, headers);
        }
        let has_none = status.is_informational() || matches!(status.as_u16(), 204 | 304);
        self.is_head || has_none
    }

    /// Notes what follows the body of an answer.
    pub(super) fn trailed(&mut self, trailers: &HeaderMap) {
        grpc::note_status(self, trailers);
    }

    /// Whether nothing is missing when the rest of the answer's body is left unread: a client may drop what it need not
    /// read, but a call that is left is cancelled.
    pub(super) fn may_be_left(&self) -> bool {
        self.call.as_ref().map_or(self.exchange.side == Side::Client, Call::has_ended)
    }

    /// Notes that the service, or the body of its answer, failed.
    pub(super) fn failed<E: Display>(&mut self, error: &E) {
        let (class, name) = (Class::ServerFault, type_name::<E>());
        let words = || without_secrets(&error.to_string());
        self.exchange.failed(class, name, |context| record_failure(context, words(), name, class));
        if let Some(call) = &mut self.call {
            call.failed(name);
        }
    }

    /// Ends the span: the answer is complete.
    pub(super) fn complete(mut self) {
        self.is_complete = true;
    }
}

impl Drop for Passage {
    fn drop(&mut self) {
        if self.is_complete {
            grpc::note_end(self);
            self.exchange.end();
        } else if !self.exchange.has_panicked() {
            grpc::note_cancelled(self);
        } else if let Some(call) = &mut self.call {
            call.failed("panic");
        }
        // Entered with the span current: its exemplars lead to the trace.
        if let Some(call) = self.call.take() {
            self.exchange.let_go(|| drop(call));
        }
    }
}
