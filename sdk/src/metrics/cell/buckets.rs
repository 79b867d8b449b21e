//! A histogram whose bounds were given.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use super::{Cell, Life, Sample, number::private::Bits};
use crate::metrics::snapshot::{Buckets, Exemplar, Number, Total};

/// Upper bounds of the buckets, ascending and finite; the last bucket has none.
pub(crate) struct Bounds {
    given: &'static [f64],
    shared: OnceLock<Arc<[f64]>>,
}

impl Bounds {
    pub(crate) const fn new(given: &'static [f64]) -> Self {
        Self { given, shared: OnceLock::new() }
    }

    /// Returns the bucket that a value belongs to: the first whose bound is not below it.
    ///
    /// Few bounds are passed one after the other, without a branch that could be foretold wrongly.
    #[inline]
    fn bucket(&self, value: f64) -> usize {
        self.given.iter().map(|bound| usize::from(*bound < value)).sum()
    }

    fn shared(&self) -> Arc<[f64]> {
        self.shared.get_or_init(|| self.given.into()).clone()
    }
}

/// Counts for each bucket, made when the series is touched first.
#[derive(Default)]
pub(crate) struct BucketCell {
    life: Life,
    spread: OnceLock<Box<Spread>>,
    sample: Sample,
}

#[repr(align(64))]
struct Spread {
    sum: AtomicU64,
    least: AtomicU64,
    most: AtomicU64,
    counts: Box<[AtomicU64]>,
}

impl BucketCell {
    /// Records a value; the caller has seen that it is finite.
    #[inline]
    pub(crate) fn record(&self, value: f64, bounds: &Bounds) {
        let spread = self.spread.get_or_init(|| Box::new(Spread::new(bounds.given.len() + 1)));
        spread.record(value, bounds.bucket(value));
        self.sample.offer(|| Number::Float(value));
    }
}

impl Spread {
    #[cold]
    fn new(buckets: usize) -> Self {
        let zero = || AtomicU64::new(0);
        let counts = (0..buckets).map(|_| zero()).collect();
        let spread = Self { sum: zero(), least: zero(), most: zero(), counts };
        spread.clear();
        spread
    }

    fn clear(&self) {
        self.sum.store(0, Relaxed);
        self.least.store(f64::INFINITY.to_bits(), Relaxed);
        self.most.store(f64::NEG_INFINITY.to_bits(), Relaxed);
        self.counts.iter().for_each(|count| count.store(0, Relaxed));
    }

    #[inline]
    fn record(&self, value: f64, bucket: usize) {
        if let Some(count) = self.counts.get(bucket) {
            count.fetch_add(1, Relaxed);
        }
        value.add_to(&self.sum);
        if value < float(&self.least) {
            replace(&self.least, value, |value, least| value < least);
        }
        if value > float(&self.most) {
            replace(&self.most, value, |value, most| value > most);
        }
    }

    fn total(&self, counts: &[u64]) -> Total {
        let count = counts.iter().sum();
        let range = (float(&self.least), float(&self.most));
        Total { count, sum: float(&self.sum), range: (range.0 <= range.1).then_some(range) }
    }
}

fn float(bits: &AtomicU64) -> f64 {
    f64::from_bits(bits.load(Relaxed))
}

#[cold]
fn replace(bits: &AtomicU64, value: f64, is_better: fn(f64, f64) -> bool) {
    let better = |seen| is_better(value, f64::from_bits(seen)).then(|| value.to_bits());
    // What was not replaced was better.
    let _ = bits.fetch_update(Relaxed, Relaxed, better);
}

impl Cell for BucketCell {
    type Shape = Bounds;
    type Reading = Buckets;

    #[inline]
    fn life(&self) -> &Life {
        &self.life
    }

    fn read(&self, bounds: &Bounds) -> Buckets {
        let spread = self.spread.get();
        let counts = spread.map_or_else(
            || vec![0; bounds.given.len() + 1],
            |spread| spread.counts.iter().map(|count| count.load(Relaxed)).collect(),
        );
        let total = spread.map_or_else(Total::default, |spread| spread.total(&counts));
        Buckets { bounds: bounds.shared(), counts, total }
    }

    fn exemplar(&self) -> Option<Exemplar> {
        self.sample.take()
    }

    fn clear(&self) {
        if let Some(spread) = self.spread.get() {
            spread.clear();
        }
        self.sample.clear();
        self.life.end();
    }

    fn cost(bounds: &Bounds) -> u64 {
        bounds.given.len() as u64 + 1
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use proptest::prelude::*;

    use super::*;

    const BOUNDS: &[f64] = &[-1.0, 0.0, 0.005, 0.1, 2.5, 1e9];

    fn read(values: &[f64]) -> Buckets {
        let (bounds, cell) = (Bounds::new(BOUNDS), BucketCell::default());
        for value in values {
            cell.record(*value, &bounds);
        }
        cell.read(&bounds)
    }

    #[test]
    fn a_bound_belongs_to_its_bucket() {
        assert_eq!(read(&[-1.0, 0.0, 0.1, 1e9]).counts, [1, 1, 0, 1, 0, 1, 0]);
        assert_eq!(read(&[-1.1, -0.9, 0.11, 1.1e9]).counts, [1, 1, 0, 0, 1, 0, 1]);
    }

    #[test]
    fn a_total_says_count_sum_and_range() {
        assert_eq!(read(&[2.0, -0.5, 4.0]).total, Total { count: 3, sum: 5.5, range: Some((-0.5, 4.0)) });
        assert_eq!(read(&[]).total, Total::default());
    }

    #[test]
    fn threads_lose_nothing() {
        let (bounds, cell) = (Bounds::new(BOUNDS), BucketCell::default());
        thread::scope(|scope| {
            for thread in 0..4 {
                let (bounds, cell) = (&bounds, &cell);
                scope.spawn(move || (0..5_000).for_each(|_| cell.record(f64::from(thread), bounds)));
            }
        });
        let read = cell.read(&bounds);
        assert_eq!(read.counts, [0, 5_000, 0, 0, 10_000, 5_000, 0]);
        assert_eq!(read.total, Total { count: 20_000, sum: 30_000.0, range: Some((0.0, 3.0)) });
    }

    proptest! {
        #[test]
        fn a_value_lies_within_its_bucket(value in prop_oneof![-1e12..1e12, -2.0..3.0, Just(0.1), Just(-1.0)]) {
            let read = read(&[value]);
            let bucket = read.counts.iter().position(|count| *count == 1).unwrap();
            prop_assert!(bucket.checked_sub(1).is_none_or(|below| BOUNDS[below] < value));
            prop_assert!(BOUNDS.get(bucket).is_none_or(|bound| value <= *bound));
        }
    }
}
