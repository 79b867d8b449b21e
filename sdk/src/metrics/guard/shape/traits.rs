//! What one pass over a value shows, so that most rules need not look at it.

use super::Shape;

/// Counts by which most shapes can be ruled out.
#[derive(Default)]
pub(super) struct Traits {
    length: usize,
    digits: usize,
    dots: usize,
    colons: usize,
    hyphens: usize,
    has_at: bool,
    longest_token: usize,
    longest_digits: usize,
}

impl Traits {
    pub(super) fn of(value: &[u8]) -> Self {
        let mut traits = Self { length: value.len(), ..Self::default() };
        let (mut token, mut digits) = (0, 0);
        for byte in value {
            let is_digit = byte.is_ascii_digit();
            traits.digits += usize::from(is_digit);
            traits.dots += usize::from(*byte == b'.');
            traits.colons += usize::from(*byte == b':');
            traits.hyphens += usize::from(*byte == b'-');
            traits.has_at |= *byte == b'@';
            digits = if is_digit { digits + 1 } else { 0 };
            token = if byte.is_ascii_alphanumeric() { token + 1 } else { 0 };
            traits.longest_digits = traits.longest_digits.max(digits);
            traits.longest_token = traits.longest_token.max(token);
        }
        traits
    }

    /// Whether a value could have this shape; never false where it has.
    pub(super) const fn allow(&self, shape: Shape) -> bool {
        match shape {
            Shape::Long => true,
            Shape::Jwt => self.dots == 2 && self.length > 10,
            Shape::Email => self.has_at && self.dots > 0,
            Shape::Ip => self.dots >= 3 || self.colons >= 2,
            Shape::Uuid => self.hyphens == 4 && self.length >= 36,
            Shape::Ulid => self.longest_token == 26,
            Shape::Timestamp => self.hyphens >= 2 && self.colons > 0 && self.digits >= 12,
            Shape::Pod => self.hyphens >= 2 && self.digits > 0,
            Shape::Hex | Shape::HighEntropy => self.longest_token >= 16,
            Shape::Digits => self.longest_digits >= 8 || self.digits >= 12,
            Shape::Base64 => self.length >= 20 && self.dots == 0 && self.colons == 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Shape, Traits};

    proptest! {
        #[test]
        fn nothing_that_fits_is_ruled_out(value in "[0-9a-fxA-Z@.:=_/ -]{0,40}|([0-9a-f]{1,4}[.:-]){1,8}[0-9a-f]{1,12}") {
            let traits = Traits::of(value.as_bytes());
            for shape in Shape::ALL {
                prop_assert!(traits.allow(shape) || !shape.fits(&value), "{shape}: {value}");
            }
        }
    }
}
