//! The guards that hold a function's span open.

use std::thread;

use opentelemetry::{Context, ContextGuard, SpanId, trace::TraceContextExt};

use super::{Instrumented, outcome, span::NOW};
use crate::current::{attach_owned, with_context};

/// A span that has begun but is not current anywhere yet.
#[must_use = "a span that is dropped at once measures nothing"]
pub struct Opened {
    pub(super) context: Option<Context>,
    pub(super) ends: Ends,
}

/// What the end of a guard means for the span in its context.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// It is a parent's, and goes on.
    Nothing,
    /// It ends, and no code but ours hears of it.
    Quietly,
    /// It ends, and processors of other people may hear of it.
    Heard,
}

impl Opened {
    /// Nothing to attach, nothing to end.
    pub(crate) const NOTHING: Self = Self { context: None, ends: Ends::Nothing };

    /// A parent's context to work in, where there is no span of one's own.
    pub(super) const fn parent(context: Context) -> Self {
        Self { context: Some(context), ends: Ends::Nothing }
    }

    /// Makes the span current on this thread until the guard is dropped, which ends it.
    #[inline]
    pub fn enter(mut self) -> Entered {
        let mut entered =
            Entered { attached: None, ends: self.ends, id: SpanId::INVALID, panicking: thread::panicking() };
        if let Some(context) = self.context.take() {
            entered.id = context.span().span_context().span_id();
            entered.attached = attach_owned(context);
        }
        entered
    }

    /// Makes the span current whenever `future` is polled, and ends it with the future.
    pub fn instrument<F>(self, future: F) -> Instrumented<F> {
        Instrumented::new(future, self)
    }

    /// Returns a handle to the span for whoever reports its outcome; none where nothing is recorded.
    #[must_use]
    pub fn handle(&self) -> Option<Context> {
        self.context.as_ref().filter(|_| self.ends != Ends::Nothing).cloned()
    }

    /// Returns the context to work in, if the current one is not the right one already.
    pub(crate) const fn context(&self) -> Option<&Context> {
        self.context.as_ref()
    }

    /// Returns the context of the span that ends with this; none where there is no such span.
    pub(crate) fn recorded(&self) -> Option<&Context> {
        self.context.as_ref().filter(|_| self.ends != Ends::Nothing)
    }

    /// Ends the span now.
    pub(crate) fn end(&mut self, outcome: Outcome) {
        if let (Ends::Quietly | Ends::Heard, Some(context)) = (self.ends, &self.context) {
            end(context, outcome);
        }
        self.ends = Ends::Nothing;
    }
}

impl Drop for Opened {
    #[inline]
    fn drop(&mut self) {
        self.end(Outcome::Done);
    }
}

/// How the work under a span came to its end.
#[derive(Clone, Copy)]
pub(crate) enum Outcome {
    Done,
    Panicked,
    Cancelled,
}

#[inline]
fn end(context: &Context, outcome: Outcome) {
    let span = context.span();
    match outcome {
        Outcome::Done => {}
        Outcome::Panicked => outcome::panicked(&span),
        Outcome::Cancelled => outcome::cancelled(&span),
    }
    span.end_with_timestamp(NOW);
}

/// A span that is current on this thread until it is dropped.
///
/// The thread's context holds the span, and the guard does not: counting one more reference would cost a tenth of the
/// span. So where another trace's context was attached over it and is still there, the guard cannot find it: the span
/// then ends, unmarked, when the last holder of its context lets go, and [`handle`](Self::handle) gives nothing.
#[must_use = "the span ends when the guard is dropped"]
pub struct Entered {
    attached: Option<ContextGuard>,
    ends: Ends,
    id: SpanId,
    /// Whether a panic was under way when the span began: it is not this span's then.
    panicking: bool,
}

impl Entered {
    /// See [`Opened::handle`].
    #[must_use]
    pub fn handle(&self) -> Option<Context> {
        with_context(|current| (self.ends != Ends::Nothing && self.is_in(current)).then(|| current.clone()))
            .flatten()
    }

    fn is_in(&self, context: &Context) -> bool {
        context.span().span_context().span_id() == self.id
    }

    /// Ends the span in the thread's context; returns that context instead where other people's code listens, which
    /// must not run while the thread's context is borrowed.
    #[inline]
    fn end_current(&self, current: &Context, outcome: Outcome) -> Option<Context> {
        if !self.is_in(current) {
            return None;
        }
        if self.ends == Ends::Heard {
            return Some(current.clone());
        }
        end(current, outcome);
        None
    }
}

impl Drop for Entered {
    #[inline]
    fn drop(&mut self) {
        if self.ends == Ends::Nothing {
            return;
        }
        let panicked = thread::panicking() && !self.panicking;
        let outcome = if panicked { Outcome::Panicked } else { Outcome::Done };
        let mut unended = None;
        with_context(|current| unended = self.end_current(current, outcome));
        // What the pipeline's processors do when a span ends belongs to its parent.
        drop(self.attached.take());
        if let Some(context) = unended {
            end(&context, outcome);
        }
    }
}
