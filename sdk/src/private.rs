//! What the macros expand to: public for their sake, and no part of the API.
//!
//! Everything that can be a function is one, so that expansions stay small. Where an expansion must not know a type it
//! calls a method: the compiler then finds the implementation that asks most of the type (see [`failure`]).

mod failure;
mod handler;
mod links;
mod observed;
mod run;
mod status;
mod value;

use opentelemetry::{Context, KeyValue, Value, trace::TraceContextExt};

pub use failure::{
    ClassOfInner, Failed, Failure, Fallible, OfClass, OfNoClass, TellDebug, TellDisplay, TellError,
    TellInner, TellStatus, TellType,
};
pub use handler::{Handled, Handling, Named, Report, Request, handle, here};
pub use links::{ToLinks, ToParent, root};
pub use observed::{Observed, observe, under};
pub use opentelemetry::trace::SpanKind;
pub use run::{NoTelemetry, block_on};
pub use status::{Answer, Content, OfAnswer, OfContent, OfError, OfOther, Status};
pub use tracing::{self, Level};
pub use value::{Debugged, Displayed, Element, Faultless, Returned, Shown, ToValue, Whole};

pub use crate::trace::{Callsite, Class, Start};

/// Returns a text of the source as an attribute's value, without a copy.
#[must_use]
pub fn fixed(text: &'static str) -> Option<Value> {
    Some(Value::from(text))
}

/// Adds an attribute to a span that begins; `None` is none.
pub fn set(start: &mut Start, key: &'static str, value: Option<Value>) {
    if let Some(value) = value {
        start.attributes.push(KeyValue::new(key, value));
    }
}

/// Records what a function returned.
pub fn set_return(context: &Context, value: Option<Value>) {
    if let Some(value) = value {
        context.span().set_attribute(KeyValue::new("return", value));
    }
}

/// Calls a body that has `return` and `?` of its own.
///
/// The bound has the compiler take it for a closure that is called once: only such a one may return what it borrows
/// from a captured `&mut`.
#[inline]
pub fn call<T>(body: impl FnOnce() -> T) -> T {
    body()
}

/// Has the compiler check what a span would begin with, where the feature `off` leaves the span out; never called.
pub fn check(_start: impl FnOnce(&mut Start)) {}

/// Has the compiler check what a handler's request comes from, likewise.
pub fn check_request(_request: impl Request) {}

/// Ends a branch that is never taken.
///
/// What is borrowed in a branch that came back would count as borrowed ever after, and be kept in futures.
#[cold]
pub fn never() -> ! {
    answer()
}

/// Stands for a value of a type where only the type matters; never called.
#[cold]
#[must_use]
pub fn answer<T>() -> T {
    loop {
        std::thread::park();
    }
}
