//! Counters: what only grows, and what grows and falls.

use std::time::SystemTime;

use super::{Description, Guarded, Instrument, Series};
use crate::metrics::{
    cell::{NumberCell, Numeric},
    labels::Labels,
    snapshot::Data,
};

/// Counts what happens: `u64` unless it is `Counter<L, f64>`.
///
/// ```
/// use tracewell::metrics::Counter;
///
/// #[tracewell::metrics(prefix = "shop")]
/// struct Shop {
///     /// Orders that customers have placed.
///     #[counter(unit = "{order}")]
///     orders: Counter,
/// }
///
/// Shop::get().orders.add(1, &());
/// ```
pub struct Counter<L = (), N: Numeric = u64>(pub(super) Series<L, NumberCell<N>>);

impl<L, N: Numeric> Counter<L, N> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(description: Description) -> Self {
        Self(Series::new(description, ()))
    }
}

impl<L: Labels, N: Numeric> Counter<L, N> {
    /// Adds to the series of these labels, in the instrument's unit. Adding 0 makes the series visible before anything
    /// has happened. What would make a counter fall, or is not finite, is left out.
    ///
    /// # Cost
    /// With closed labels one atomic addition and a few reads: some nanoseconds, without a lock. A float is added in a
    /// loop of atomic instructions.
    #[inline]
    #[track_caller]
    pub fn add(&self, value: N, labels: &impl Labels<Set = L>) {
        if cfg!(feature = "off") || !value.may_grow() {
            return;
        }
        self.0.with(labels, |cell| cell.count(value));
    }
}

impl<L: Labels, N: Numeric> Instrument for Counter<L, N> {
    fn description(&self) -> &Description {
        &self.0.description
    }

    fn guarded(&self) -> &dyn Guarded {
        &self.0
    }

    fn read(&self, _since: SystemTime, now: SystemTime) -> Data {
        Data::Sum { monotonic: true, points: self.0.points(now, |number| number) }
    }
}

/// Counts what comes and goes: `i64` unless it is `UpDownCounter<L, f64>`.
///
/// ```
/// use tracewell::metrics::UpDownCounter;
///
/// #[tracewell::metrics(prefix = "shop")]
/// struct Shop {
///     /// Checkouts under way.
///     #[up_down_counter(unit = "{checkout}")]
///     checkouts_active: UpDownCounter,
/// }
///
/// let _underway = Shop::get().checkouts_active.hold(&());
/// ```
pub struct UpDownCounter<L = (), N: Numeric = i64>(Series<L, NumberCell<N>>);

impl<L, N: Numeric> UpDownCounter<L, N> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(description: Description) -> Self {
        // What is not zero still stands for something, however long nobody has touched it.
        Self(Series::keeping(description, (), NumberCell::is_at_rest))
    }
}

impl<L: Labels, N: Numeric> UpDownCounter<L, N> {
    /// Adds to the series of these labels, in the instrument's unit; a negative value makes it fall.
    ///
    /// # Cost
    /// That of [`Counter::add`].
    #[inline]
    #[track_caller]
    pub fn add(&self, value: N, labels: &impl Labels<Set = L>) {
        if !cfg!(feature = "off") {
            self.0.with(labels, |cell| cell.add(value));
        }
    }
}

impl<L: Labels> UpDownCounter<L> {
    /// Adds one, and takes it back when the answer is dropped: also on `?`, on a panic, and where a future is dropped.
    #[inline]
    #[must_use = "it is taken back when this is dropped"]
    #[track_caller]
    pub fn hold(&self, labels: &impl Labels<Set = L>) -> Held<'_> {
        if cfg!(feature = "off") {
            return Held(None);
        }
        self.0.with(labels, |cell| {
            cell.hold();
            Held(Some(cell))
        })
    }
}

impl<L: Labels, N: Numeric> Instrument for UpDownCounter<L, N> {
    fn description(&self) -> &Description {
        &self.0.description
    }

    fn guarded(&self) -> &dyn Guarded {
        &self.0
    }

    fn read(&self, _since: SystemTime, now: SystemTime) -> Data {
        Data::Sum { monotonic: false, points: self.0.points(now, |number| number) }
    }
}

/// One that an [`UpDownCounter`] counts for as long as this lives.
pub struct Held<'a>(Option<&'a NumberCell<i64>>);

impl Drop for Held<'_> {
    /// Inlined, so that with the feature `off` nothing is left of it.
    #[inline]
    fn drop(&mut self) {
        if let Some(cell) = self.0 {
            cell.release();
        }
    }
}
