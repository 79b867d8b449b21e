//! A set of labels as one number, label by label.

use super::Slots;

/// A number in mixed radix that grows by a digit for each label; what `#[derive(Labels)]` expands to.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Position {
    number: u64,
    radix: u64,
}

impl Position {
    /// Of no label.
    #[expect(clippy::inline_always, reason = "what is left of it is multiplications by constants")]
    #[inline(always)]
    #[must_use]
    pub const fn start() -> Self {
        Self { number: 0, radix: 1 }
    }

    /// Adds a label of a closed set, by its index and their number.
    #[expect(clippy::inline_always, reason = "what is left of it is multiplications by constants")]
    #[inline(always)]
    #[must_use]
    pub const fn closed(self, index: usize, count: usize) -> Self {
        self.digit(index as u64, count as u64)
    }

    /// Adds a label that is text, the set's `nth` one, of at most `max` values.
    #[inline]
    #[must_use]
    pub fn text(self, slots: &Slots<'_>, nth: usize, value: &str, max: u32) -> Self {
        let none = u64::from(max) + 1;
        self.digit(if value.is_empty() { none } else { slots.digit(nth, value) }, none + 1)
    }

    /// Returns the number.
    #[expect(clippy::inline_always, reason = "what is left of it is multiplications by constants")]
    #[inline(always)]
    #[must_use]
    pub const fn number(self) -> u64 {
        self.number
    }

    /// Wraps where an implementation by hand says an index it does not have: the store knows no such position.
    #[expect(clippy::inline_always, reason = "what is left of it is multiplications by constants")]
    #[inline(always)]
    const fn digit(self, digit: u64, count: u64) -> Self {
        let number = self.number.wrapping_add(digit.wrapping_mul(self.radix));
        Self { number, radix: self.radix.wrapping_mul(count) }
    }
}
