//! A value that no log, trace or error message shows.

use std::fmt;

use serde::{Serialize, Serializer};

/// What stands in place of a redacted value.
pub(crate) const REDACTED: &str = "[redacted]";

/// Wraps a value so that `Debug`, `Display` and `serde::Serialize` print `[redacted]`.
///
/// Deriving the three on a struct with a `Secret` field is therefore safe. The value itself is reached through
/// [`Secret::expose`] only, which is easy to find in a review. The memory is not wiped when it is dropped.
///
/// # Cost
/// None: it is as large as the value, and nothing is done to that.
///
/// # Examples
/// ```
/// let key = tracewell::Secret::new("hunter2");
/// assert_eq!(format!("{key} {key:?}"), "[redacted] [redacted]");
/// assert_eq!(*key.expose(), "hunter2");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps a value.
    #[must_use]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value for use; what is done with it is no longer protected.
    #[must_use]
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Unwraps the value.
    #[must_use]
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl<T> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(REDACTED)
    }
}
