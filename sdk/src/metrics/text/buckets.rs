//! Histograms with bounds that both formats can show.

use super::{exemplar::largest_within, number::bound, samples::Samples};
use crate::metrics::snapshot::{Buckets, ExponentialBuckets, Point, Range, Total};

/// A histogram with ascending upper bounds, and what lies above the last.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Classic {
    buckets: Vec<(f64, u64)>,
    above: u64,
    total: Total,
}

impl Classic {
    pub(super) fn of(buckets: &Buckets) -> Self {
        let mut classic = Self { total: buckets.total, ..Self::default() };
        for (bound, count) in buckets.bounds.iter().zip(&buckets.counts) {
            classic.push(*bound, *count);
        }
        let beyond = buckets.counts.get(buckets.bounds.len()..).unwrap_or_default();
        classic.above = beyond.iter().fold(classic.above, |sum, count| sum.saturating_add(*count));
        // Buckets need not be kept: their number is known all the same.
        if buckets.counts.is_empty() {
            classic.above = buckets.total.count;
        }
        classic
    }

    /// Joins buckets until each bound is a power of two.
    pub(super) fn of_exponential(buckets: &ExponentialBuckets) -> Self {
        let mut classic = Self { total: buckets.total, ..Self::default() };
        let [negative, positive] =
            [&buckets.negative, &buckets.positive].map(|range| Octaves::of(range, buckets.scale));
        for (index, count) in negative.counts.iter().enumerate().rev() {
            classic.push(-negative.lower(index), *count);
        }
        if buckets.zero_count > 0 || !negative.counts.is_empty() {
            classic.push(buckets.zero_threshold.max(0.0), buckets.zero_count);
        }
        if !positive.counts.is_empty() {
            classic.push(positive.lower(0), 0);
        }
        for (index, count) in positive.counts.iter().enumerate() {
            classic.push(positive.lower(index + 1), *count);
        }
        classic
    }

    /// Adds a bucket; what has no bound that is above the last one's belongs to the next.
    fn push(&mut self, bound: f64, count: u64) {
        self.above = self.above.saturating_add(count);
        if bound < f64::INFINITY && self.buckets.last().is_none_or(|(last, _)| *last < bound) {
            self.buckets.push((bound, std::mem::take(&mut self.above)));
        }
    }

    pub(super) fn write<V>(&self, samples: &mut Samples<'_>, point: &Point<V>) -> bool {
        let (mut below, mut lower) = (0_u64, f64::NEG_INFINITY);
        for (upper, count) in self.buckets.iter().copied().chain([(f64::INFINITY, self.above)]) {
            below = below.saturating_add(count);
            let exemplar = largest_within(&point.exemplars, lower, upper);
            samples.sample("_bucket", Some(("le", &bound(upper))), &below.to_string(), exemplar.as_deref());
            lower = upper;
        }
        let has_negative = self.buckets.iter().any(|(bound, _)| *bound < 0.0);
        samples.totals(below, self.total, has_negative);
        samples.created(point);
        true
    }
}

/// Exponential buckets joined until the lower bound of each is `2^(factor * index)`.
struct Octaves {
    first: i64,
    factor: f64,
    counts: Vec<u64>,
}

impl Octaves {
    fn of(range: &Range, scale: i8) -> Self {
        let shift = u32::from(scale.max(0).unsigned_abs());
        let factor = f64::from(scale.min(0)).abs().exp2();
        let index = |position: usize| (i64::from(range.offset) + position as i64) >> shift;
        let Some(from) = range.counts.iter().position(|count| *count > 0) else {
            return Self { first: 0, factor, counts: Vec::new() };
        };
        let first = index(from);
        let mut counts: Vec<u64> = Vec::new();
        for (position, count) in range.counts.iter().enumerate().skip(from).filter(|(_, count)| **count > 0) {
            let place = usize::try_from(index(position) - first).unwrap_or(0);
            counts.resize(counts.len().max(place + 1), 0);
            counts[place] = counts[place].saturating_add(*count);
        }
        Self { first, factor, counts }
    }

    /// Returns the lower bound of a bucket, which is the upper one of the bucket before.
    fn lower(&self, index: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "no float has an exponent that this would round")]
        let exponent = self.first.saturating_add(index as i64) as f64 * self.factor;
        exponent.exp2()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(count: u64) -> Total {
        Total { count, sum: 1.0, range: None }
    }

    #[test]
    fn bounds_that_do_not_ascend_leave_their_values_to_the_next() {
        let bounds = [1.0, f64::NAN, 1.0, 2.0, f64::INFINITY].into();
        let classic = Classic::of(&Buckets { bounds, counts: vec![1, 2, 3, 4, 5, 6], total: total(21) });
        assert_eq!(classic.buckets, [(1.0, 1), (2.0, 9)]);
        assert_eq!(classic.above, 11);
        let classic = Classic::of(&Buckets { bounds: [].into(), counts: vec![], total: total(7) });
        assert_eq!((classic.buckets.len(), classic.above), (0, 7));
    }

    #[test]
    fn exponential_buckets_have_powers_of_two_as_bounds_whatever_their_scale() {
        let exponential = |scale, positive, negative| ExponentialBuckets {
            scale,
            zero_count: 1,
            zero_threshold: 0.0,
            positive,
            negative,
            total: total(0),
        };
        // At scale 2 four buckets double: -2 and -1 end at 1, 0 to 3 at 2.
        let positive = Range { offset: -2, counts: vec![1, 1, 1, 0, 0, 1, 0, 0] };
        let negative = Range { offset: 4, counts: vec![0, 2] };
        let classic = Classic::of_exponential(&exponential(2, positive, negative));
        assert_eq!(classic.buckets, [(-2.0, 2), (0.0, 1), (0.5, 0), (1.0, 2), (2.0, 2)]);
        assert_eq!(classic.above, 0);
        // At scale -1 each bucket quadruples.
        let positive = Range { offset: 1, counts: vec![3, 4] };
        let classic = Classic::of_exponential(&exponential(-1, positive, Range::default()));
        assert_eq!(classic.buckets, [(0.0, 1), (4.0, 0), (16.0, 3), (64.0, 4)]);
        // What no float can bound is above all bounds.
        let positive = Range { offset: 1023, counts: vec![5] };
        let classic = Classic::of_exponential(&exponential(0, positive, Range::default()));
        assert_eq!((classic.buckets.last().unwrap().0, classic.above), (1023_f64.exp2(), 5));
    }
}
