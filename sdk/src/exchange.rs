//! One request and its answer, at the end that sends it or at the one that answers it: the span, and what is measured.
//!
//! Layers of `tower` and `#[handler]` share it, so that the same request says the same whoever saw it. Nothing here
//! needs the crate `http`: handlers are there without it.

mod digits;
mod red;
mod route;
mod scheme;
mod verb;

use std::borrow::Cow;

use opentelemetry::{
    Context, KeyValue,
    trace::{SpanRef, Status, TraceContextExt},
};

pub(crate) use red::Measured;
pub(crate) use route::Route;
pub(crate) use verb::Verb;

use crate::{
    current,
    trace::{Class, Opened, Outcome, Served},
};

/// At which end of a request the span stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Server,
    #[cfg_attr(not(feature = "tower"), expect(dead_code, reason = "only layers send requests"))]
    Client,
}

/// Whether what runs now serves a request that has its span, and is measured, already.
pub(crate) fn is_served() -> bool {
    current::with_context(Served::of).flatten().is_some()
}

/// Whether a request whose headers say this of its caller is the one that is served already: it passes a second layer.
#[cfg(feature = "tower")]
pub(crate) fn is_served_already(caller: &Context) -> bool {
    current::with_context(Served::of).flatten().is_some_and(|served| served.is_from(caller))
}

/// See the module's documentation. Dropped before it is complete, it says that nobody waits for the answer.
pub(crate) struct Exchange {
    pub(crate) side: Side,
    opened: Opened,
    /// None where it is left out.
    measured: Option<Measured>,
    /// Whether a poll unwound: whoever caught that may drop this later.
    panicked: bool,
    /// Whether it is known what went wrong: who then hangs up has not cancelled a good answer.
    has_failed: bool,
    is_complete: bool,
}

impl Exchange {
    /// A request with its span; that of one that came in knows that it is [`Served`].
    pub(crate) const fn new(side: Side, opened: Opened, measured: Option<Measured>) -> Self {
        Self { side, opened, measured, panicked: false, has_failed: false, is_complete: false }
    }

    /// A part of the work for a request that has its span, and is measured, already.
    pub(crate) const fn within(opened: Opened) -> Self {
        Self {
            side: Side::Server,
            opened,
            measured: None,
            panicked: false,
            has_failed: false,
            is_complete: false,
        }
    }

    /// Works with the span current.
    pub(crate) fn under<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let attached = self.opened.context().and_then(current::attach);
        self.panicked = true;
        let done = work(self);
        self.panicked = false;
        drop(attached);
        done
    }

    /// Lets go of work that is not needed any more with the span current; a panic of the work before stays known.
    pub(crate) fn let_go(&mut self, work: impl FnOnce()) {
        let panicked = self.panicked;
        self.under(|_| work());
        self.panicked = panicked;
    }

    /// The context to work in, if the current one is not the right one already.
    #[cfg(feature = "tower")]
    pub(crate) const fn context(&self) -> Option<&Context> {
        self.opened.context()
    }

    /// Notes the status of an answer.
    pub(crate) fn answered(&mut self, status: u16) {
        let is_failure = self.is_failure(status);
        self.has_status(status);
        if is_failure {
            self.note(|span| span.set_status(Status::error("")));
            self.ended_by(status.to_string());
        }
    }

    /// Notes a status that is not to be judged.
    pub(crate) fn has_status(&mut self, status: u16) {
        self.note(|span| {
            span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status)));
        });
        if let Some(measured) = &mut self.measured {
            measured.answered(status);
        }
    }

    /// Whether such a status is a failure: whoever asked for what is not to be had has failed, who was asked has not.
    const fn is_failure(&self, status: u16) -> bool {
        status >= 500 || matches!(self.side, Side::Client) && status >= 400
    }

    /// Notes something, where the span is recorded.
    pub(crate) fn note(&self, note: impl FnOnce(&SpanRef<'_>)) {
        if let Some(context) = self.opened.recorded() {
            let span = context.span();
            if span.is_recording() {
                note(&span);
            }
        }
    }

    /// Notes an error that came instead of an answer, or with it; `record` puts it on the span.
    pub(crate) fn failed(&mut self, class: Class, type_name: &'static str, record: impl FnOnce(&Context)) {
        if let Some(context) = self.opened.recorded() {
            record(context);
        }
        let kind = match class {
            // To who was asked, an error of the caller's is none: it stays what `record` says of it.
            Class::ClientFault => return,
            Class::Timeout => "timeout",
            Class::Cancelled => "cancelled",
            Class::ServerFault => type_name,
        };
        self.ended_by(kind);
    }

    /// Says in one word, which is one of few, what kept the answer from being a good one.
    pub(crate) fn ended_by(&mut self, kind: impl Into<Cow<'static, str>>) {
        let kind = kind.into();
        self.has_failed = true;
        self.note(|span| span.set_attribute(KeyValue::new("error.type", kind.clone())));
        if let Some(measured) = &mut self.measured {
            measured.failed(kind);
        }
    }

    /// Whether a poll unwound.
    #[cfg(feature = "tower")]
    pub(crate) const fn has_panicked(&self) -> bool {
        self.panicked
    }

    /// Enters what was measured with the span current: its exemplars lead to the trace.
    fn enter(&mut self) {
        if let Some(measured) = self.measured.take() {
            let _attached = self.opened.context().and_then(current::attach);
            drop(measured);
        }
    }

    /// Ends the span: the answer is complete.
    pub(crate) fn complete(mut self) {
        self.end();
    }

    /// The same, for who cannot give it away.
    pub(crate) fn end(&mut self) {
        self.is_complete = true;
        self.opened.end(Outcome::Done);
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if !self.is_complete {
            if self.panicked {
                self.ended_by("panic");
            } else if !self.has_failed {
                self.ended_by("cancelled");
            }
            self.opened.end(if self.panicked { Outcome::Panicked } else { Outcome::Cancelled });
        }
        self.enter();
    }
}
