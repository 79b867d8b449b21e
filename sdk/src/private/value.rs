//! How values become attributes.

use std::{
    borrow::Cow,
    convert::Infallible,
    fmt::{Debug, Display},
    num::NonZero,
    rc::Rc,
    sync::Arc,
};

use opentelemetry::{Array, StringValue, Value};

/// What an attribute can hold as it is; `None` is recorded as nothing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number, truth value or text, nor a list of those",
    label = "an attribute cannot hold this as it is",
    note = "put `%` before the value for what `Display` shows of it, or `?` for `Debug`"
)]
pub trait ToValue {
    /// Returns the attribute's value; none where nothing is to be recorded.
    fn to_value(&self) -> Option<Value>;
}

/// What a list in an attribute can hold.
#[diagnostic::on_unimplemented(
    message = "a list of `{Self}` is no attribute",
    note = "put `?` before the value for what `Debug` shows of it"
)]
pub trait Element: Sized {
    /// Returns the list as OpenTelemetry has it.
    fn list(elements: &[Self]) -> Array;
}

/// Implements [`ToValue`], and [`Element`] where there is a kind of list for it.
macro_rules! values {
    ($($ty:ty => |$value:ident| $expression:expr $(, $kind:ident($element:ty))?;)*) => {$(
        impl ToValue for $ty {
            fn to_value(&self) -> Option<Value> {
                let $value = self;
                Some(Value::from($expression))
            }
        }
        $(impl Element for $ty {
            fn list(elements: &[Self]) -> Array {
                Array::$kind(elements.iter().map(|$value| <$element>::from($expression)).collect())
            }
        })?
    )*};
}

values! {
    bool => |value| *value, Bool(bool);
    i8 => |value| i64::from(*value), I64(i64);
    i16 => |value| i64::from(*value), I64(i64);
    i32 => |value| i64::from(*value), I64(i64);
    i64 => |value| *value, I64(i64);
    u8 => |value| i64::from(*value), I64(i64);
    u16 => |value| i64::from(*value), I64(i64);
    u32 => |value| i64::from(*value), I64(i64);
    f32 => |value| f64::from(*value), F64(f64);
    f64 => |value| *value, F64(f64);
    char => |value| value.to_string(), String(StringValue);
    str => |value| value.to_owned();
    String => |value| value.clone(), String(StringValue);
    StringValue => |value| value.clone(), String(StringValue);
    Value => |value| value.clone();
}

impl Element for &str {
    fn list(elements: &[Self]) -> Array {
        Array::String(elements.iter().map(|element| StringValue::from((*element).to_owned())).collect())
    }
}

/// Implements [`ToValue`] for integers that may be too large for an attribute: those are recorded as text.
macro_rules! large {
    ($($ty:ty)*) => {$(
        impl ToValue for $ty {
            fn to_value(&self) -> Option<Value> {
                Some(i64::try_from(*self).map_or_else(|_| self.to_string().into(), Value::I64))
            }
        }
    )*};
}

large!(isize usize u64 i128 u128);

macro_rules! not_zero {
    ($($ty:ty)*) => {$(
        impl ToValue for NonZero<$ty> {
            fn to_value(&self) -> Option<Value> {
                self.get().to_value()
            }
        }
    )*};
}

not_zero!(u8 u16 u32 u64 usize);

/// Implements [`ToValue`] for what points to a value.
macro_rules! pointers {
    ($($ty:ty)*) => {$(
        impl<T: ToValue + ?Sized> ToValue for $ty {
            fn to_value(&self) -> Option<Value> {
                T::to_value(self)
            }
        }
    )*};
}

pointers!(&T &mut T Box<T> Rc<T> Arc<T>);

impl<T: ToValue + ToOwned + ?Sized> ToValue for Cow<'_, T> {
    fn to_value(&self) -> Option<Value> {
        T::to_value(self)
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Option<Value> {
        self.as_ref().and_then(T::to_value)
    }
}

impl<T: Element> ToValue for [T] {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Array(T::list(self)))
    }
}

impl<T: Element> ToValue for Vec<T> {
    fn to_value(&self) -> Option<Value> {
        self.as_slice().to_value()
    }
}

impl<T: Element, const N: usize> ToValue for [T; N] {
    fn to_value(&self) -> Option<Value> {
        self.as_slice().to_value()
    }
}

/// `%value`.
pub struct Displayed<'a, T: ?Sized>(pub &'a T);

/// `?value`.
pub struct Debugged<'a, T: ?Sized>(pub &'a T);

/// Text of anything; an `Option` has a method of the same name, which comes first and looks inside.
pub trait Shown {
    /// Returns the text.
    fn shown(&self) -> Option<Value>;
}

macro_rules! shown {
    ($($wrapper:ident: $bound:ident, $format:literal;)*) => {$(
        impl<T: $bound + ?Sized> Shown for $wrapper<'_, T> {
            fn shown(&self) -> Option<Value> {
                Some(format!($format, self.0).into())
            }
        }

        impl<T: $bound> $wrapper<'_, Option<T>> {
            /// Returns the text of what is inside.
            #[must_use]
            pub fn shown(&self) -> Option<Value> {
                self.0.as_ref().map(|value| format!($format, value).into())
            }
        }

        impl<T: $bound> $wrapper<'_, &Option<T>> {
            /// Returns the text of what is inside.
            #[must_use]
            pub fn shown(&self) -> Option<Value> {
                self.0.as_ref().map(|value| format!($format, value).into())
            }
        }
    )*};
}

shown! {
    Displayed: Display, "{}";
    Debugged: Debug, "{:?}";
}

/// A function's answer: of a `Result` only what is in `Ok` counts.
pub struct Returned<'a, T: ?Sized>(pub &'a T);

/// The whole of an answer; a `Result` has a method of the same name, which comes first.
pub trait Whole<'a, T: ?Sized> {
    /// Returns what is to be recorded.
    fn answer(&self) -> Option<&'a T>;
}

impl<'a, T: ?Sized> Whole<'a, T> for Returned<'a, T> {
    fn answer(&self) -> Option<&'a T> {
        Some(self.0)
    }
}

impl<'a, T, E> Returned<'a, Result<T, E>> {
    /// Returns what is in `Ok`.
    #[must_use]
    pub const fn answer(&self) -> Option<&'a T> {
        match self.0 {
            Ok(value) => Some(value),
            Err(_) => None,
        }
    }
}

/// The error of an answer that has none; a `Result` has a method of the same name, which comes first.
pub trait Faultless<'a> {
    /// Returns none.
    fn error(&self) -> Option<&'a Infallible>;
}

impl<'a, T: ?Sized> Faultless<'a> for Returned<'a, T> {
    fn error(&self) -> Option<&'a Infallible> {
        None
    }
}

impl<'a, T, E> Returned<'a, Result<T, E>> {
    /// Returns what is in `Err`.
    #[must_use]
    pub const fn error(&self) -> Option<&'a E> {
        match self.0 {
            Ok(_) => None,
            Err(error) => Some(error),
        }
    }
}
