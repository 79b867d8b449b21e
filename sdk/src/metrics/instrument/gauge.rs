//! A value that is set.

use std::time::SystemTime;

use super::{Description, Guarded, Instrument, Series};
use crate::metrics::{
    cell::{NumberCell, Numeric},
    labels::Labels,
    snapshot::{Data, Point},
};

/// Shows the value that was set last: `f64` unless it is `Gauge<L, i64>` or `Gauge<L, u64>`.
///
/// ```
/// use tracewell::metrics::Gauge;
///
/// #[tracewell::metrics(prefix = "shop")]
/// struct Shop {
///     /// How full the store is.
///     #[gauge(unit = "1")]
///     stock_utilization: Gauge,
/// }
///
/// Shop::get().stock_utilization.set(0.75, &());
/// ```
pub struct Gauge<L = (), N: Numeric = f64>(Series<L, NumberCell<N>>);

impl<L, N: Numeric> Gauge<L, N> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(description: Description) -> Self {
        // What was set stands until it is set again.
        Self(Series::keeping(description, (), |_| false))
    }
}

impl<L: Labels, N: Numeric> Gauge<L, N> {
    /// Sets the value of these labels, in the instrument's unit.
    ///
    /// # Cost
    /// With closed labels one atomic store and a few reads, without a lock.
    #[inline]
    #[track_caller]
    pub fn set(&self, value: N, labels: &impl Labels<Set = L>) {
        if !cfg!(feature = "off") {
            self.0.with(labels, |cell| cell.set(value));
        }
    }
}

impl<L: Labels, N: Numeric> Instrument for Gauge<L, N> {
    fn description(&self) -> &Description {
        &self.0.description
    }

    fn guarded(&self) -> &dyn Guarded {
        &self.0
    }

    fn read(&self, _since: SystemTime, now: SystemTime) -> Data {
        let points = self.0.points(now, |number| number).into_iter();
        Data::Gauge { points: points.map(|point| Point { start: now, ..point }).collect() }
    }
}
