//! Where a span belongs that does not belong under what is current: `parent`, `root` and `links`.

use opentelemetry::{
    Context,
    trace::{Link, SpanContext, TraceContextExt},
};

use crate::{current::current, trace::Start};

/// What can be said as a parent.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no parent of a span",
    label = "a `Context`, a `SpanContext`, or an `Option` of either is expected"
)]
pub trait ToParent {
    /// Returns the context that the span begins in.
    fn to_parent(&self) -> Context;
}

impl ToParent for Context {
    fn to_parent(&self) -> Context {
        self.clone()
    }
}

impl ToParent for SpanContext {
    fn to_parent(&self) -> Context {
        current().with_remote_span_context(self.clone())
    }
}

/// `None` leaves what is current.
impl<T: ToParent> ToParent for Option<T> {
    fn to_parent(&self) -> Context {
        self.as_ref().map_or_else(current, T::to_parent)
    }
}

impl<T: ToParent + ?Sized> ToParent for &T {
    fn to_parent(&self) -> Context {
        T::to_parent(self)
    }
}

/// Returns the current context without its span: what else is in it, such as baggage, stays.
#[must_use]
pub fn root() -> Context {
    SpanContext::NONE.to_parent()
}

/// What can be said as links.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no link to a span",
    label = "a `SpanContext`, a `Context`, a `Link`, or a list or `Option` of those is expected"
)]
pub trait ToLinks {
    /// Adds the links to a span that begins.
    fn add_to(&self, start: &mut Start);
}

impl ToLinks for SpanContext {
    fn add_to(&self, start: &mut Start) {
        // A link to nothing would only be noise; contexts without a span give such ones.
        if self.is_valid() {
            start.links.push(Link::with_context(self.clone()));
        }
    }
}

impl ToLinks for Context {
    fn add_to(&self, start: &mut Start) {
        self.span().span_context().add_to(start);
    }
}

impl ToLinks for Link {
    fn add_to(&self, start: &mut Start) {
        start.links.push(self.clone());
    }
}

impl<T: ToLinks> ToLinks for Option<T> {
    fn add_to(&self, start: &mut Start) {
        self.as_slice().add_to(start);
    }
}

impl<T: ToLinks> ToLinks for [T] {
    fn add_to(&self, start: &mut Start) {
        for link in self {
            link.add_to(start);
        }
    }
}

impl<T: ToLinks> ToLinks for Vec<T> {
    fn add_to(&self, start: &mut Start) {
        self.as_slice().add_to(start);
    }
}

impl<T: ToLinks, const N: usize> ToLinks for [T; N] {
    fn add_to(&self, start: &mut Start) {
        self.as_slice().add_to(start);
    }
}

impl<T: ToLinks + ?Sized> ToLinks for &T {
    fn add_to(&self, start: &mut Start) {
        T::add_to(self, start);
    }
}
