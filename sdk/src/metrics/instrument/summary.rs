//! Quantiles that are reckoned in the process.

use std::time::SystemTime;

use super::{Description, Guarded, Instrument, Series};
use crate::metrics::{
    cell::{ExponentialCell, State, bound},
    labels::Labels,
    snapshot::{Data, Quantiles},
};

/// The quantiles where none are given.
pub const DEFAULT_QUANTILES: &[f64] = &[0.5, 0.9, 0.95, 0.99];

/// How many buckets of each sign the quantiles are taken from: 32 for each doubling over a factor of half a million.
const MAX_BUCKETS: usize = 640;

/// Shows quantiles of all values since the series began: `quantiles = [0.5, 0.99]`, else [`DEFAULT_QUANTILES`].
///
/// Quantiles of several processes cannot be joined: prefer a histogram where somebody can reckon quantiles from it.
///
/// # Error
/// A quantile is the value of its rank, off by at most 1.1 % where the largest value is at most 500,000 times the
/// smallest (in absolute terms, for each sign), and 0.6 % up to 700 times. Over the whole range of floats it says little
/// more than the order of magnitude.
///
/// ```
/// use tracewell::metrics::Summary;
///
/// #[tracewell::metrics(prefix = "shop")]
/// struct Shop {
///     /// How long the bank takes.
///     #[summary(unit = "s", quantiles = [0.5, 0.99])]
///     payment_duration: Summary,
/// }
///
/// Shop::get().payment_duration.record(0.3, &());
/// ```
pub struct Summary<L = ()> {
    series: Series<L, ExponentialCell>,
    quantiles: &'static [f64],
}

impl<L> Summary<L> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(description: Description, quantiles: &'static [f64]) -> Self {
        Self { series: Series::new(description, MAX_BUCKETS), quantiles }
    }
}

impl<L: Labels> Summary<L> {
    /// Records a value, in the instrument's unit. What is not finite is left out.
    ///
    /// # Cost
    /// A logarithm and a short lock of the series; up to 10 kB for each series and sign.
    #[inline]
    #[track_caller]
    pub fn record(&self, value: f64, labels: &impl Labels<Set = L>) {
        if cfg!(feature = "off") || !value.is_finite() {
            return;
        }
        self.series.with(labels, |cell| cell.record(value, self.series.shape));
    }
}

impl<L: Labels> Instrument for Summary<L> {
    fn description(&self) -> &Description {
        &self.series.description
    }

    fn guarded(&self) -> &dyn Guarded {
        &self.series
    }

    fn read(&self, _since: SystemTime, now: SystemTime) -> Data {
        let quantiles = |state: State| Quantiles {
            total: state.total,
            quantiles: self.quantiles.iter().filter_map(|q| Some((*q, quantile(&state, *q)?))).collect(),
        };
        Data::Summary { points: self.series.points(now, quantiles) }
    }
}

/// Returns the value of a quantile's rank; nothing where there is no value.
fn quantile(state: &State, quantile: f64) -> Option<f64> {
    let (least, most) = state.total.range?;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a rank that is off by one in 2^53"
    )]
    let rank = (quantile * (state.total.count - 1) as f64).round() as u64;
    // The ends are known exactly.
    if rank == 0 {
        return Some(least);
    }
    if rank + 1 >= state.total.count {
        return Some(most);
    }
    let mut below = 0;
    let reached = ascending(state).find(|(_, count)| {
        below += count;
        below > rank
    });
    Some(reached.map_or(most, |(value, _)| value.clamp(least, most)))
}

/// Returns all buckets by their values, each with the value that is nearest to all of it, relatively.
fn ascending(state: &State) -> impl Iterator<Item = (f64, u64)> {
    let middle = |index| {
        let (low, high) = (bound(index, state.scale), bound(index + 1, state.scale));
        if high.is_finite() { 2.0 * low / (low + high) * high } else { low }
    };
    let side = move |counts: &'_ [u64], offset| -> Vec<(f64, u64)> {
        (offset..).zip(counts).map(|(index, count)| (middle(index), *count)).collect()
    };
    let negative = side(&state.negative.counts, state.negative.offset);
    let positive = side(&state.positive.counts, state.positive.offset);
    let negative = negative.into_iter().rev().map(|(value, count)| (-value, count));
    negative.chain([(0.0, state.zeros)]).chain(positive)
}
