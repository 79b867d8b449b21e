//! What identifiers look like: values of which there is one for each user, request or moment.
//!
//! The rules, and why they are so, stand in `shapes.md`, which is part of the documentation of `guard`.

mod formats;
mod likelihood;
mod tokens;
mod traits;

use std::fmt;

pub(super) use tokens::has_hex;
use traits::Traits;

use super::MAX_LENGTH;

/// What an identifier looks like; the [rules](crate::metrics::guard#identifiers).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Shape {
    /// More than [`MAX_LENGTH`](super::MAX_LENGTH) bytes.
    Long,
    /// A JSON web token.
    Jwt,
    /// An address of mail.
    Email,
    /// An IPv4 or IPv6 address.
    Ip,
    /// A UUID with hyphens.
    Uuid,
    /// A ULID.
    Ulid,
    /// A date with a time of day.
    Timestamp,
    /// A Kubernetes pod of a deployment.
    Pod,
    /// 16 or more hexadecimal digits.
    Hex,
    /// 8 or more digits in a row.
    Digits,
    /// 20 or more characters of base64.
    Base64,
    /// Letters and digits that make no words.
    HighEntropy,
}

impl Shape {
    /// Every shape, in the order in which they are tried.
    pub const ALL: [Self; 12] = [
        Self::Long,
        Self::Jwt,
        Self::Email,
        Self::Ip,
        Self::Uuid,
        Self::Ulid,
        Self::Timestamp,
        Self::Pod,
        Self::Hex,
        Self::Digits,
        Self::Base64,
        Self::HighEntropy,
    ];

    /// Returns the shape of a value that looks like an identifier, by the [rules](crate::metrics::guard#identifiers).
    ///
    /// # Cost
    /// One pass over most values, a few more over what may be an identifier; no allocation. A label calls it for values that have no slot.
    ///
    /// ```
    /// use tracewell::metrics::guard::Shape;
    ///
    /// assert_eq!(Shape::of("ada@example.org"), Some(Shape::Email));
    /// assert_eq!(Shape::of("/orders/{id}"), None);
    /// ```
    #[must_use]
    pub fn of(value: &str) -> Option<Self> {
        // No rule fits what is shorter: `1.1.1.1` and `a@b.co` are the shortest identifiers.
        if value.len() < 4 {
            return None;
        }
        let traits = Traits::of(value.as_bytes());
        Self::ALL.into_iter().find(|shape| traits.allow(*shape) && shape.fits(value))
    }

    fn fits(self, value: &str) -> bool {
        match self {
            Self::Long => value.len() > MAX_LENGTH,
            Self::Jwt => formats::is_jwt(value),
            Self::Email => formats::is_email(value),
            Self::Ip => formats::is_address(value),
            Self::Uuid => formats::is_uuid(value),
            Self::Ulid => formats::is_ulid(value),
            Self::Timestamp => formats::is_timestamp(value),
            Self::Pod => formats::is_pod(value),
            Self::Hex => has_hex(value, 16),
            Self::Digits => tokens::has_digits(value),
            Self::Base64 => formats::is_base64(value),
            Self::HighEntropy => tokens::has_unlikely(value),
        }
    }

    /// Returns its name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::Jwt => "jwt",
            Self::Email => "email",
            Self::Ip => "ip",
            Self::Uuid => "uuid",
            Self::Ulid => "ulid",
            Self::Timestamp => "timestamp",
            Self::Pod => "pod",
            Self::Hex => "hex",
            Self::Digits => "digits",
            Self::Base64 => "base64",
            Self::HighEntropy => "high_entropy",
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests;
