//! From text to digit: what the guard says of the texts of one measurement.

use super::dimension::{Dimension, Values};
use crate::metrics::guard::{GuardedLabel, Pin, Slot, Table};

/// The slots of an instrument's texts, which stay while this lives; what `#[derive(Labels)]` asks.
#[doc(hidden)]
pub struct Slots<'a>(Option<Pin<'a>>);

impl<'a> Slots<'a> {
    /// For a set without text.
    pub(in crate::metrics) const NONE: Self = Self(None);

    /// What it refuses is put down to the caller.
    #[inline]
    #[track_caller]
    pub(in crate::metrics) fn of(table: &'a Table) -> Self {
        Self(Some(table.pin()))
    }

    /// Puts what is refused from here on down to the caller.
    #[track_caller]
    pub(in crate::metrics) const fn ask_anew(&mut self) {
        if let Some(pin) = &mut self.0 {
            pin.ask_anew();
        }
    }

    /// Returns the digit of a text: 0 for those without a slot.
    #[inline]
    pub(super) fn digit(&self, nth: usize, value: &str) -> u64 {
        self.0.as_ref().map_or(Slot::OTHER, |pin| pin.slot(nth, value)).index() as u64
    }
}

/// Returns how the texts of a set are guarded, in the order in which they are asked for.
pub(in crate::metrics) fn guarded(dimensions: &[Dimension]) -> Vec<GuardedLabel> {
    let label = |dimension: &Dimension| match dimension.values {
        Values::Text { max, allows_identifiers: true, .. } => {
            Some(GuardedLabel::new(dimension.name, max).allow_identifiers())
        }
        Values::Text { max, allows_identifiers: false, .. } => Some(GuardedLabel::new(dimension.name, max)),
        Values::Closed { .. } => None,
    };
    dimensions.iter().filter_map(label).collect()
}
