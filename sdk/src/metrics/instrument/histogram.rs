//! How values spread: over given buckets, or over buckets that follow the values.

use std::time::SystemTime;

use super::{Description, Guarded, Instrument, Series};
use crate::metrics::{
    cell::{Bounds, BucketCell, ExponentialCell},
    labels::Labels,
    snapshot::Data,
};

/// Bounds for durations in seconds where none are given (OpenTelemetry's semantic conventions for HTTP).
pub const DURATION_BOUNDS: &[f64] =
    &[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// Bounds for everything else where none are given (OpenTelemetry's SDK).
pub const DEFAULT_BOUNDS: &[f64] = &[
    0.0, 5.0, 10.0, 25.0, 50.0, 75.0, 100.0, 250.0, 500.0, 750.0, 1_000.0, 2_500.0, 5_000.0, 7_500.0,
    10_000.0,
];

/// Whether numbers are finite, and each is above the one before.
#[doc(hidden)]
#[must_use]
pub const fn ascend(numbers: &[f64]) -> bool {
    let mut at = 0;
    while at < numbers.len() {
        if !numbers[at].is_finite() || at > 0 && numbers[at - 1] >= numbers[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// How many buckets of each sign an exponential histogram has at most (OpenTelemetry's SDK).
const MAX_BUCKETS: usize = 160;

/// Counts values by buckets whose bounds are given: `buckets = [0.1, 0.5, 2.0]`, else [`DURATION_BOUNDS`] for the unit
/// `s`, and [`DEFAULT_BOUNDS`].
///
/// ```
/// use tracewell::metrics::Histogram;
///
/// #[tracewell::metrics(prefix = "shop")]
/// struct Shop {
///     /// How long a checkout takes.
///     #[histogram(unit = "s", buckets = [0.1, 0.5, 2.0])]
///     checkout_duration: Histogram,
/// }
///
/// Shop::get().checkout_duration.record(0.3, &());
/// ```
pub struct Histogram<L = ()>(Series<L, BucketCell>);

impl<L> Histogram<L> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(description: Description, bounds: &'static [f64]) -> Self {
        Self(Series::new(description, Bounds::new(bounds)))
    }
}

impl<L: Labels> Histogram<L> {
    /// Records a value, in the instrument's unit. What is not finite is left out: it would spoil the sum for good.
    ///
    /// # Cost
    /// With closed labels two atomic instructions and a comparison for each bound, without a lock.
    #[inline]
    #[track_caller]
    pub fn record(&self, value: f64, labels: &impl Labels<Set = L>) {
        if cfg!(feature = "off") || !value.is_finite() {
            return;
        }
        self.0.with(labels, |cell| cell.record(value, &self.0.shape));
    }

    /// Whether a value of the `nth` text has a series of its own.
    #[cfg(feature = "tower")]
    pub(crate) fn knows(&self, nth: usize, value: &str) -> bool {
        self.0.knows(nth, value)
    }
}

impl<L: Labels> Instrument for Histogram<L> {
    fn description(&self) -> &Description {
        &self.0.description
    }

    fn guarded(&self) -> &dyn Guarded {
        &self.0
    }

    fn read(&self, _since: SystemTime, now: SystemTime) -> Data {
        Data::Histogram { points: self.0.points(now, |buckets| buckets) }
    }
}

/// Counts values by buckets that grow by a constant factor: as fine as 160 buckets for each sign allow.
///
/// Values within a factor of 900 fall into buckets that are 4.4 % wide.
///
/// ```
/// use tracewell::metrics::ExponentialHistogram;
///
/// #[tracewell::metrics(prefix = "shop")]
/// struct Shop {
///     /// How large a basket is.
///     #[exponential_histogram(unit = "{item}")]
///     basket_size: ExponentialHistogram,
/// }
///
/// Shop::get().basket_size.record(3.0, &());
/// ```
pub struct ExponentialHistogram<L = ()>(Series<L, ExponentialCell>);

impl<L> ExponentialHistogram<L> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(description: Description) -> Self {
        Self(Series::new(description, MAX_BUCKETS))
    }
}

impl<L: Labels> ExponentialHistogram<L> {
    /// Records a value, in the instrument's unit. What is not finite is left out.
    ///
    /// # Cost
    /// A logarithm and a short lock of the series.
    #[inline]
    #[track_caller]
    pub fn record(&self, value: f64, labels: &impl Labels<Set = L>) {
        if cfg!(feature = "off") || !value.is_finite() {
            return;
        }
        self.0.with(labels, |cell| cell.record(value, self.0.shape));
    }
}

impl<L: Labels> Instrument for ExponentialHistogram<L> {
    fn description(&self) -> &Description {
        &self.0.description
    }

    fn guarded(&self) -> &dyn Guarded {
        &self.0
    }

    fn read(&self, _since: SystemTime, now: SystemTime) -> Data {
        Data::ExponentialHistogram { points: self.0.points(now, Into::into) }
    }
}
