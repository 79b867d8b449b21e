//! One operation on something outside, such as a query or a message: its span, and what is measured of it.
//!
//! The span is current while the operation works, and both end together, whichever way that is: done, failed, panicked,
//! or let go by who waited.

use std::borrow::Cow;

use opentelemetry::{
    Context, KeyValue,
    trace::{SpanRef, Status, TraceContextExt},
};

use crate::{
    current,
    trace::{Opened, Outcome, Stopwatch},
};

mod run;

pub(crate) use run::Run;

/// What is measured of an operation.
pub(crate) trait Measure {
    /// Enters an operation that has ended; `error` is its `error.type`, or empty.
    fn enter(&self, seconds: f64, error: &str);
}

/// See the module's documentation. Dropped before it is complete, it says that nobody waits for it.
pub(crate) struct Operation<M: Measure> {
    opened: Opened,
    /// None where the feature `off` is on.
    began: Option<Stopwatch>,
    measure: M,
    error: Cow<'static, str>,
    /// Whether a poll unwound: whoever caught that may drop this later.
    panicked: bool,
    is_complete: bool,
}

impl<M: Measure> Operation<M> {
    pub(crate) fn new(opened: Opened, measure: M) -> Self {
        let began = (!cfg!(feature = "off")).then(Stopwatch::start);
        Self { opened, began, measure, error: Cow::Borrowed(""), panicked: false, is_complete: false }
    }

    pub(crate) fn measure(&mut self) -> &mut M {
        &mut self.measure
    }

    /// Returns the context to work in, if the current one is not the right one already.
    pub(crate) const fn context(&self) -> Option<&Context> {
        self.opened.context()
    }

    /// Works with the span current.
    pub(crate) fn under<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let attached = self.opened.context().and_then(current::attach);
        self.panicked = true;
        let done = work();
        self.panicked = false;
        drop(attached);
        done
    }

    /// Lets go of work that is not needed any more with the span current; a panic of the work before stays known.
    pub(crate) fn let_go(&mut self, work: impl FnOnce()) {
        let panicked = self.panicked;
        self.under(work);
        self.panicked = panicked;
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

    /// Notes what went wrong: by a name that is one of few, and in words.
    pub(crate) fn failed(
        &mut self,
        error: impl Into<Cow<'static, str>>,
        message: impl FnOnce() -> Cow<'static, str>,
    ) {
        self.error = error.into();
        self.note(|span| {
            span.set_attribute(KeyValue::new("error.type", self.error.clone()));
            span.set_status(Status::error(message()));
        });
    }

    /// Ends the operation, unless it panicked.
    pub(crate) fn complete(mut self) {
        if !self.panicked {
            self.is_complete = true;
            self.opened.end(Outcome::Done);
        }
    }
}

impl<M: Measure> Drop for Operation<M> {
    fn drop(&mut self) {
        // Nothing where it is complete.
        self.opened.end(if self.panicked { Outcome::Panicked } else { Outcome::Cancelled });
        if let Some(began) = self.began {
            let error = match () {
                () if self.panicked => "panic",
                () if !self.is_complete && self.error.is_empty() => "cancelled",
                () => &self.error,
            };
            // With the span current, so that the measurement names its trace.
            let attached = self.opened.context().and_then(current::attach);
            self.measure.enter(began.seconds(), error);
            drop(attached);
        }
    }
}
