//! How a value of the log macros becomes a field: decided by its type, at compile time.
//!
//! Each way is a trait that is implemented for one more reference to [`Pick`] than the next; method resolution tries
//! the most references first, so the first way that the type allows is taken. The order is: what tracing knows
//! (numbers, `bool`, text, their `Option`, `dyn Error`), errors (they keep their causes), whatever
//! `serde::Serialize`s, whatever lends its text. Serialization comes before lending text because a type that hides
//! itself does so in `Serialize`.
//!
//! Hidden from the documentation: only the macros name it.

use std::error::Error;

use serde::Serialize;
use tracing::{
    Value,
    field::{DebugValue, debug},
};

use super::nested::Nested;

/// A borrowed value whose way into the event is to be picked.
#[derive(Debug)]
pub struct Pick<'a, T: ?Sized>(pub &'a T);

/// What tracing takes as it is.
pub trait ByValue<'a> {
    /// The field's value.
    type Out: Value + 'a;
    /// Returns the value as a field.
    fn __tracewell_pick(&self) -> Self::Out;
}

impl<'a, T: Value + ?Sized> ByValue<'a> for &&&&&&Pick<'a, T> {
    type Out = &'a T;
    fn __tracewell_pick(&self) -> &'a T {
        self.0
    }
}

/// An error, with its causes.
pub trait ByError<'a> {
    /// Returns the error as a field.
    fn __tracewell_pick(&self) -> &'a (dyn Error + 'static);
}

impl<'a, T: Error + 'static> ByError<'a> for &&&&&Pick<'a, T> {
    fn __tracewell_pick(&self) -> &'a (dyn Error + 'static) {
        self.0
    }
}

/// An error that may be there.
pub trait ByOptionalError<'a> {
    /// Returns the error as a field; `None` leaves the field out.
    fn __tracewell_pick(&self) -> Option<&'a (dyn Error + 'static)>;
}

impl<'a, T: Error + 'static> ByOptionalError<'a> for &&&&Pick<'a, Option<T>> {
    fn __tracewell_pick(&self) -> Option<&'a (dyn Error + 'static)> {
        self.0.as_ref().map(|error| error as &(dyn Error + 'static))
    }
}

/// What holds an error without being one: `anyhow::Error`, `eyre::Report`.
pub trait ByErrorInside<'a> {
    /// Returns the error inside as a field.
    fn __tracewell_pick(&self) -> &'a (dyn Error + Send + Sync + 'static);
}

impl<'a, T: AsRef<dyn Error + Send + Sync + 'static>> ByErrorInside<'a> for &&&Pick<'a, T> {
    fn __tracewell_pick(&self) -> &'a (dyn Error + Send + Sync + 'static) {
        self.0.as_ref()
    }
}

/// What `serde` can write: nested JSON.
pub trait BySerialize<'a> {
    /// The field's value.
    type Out: Value + 'a;
    /// Returns the value as a field.
    fn __tracewell_pick(&self) -> Self::Out;
}

impl<'a, T: Serialize + ?Sized> BySerialize<'a> for &&Pick<'a, T> {
    type Out = DebugValue<Nested<'a, T>>;
    fn __tracewell_pick(&self) -> Self::Out {
        debug(Nested(self.0))
    }
}

/// What lends its text, such as `Arc<str>`.
pub trait ByText<'a> {
    /// Returns the text as a field.
    fn __tracewell_pick(&self) -> &'a str;
}

impl<'a, T: AsRef<str> + ?Sized> ByText<'a> for &Pick<'a, T> {
    fn __tracewell_pick(&self) -> &'a str {
        self.0.as_ref()
    }
}

/// A value that none of the ways fits: names what to do about it in the compiler's error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the value of a log field",
    label = "neither a number, text, `bool` or error, nor `serde::Serialize`",
    note = "write `key = ?value` for its `Debug` text or `key = %value` for its `Display` text",
    note = "or derive `serde::Serialize` to have it nested"
)]
pub trait Loggable {}

/// The last way: always there, never usable.
pub trait ByNothing<'a> {
    /// What was to be logged.
    type Given: ?Sized;
    /// Never returns anything: nothing is [`Loggable`].
    fn __tracewell_pick(&self) -> &'static str
    where
        Self::Given: Loggable;
}

impl<'a, T: ?Sized> ByNothing<'a> for Pick<'a, T> {
    type Given = T;
    fn __tracewell_pick(&self) -> &'static str
    where
        T: Loggable,
    {
        ""
    }
}

#[cfg(test)]
mod tests;
