//! What is kept of measurements that found no room for a series of their own, whatever their labels say.

use std::panic::Location;

use super::{
    Caller, Full,
    callers::Callers,
    distinct::Distinct,
    refusals::ONE_IN,
    tally::{Tally, mixed},
};

/// Counts, callers, and a sketch of the combinations of labels: some 3 KiB for an instrument that was ever full.
pub(in crate::metrics) struct Overflow {
    instrument: Tally,
    process: Tally,
    combinations: Distinct,
    callers: Callers,
}

impl Overflow {
    pub(in crate::metrics) fn new() -> Self {
        Self {
            instrument: Tally::default(),
            process: Tally::default(),
            combinations: Distinct::new(),
            callers: Callers::default(),
        }
    }

    /// Notes a measurement whose labels are this position, of the caller: one addition and two loads, mostly.
    #[inline]
    #[track_caller]
    pub(in crate::metrics) fn note(&self, position: u64, full: Full) {
        // Positions are close to each other, and zero is one of them.
        self.combinations.insert(mixed(position ^ 0x9e37_79b9_7f4a_7c15));
        let random = match full {
            Full::Instrument => self.instrument.count(),
            Full::Process => self.process.count(),
        };
        self.callers.note(Location::caller(), u64::from(random.is_multiple_of(ONE_IN)) * ONE_IN);
    }

    pub(super) fn by_instrument(&self) -> u64 {
        self.instrument.total()
    }

    pub(super) fn by_process(&self) -> u64 {
        self.process.total()
    }

    pub(super) fn callers(&self) -> Vec<Caller> {
        self.callers.seen()
    }

    pub(super) fn combinations(&self) -> u64 {
        self.combinations.estimate()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measurements_are_counted_by_budget_and_their_combinations_once() {
        let overflow = Overflow::new();
        for position in 0..100 {
            (0..3).for_each(|_| overflow.note(position, Full::Instrument));
            overflow.note(position, Full::Process);
        }
        assert_eq!((overflow.by_instrument(), overflow.by_process()), (300, 100));
        assert!((90..=110).contains(&overflow.combinations()), "{}", overflow.combinations());
        assert!(size_of::<Overflow>() <= 3 * 1024 + 256, "{}", size_of::<Overflow>());
    }
}
