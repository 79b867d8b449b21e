//! One request that passes a layer: the exchange, and what only layers know of it.

use std::fmt::Display;

use http::{HeaderMap, Method, Response, Uri, header::CONTENT_LENGTH};
use opentelemetry::{KeyValue, trace::SpanRef};

use super::{
    fault,
    grpc::{self, Call},
    head,
    named::{Named, Of},
};
use crate::{
    exchange::{Exchange, Measured, Side},
    propagation::{inject, inject_context},
    trace::{Class, Opened, record_failure},
    words::said,
};

/// See the module's documentation. Dropped before it is complete, it says that nobody waits for the answer.
pub(super) struct Passage {
    pub(super) exchange: Exchange,
    named: Named,
    /// None where it is left out, or no call of gRPC.
    pub(super) call: Option<Box<Call>>,
    is_complete: bool,
    /// Answers to `HEAD` have no body, whatever their length says.
    is_head: bool,
}

impl Passage {
    /// A request that nothing is said of here.
    pub(super) fn nothing() -> Self {
        Self::left_out(Opened::NOTHING)
    }

    /// The same, but for what the context to work in says.
    pub(super) fn left_out(opened: Opened) -> Self {
        Self::new(Exchange::within(opened), &Named::NOTHING)
    }

    /// A call of gRPC, whose answer has what is named.
    pub(super) fn call(side: Side, opened: Opened, uri: Uri, named: &Named) -> Self {
        let mut passage = Self::new(Exchange::new(side, opened, None), named);
        passage.call = Some(Box::new(Call::new(side, uri)));
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

    /// Notes the head of an answer; returns how many bytes of a body follow, where that says all of it.
    pub(super) fn answered<B>(&mut self, answer: &Response<B>) -> Option<u64> {
        let (status, headers) = (answer.status(), answer.headers());
        let of = if self.call.is_none() { Of::Response } else { Of::Answer };
        self.note(|span| {
            span.set_attributes(self.named.headers(of, headers));
            // What both ends have agreed on; the request had what was asked for.
            if let Some(version) =
                head::version(answer.version()).filter(|_| self.exchange.side == Side::Client)
            {
                span.set_attribute(KeyValue::new("network.protocol.version", version));
            }
        });
        if self.call.is_none() {
            self.exchange.answered(status.as_u16());
        } else {
            grpc::note_head(self, status, headers);
        }
        if self.is_head || status.is_informational() || matches!(status.as_u16(), 204 | 304) {
            return Some(0);
        }
        // What a call comes to stands behind its body.
        let length = headers.get(CONTENT_LENGTH).filter(|_| self.call.is_none())?;
        length.to_str().ok()?.parse().ok()
    }

    /// Notes what follows the body of an answer.
    pub(super) fn trailed(&mut self, trailers: &HeaderMap) {
        grpc::note_status(self, trailers);
    }

    /// Whether nothing is missing when the rest of the answer's body is left unread: a client may drop what it need not
    /// read, but a call that is left is cancelled.
    pub(super) fn may_be_left(&self) -> bool {
        self.call.as_ref().map_or(self.exchange.side == Side::Client, |call| call.has_ended())
    }

    /// Notes that the service, or the body of its answer, failed.
    pub(super) fn failed<E: Display + 'static>(&mut self, error: &E) {
        let (class, name) = fault::of(error);
        self.exchange.failed(class, name, |context| record_failure(context, said(error), name, class));
        if let Some(call) = &mut self.call {
            call.failed(if class == Class::Timeout { "timeout" } else { name });
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
