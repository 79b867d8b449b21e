//! What an error says of itself, as far as its type goes.
//!
//! An expansion calls `(&&&&Failed(error)).failure()`. The compiler looks for the method at `&&&&Failed` first, and
//! takes off one reference after the other: the trait with the most references asks most of the type, and is found
//! first. In a generic function it goes by the bounds.

use std::{
    any::type_name,
    error::Error,
    fmt::{self, Debug, Display},
    ops::Deref,
};

use opentelemetry::Context;

use super::status::Answer;
use crate::{
    trace::{Class, ErrorClass, chain, record_error, record_failure},
    words::without_secrets,
};

/// The answer of a function that can fail.
#[diagnostic::on_unimplemented(
    message = "`err` needs a function that returns a `Result`",
    label = "this function returns `{Self}`"
)]
pub trait Fallible {
    /// What it fails with.
    type Error;

    /// Returns the error, if it failed.
    fn error(&self) -> Option<&Self::Error>;
}

impl<T, E> Fallible for Result<T, E> {
    type Error = E;

    fn error(&self) -> Option<&E> {
        self.as_ref().err()
    }
}

/// An error of any type.
pub struct Failed<'a, E>(pub &'a E);

impl<E> Clone for Failed<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Failed<'_, E> {}

/// An error as it is recorded and written; `Display` shows it with its causes.
pub struct Failure<'a> {
    what: What<'a>,
    type_name: &'static str,
}

enum What<'a> {
    Error(Box<dyn Error + 'a>),
    Text(String),
    /// An answer: its status says all that may be said of it.
    Status(String),
}

impl Failure<'_> {
    /// The error's type, which stands for it where one word is asked for; none where that is its status.
    pub(super) const fn type_name(&self) -> Option<&'static str> {
        if matches!(self.what, What::Status(_)) { None } else { Some(self.type_name) }
    }

    /// Records it on the span of a context.
    pub fn record(&self, context: &Context, class: Class) {
        match &self.what {
            What::Error(error) => record_error(context, &**error, self.type_name, class),
            What::Text(text) | What::Status(text) => {
                record_failure(context, text.clone(), self.type_name, class);
            }
        }
    }
}

impl Display for Failure<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Error(error) => formatter.write_str(&chain(&**error).join(": ")),
            What::Text(text) | What::Status(text) => formatter.write_str(&without_secrets(text)),
        }
    }
}

/// For answers that stand for errors: of what they hold, nothing is said but the status.
pub trait TellStatus<'a> {
    /// Returns the status.
    fn failure(&self) -> Failure<'a>;
}

impl<'a, E: Answer> TellStatus<'a> for &&&&Failed<'a, E> {
    fn failure(&self) -> Failure<'a> {
        Failure { what: What::Status(self.0.text()), type_name: type_name::<E>() }
    }
}

/// For errors of the standard library's kind.
pub trait TellError<'a> {
    /// Returns the error with its causes.
    fn failure(&self) -> Failure<'a>;
}

impl<'a, E: Error> TellError<'a> for &&&Failed<'a, E> {
    fn failure(&self) -> Failure<'a> {
        Failure { what: What::Error(Box::new(self.0)), type_name: type_name::<E>() }
    }
}

/// For what holds such an error: `Box<dyn Error>`, `anyhow::Error`.
pub trait TellInner<'a> {
    /// Returns the error inside with its causes.
    fn failure(&self) -> Failure<'a>;
}

impl<'a, E: Deref<Target: Error>> TellInner<'a> for &&Failed<'a, E> {
    fn failure(&self) -> Failure<'a> {
        let inner: &'a E::Target = self.0;
        Failure { what: What::Error(Box::new(inner)), type_name: type_name::<E>() }
    }
}

/// For what can be shown to people.
pub trait TellDisplay<'a> {
    /// Returns its text.
    fn failure(&self) -> Failure<'a>;
}

impl<'a, E: Display> TellDisplay<'a> for &Failed<'a, E> {
    fn failure(&self) -> Failure<'a> {
        Failure { what: What::Text(self.0.to_string()), type_name: type_name::<E>() }
    }
}

/// For what can be shown to programmers only.
pub trait TellDebug<'a> {
    /// Returns its text.
    fn failure(&self) -> Failure<'a>;
}

impl<'a, E: Debug> TellDebug<'a> for Failed<'a, E> {
    fn failure(&self) -> Failure<'a> {
        Failure { what: What::Text(format!("{:?}", self.0)), type_name: type_name::<E>() }
    }
}

/// For what cannot be shown at all: of a handler's error nobody asks that.
pub trait TellType<'a> {
    /// Returns the name of its type.
    fn failure(self) -> Failure<'a>;
}

impl<'a, E> TellType<'a> for Failed<'a, E> {
    fn failure(self) -> Failure<'a> {
        Failure { what: What::Text(type_name::<E>().to_owned()), type_name: type_name::<E>() }
    }
}

/// For errors that know whose fault they are.
pub trait OfClass {
    /// Returns the error's class.
    fn class(&self) -> Class;
}

impl<E: ErrorClass> OfClass for &&Failed<'_, E> {
    fn class(&self) -> Class {
        self.0.class()
    }
}

/// For what holds such an error.
pub trait ClassOfInner {
    /// Returns the class of the error inside.
    fn class(&self) -> Class;
}

impl<E: Deref<Target: ErrorClass>> ClassOfInner for &Failed<'_, E> {
    fn class(&self) -> Class {
        self.0.deref().class()
    }
}

/// For all others: the service is to blame.
pub trait OfNoClass {
    /// Returns [`Class::ServerFault`].
    fn class(&self) -> Class;
}

impl<E> OfNoClass for Failed<'_, E> {
    fn class(&self) -> Class {
        Class::ServerFault
    }
}
