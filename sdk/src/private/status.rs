//! The HTTP status of what a handler answers, as far as its type tells.
//!
//! An answer becomes a response behind the handler, out of its sight: here it is asked by reference. An expansion calls
//! `(&&&Status(answer)).status()`, see [`failure`](super::failure) for how that is resolved.

#[cfg(feature = "http")]
use http::{Response, StatusCode};

#[cfg(feature = "http")]
use crate::trace::Class;
use crate::trace::ErrorClass;

/// What is, or begins with, a status.
pub trait Answer {
    /// Returns the status.
    fn code(&self) -> u16;

    /// Returns the status as people know it.
    fn text(&self) -> String;
}

/// What axum answers with status 200.
pub trait Content {}

/// An answer, or an error, of any type.
pub struct Status<'a, T>(pub &'a T);

/// For what is, or begins with, a status.
pub trait OfAnswer {
    /// Returns that.
    fn status(&self) -> Option<u16>;
}

impl<T: Answer> OfAnswer for &&&Status<'_, T> {
    fn status(&self) -> Option<u16> {
        Some(self.0.code())
    }
}

/// For errors that say what they are answered with.
pub trait OfError {
    /// Returns what the error says.
    fn status(&self) -> Option<u16>;
}

impl<T: ErrorClass> OfError for &&Status<'_, T> {
    fn status(&self) -> Option<u16> {
        self.0.status_code()
    }
}

/// For what is answered with status 200.
pub trait OfContent {
    /// Returns 200.
    fn status(&self) -> Option<u16>;
}

impl<T: Content> OfContent for &Status<'_, T> {
    fn status(&self) -> Option<u16> {
        Some(200)
    }
}

/// For all others.
pub trait OfOther {
    /// Returns none.
    fn status(&self) -> Option<u16>;
}

impl<T> OfOther for Status<'_, T> {
    fn status(&self) -> Option<u16> {
        None
    }
}

/// Implements [`Answer`] and [`ErrorClass`], by the status within.
#[cfg(feature = "http")]
macro_rules! answers {
    ($($ty:ty { $($parameter:ident)* } => |$answer:ident| $status:expr;)*) => {$(
        impl<$($parameter),*> Answer for $ty {
            fn code(&self) -> u16 {
                let $answer = self;
                StatusCode::as_u16(&$status)
            }

            fn text(&self) -> String {
                let $answer = self;
                $status.to_string()
            }
        }

        /// As its status says: 499 is `Cancelled`, 504 `Timeout`, other statuses from 500 `ServerFault`, and all below
        /// are `ClientFault`.
        impl<$($parameter),*> ErrorClass for $ty {
            fn class(&self) -> Class {
                match self.code() {
                    499 => Class::Cancelled,
                    504 => Class::Timeout,
                    500.. => Class::ServerFault,
                    _ => Class::ClientFault,
                }
            }

            fn status_code(&self) -> Option<u16> {
                Some(self.code())
            }
        }
    )*};
}

#[cfg(feature = "http")]
answers! {
    StatusCode {} => |answer| *answer;
    Response<B> { B } => |answer| answer.status();
    (StatusCode, A) { A } => |answer| answer.0;
    (StatusCode, A, B) { A B } => |answer| answer.0;
    (StatusCode, A, B, C) { A B C } => |answer| answer.0;
}

#[cfg(feature = "axum")]
answers! {
    axum::response::Redirect {} => |answer| answer.status_code();
}

#[cfg(feature = "axum")]
mod content {
    use axum::{Json, response::Html};

    use super::Content;

    impl Content for () {}
    impl Content for &'static str {}
    impl Content for String {}
    impl Content for Vec<u8> {}
    impl<T> Content for Html<T> {}
    impl<T> Content for Json<T> {}
}
