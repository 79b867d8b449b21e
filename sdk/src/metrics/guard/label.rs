//! A label whose values are guarded, and the slots that they have.

use std::sync::{
    OnceLock,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use super::{
    MAX_LENGTH, Shape,
    refusals::{Refusals, Refused},
};

/// How a string label is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::metrics) struct GuardedLabel {
    /// Its name.
    pub name: &'static str,
    /// How many values it may have, [`OTHER`](super::OTHER) not counted.
    pub max: u32,
    /// Whether values that look like identifiers are let in. Those that are too long never are.
    pub allow_identifiers: bool,
}

impl GuardedLabel {
    /// Returns a label of so many values, none of which may look like an identifier.
    #[must_use]
    pub(in crate::metrics) const fn new(name: &'static str, max: u32) -> Self {
        Self { name, max, allow_identifiers: false }
    }

    /// Lets identifiers in.
    #[must_use]
    pub(in crate::metrics) const fn allow_identifiers(mut self) -> Self {
        self.allow_identifiers = true;
        self
    }
}

/// The place of a value among those of its label: 0 for all that have no own, else 1 to [`GuardedLabel::max`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::metrics) struct Slot(pub(super) u32);

impl Slot {
    /// The slot of [`OTHER`](super::OTHER).
    pub(in crate::metrics) const OTHER: Self = Self(0);

    /// The slot of a digit.
    pub(in crate::metrics) const fn of(digit: u32) -> Self {
        Self(digit)
    }

    /// Returns the index into an array of `max + 1` places.
    #[inline]
    #[must_use]
    pub(in crate::metrics) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What all threads see of a label, besides its index.
pub(super) struct Label {
    pub(super) declared: GuardedLabel,
    /// How many slots nobody has; written under the table's lock.
    pub(super) left: AtomicU32,
    /// Made by the first value that is refused.
    refusals: OnceLock<Box<Refusals>>,
}

impl Label {
    pub(super) const fn new(declared: GuardedLabel) -> Self {
        Self { declared, left: AtomicU32::new(declared.max), refusals: OnceLock::new() }
    }

    /// Returns why a value may not have a slot, whatever is left.
    pub(super) fn shape_of(&self, value: &str) -> Option<Shape> {
        if self.declared.allow_identifiers {
            return (value.len() > MAX_LENGTH).then_some(Shape::Long);
        }
        Shape::of(value)
    }

    #[inline]
    pub(super) fn refuse(&self, refused: Refused<'_>) {
        let allows = self.declared.allow_identifiers;
        if let Some(refusals) = self.refusals.get() {
            return refusals.note(refused, allows);
        }
        let refusals = self.refusals.get_or_init(|| Box::new(Refusals::new()));
        refusals.note(refused, allows);
        // The first one is always a sample: a report without any says little.
        refusals.sample(refused, allows);
    }

    pub(super) fn refusals(&self) -> Option<&Refusals> {
        self.refusals.get().map(|refusals| &**refusals)
    }

    pub(super) fn admitted(&self) -> u32 {
        self.declared.max - self.left.load(Relaxed)
    }
}
