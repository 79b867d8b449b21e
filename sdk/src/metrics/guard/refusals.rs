//! What is kept of the values of one label that were refused: counts and sketches of fixed size, never the values.
//!
//! The one exception are up to 32 values that come often, because they may get a slot; they leave the process only as
//! the label's value then.

use std::{
    panic::Location,
    sync::{
        Mutex, PoisonError, TryLockError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use super::{Caller, Sample, Shape, callers::Callers, distinct::Distinct, frequent::Frequent, tally::Tally};

/// One in so many refused values is looked at more closely; the others are counted.
pub(super) const ONE_IN: u64 = 64;
/// How many samples a report has at most.
const SAMPLES: usize = 8;

/// Some 11 KiB for a label that refused something, and nothing for one that did not.
pub(super) struct Refusals {
    over_budget: Tally,
    identifiers: Tally,
    distinct: Distinct,
    /// By shape: those refused for it, and, times [`ONE_IN`], the samples of those over budget.
    shapes: [AtomicU64; Shape::ALL.len()],
    callers: Callers,
    sampled: Mutex<Sampled>,
}

struct Sampled {
    frequent: Frequent,
    samples: [Option<Sample>; SAMPLES],
}

/// A value that is refused.
#[derive(Clone, Copy)]
pub(super) struct Refused<'a> {
    pub(super) hash: u64,
    pub(super) value: &'a str,
    pub(super) reason: Reason,
    /// Who asked for it.
    pub(super) caller: &'static Location<'static>,
}

/// Why a value is refused.
#[derive(Clone, Copy)]
pub(super) enum Reason {
    /// There is no slot left, or no cell.
    OverBudget,
    /// It looks like an identifier.
    Shape(Shape),
}

impl Refusals {
    pub(super) fn new() -> Self {
        Self {
            over_budget: Tally::default(),
            identifiers: Tally::default(),
            distinct: Distinct::new(),
            shapes: [const { AtomicU64::new(0) }; Shape::ALL.len()],
            callers: Callers::default(),
            sampled: Mutex::new(Sampled { frequent: Frequent::new(), samples: [None; SAMPLES] }),
        }
    }

    /// Notes a refused value.
    ///
    /// One addition and two loads, mostly; one in 64 is a sample, unless another thread is taking one.
    #[inline]
    pub(super) fn note(&self, refused: Refused<'_>, allows: bool) {
        self.distinct.insert(refused.hash);
        let (is_sample, weight) = match refused.reason {
            Reason::OverBudget => {
                let is_sample = self.over_budget.count().is_multiple_of(ONE_IN);
                (is_sample, u64::from(is_sample) * ONE_IN)
            }
            Reason::Shape(shape) => {
                self.shapes[shape as usize].fetch_add(1, Relaxed);
                (self.identifiers.count().is_multiple_of(ONE_IN), 1)
            }
        };
        self.callers.note(refused.caller, weight);
        if is_sample {
            self.sample(refused, allows);
        }
    }

    /// Looks at a value more closely.
    #[cold]
    pub(super) fn sample(&self, Refused { hash, value, reason, .. }: Refused<'_>, allows: bool) {
        let shape = match reason {
            Reason::Shape(shape) => Some(shape),
            Reason::OverBudget => Shape::of(value),
        };
        if let (Reason::OverBudget, Some(shape)) = (reason, shape) {
            self.shapes[shape as usize].fetch_add(ONE_IN, Relaxed);
        }
        let mut sampled = match self.sampled.try_lock() {
            Ok(sampled) => sampled,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        sampled.keep(Sample::of(value, shape));
        if shape.is_none() || allows {
            sampled.frequent.offer(hash, value);
        }
    }

    /// Whether a value has earned a slot.
    pub(super) fn has_frequent(&self) -> bool {
        self.sampled.lock().unwrap_or_else(PoisonError::into_inner).frequent.most_frequent().is_some()
    }

    /// Returns the value that has earned a slot most, which is forgotten here.
    pub(super) fn take_most_frequent(&self) -> Option<(u64, String)> {
        self.sampled.lock().unwrap_or_else(PoisonError::into_inner).frequent.take_most_frequent()
    }

    /// Lets what was frequent count half: once for each collection.
    pub(super) fn age(&self) {
        self.sampled.lock().unwrap_or_else(PoisonError::into_inner).frequent.age();
    }

    pub(super) fn over_budget(&self) -> u64 {
        self.over_budget.total()
    }

    pub(super) fn identifiers(&self) -> u64 {
        self.identifiers.total()
    }

    pub(super) fn distinct(&self) -> u64 {
        self.distinct.estimate()
    }

    pub(super) fn shapes(&self) -> Vec<(Shape, u64)> {
        let counts = Shape::ALL.into_iter().map(|shape| (shape, self.shapes[shape as usize].load(Relaxed)));
        counts.filter(|(_, count)| *count > 0).collect()
    }

    pub(super) fn callers(&self) -> Vec<Caller> {
        self.callers.seen()
    }

    pub(super) fn samples(&self) -> Vec<Sample> {
        let sampled = self.sampled.lock().unwrap_or_else(PoisonError::into_inner);
        sampled.samples.iter().flatten().copied().collect()
    }
}

impl Sampled {
    /// Keeps a sample if there is room and none like it.
    fn keep(&mut self, sample: Sample) {
        if self.samples.contains(&Some(sample)) {
            return;
        }
        if let Some(place) = self.samples.iter_mut().find(|place| place.is_none()) {
            *place = Some(sample);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Refusals;

    #[test]
    fn what_is_kept_of_a_label_is_bounded() {
        assert!(size_of::<Refusals>() <= 11 * 1024, "{}", size_of::<Refusals>());
    }
}
