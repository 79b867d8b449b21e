//! Values that somebody else keeps, read when metrics are.

use std::{
    collections::BTreeMap,
    marker::PhantomData,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicU64},
    time::SystemTime,
};

use super::{Description, Guarded, Instrument, Series, series};
use crate::metrics::{
    cell::{Cell, NumberCell, Numeric},
    labels::{Labels, Slots, has_other},
    snapshot::{Data, Point},
};

/// What an observable instrument is.
pub mod kind {
    use crate::metrics::snapshot::{Data, Number, Point};

    /// What an observed value means.
    pub trait Kind: 'static {
        /// Whether a series has a beginning.
        #[doc(hidden)]
        const IS_SUM: bool;

        #[doc(hidden)]
        fn data(points: Vec<Point<Number>>) -> Data;
    }

    /// A sum that only grows.
    pub struct Counter;

    impl Kind for Counter {
        const IS_SUM: bool = true;

        fn data(points: Vec<Point<Number>>) -> Data {
            Data::Sum { monotonic: true, points }
        }
    }

    /// A sum that grows and falls.
    pub struct UpDownCounter;

    impl Kind for UpDownCounter {
        const IS_SUM: bool = true;

        fn data(points: Vec<Point<Number>>) -> Data {
            Data::Sum { monotonic: false, points }
        }
    }

    /// A value of the moment.
    pub struct Gauge;

    impl Kind for Gauge {
        const IS_SUM: bool = false;

        fn data(points: Vec<Point<Number>>) -> Data {
            Data::Gauge { points }
        }
    }
}

/// A counter that somebody else keeps.
pub type ObservableCounter<L = (), N = u64> = Observable<kind::Counter, L, N>;
/// An up-down counter that somebody else keeps.
pub type ObservableUpDownCounter<L = (), N = i64> = Observable<kind::UpDownCounter, L, N>;
/// A value that can be asked for.
pub type ObservableGauge<L = (), N = f64> = Observable<kind::Gauge, L, N>;

/// An instrument that asks for its values whenever metrics are read: `observe = function` in its declaration, or
/// [`observe`](Self::observe).
///
/// ```
/// use tracewell::metrics::{ObservableGauge, Readings};
///
/// #[tracewell::metrics(prefix = "shop")]
/// struct Shop {
///     /// Baskets that nobody has paid for.
///     #[gauge(unit = "{basket}", observe = baskets)]
///     baskets_open: ObservableGauge<(), u64>,
/// }
///
/// fn baskets(readings: &mut Readings<'_, (), u64>) {
///     readings.observe(7, &());
/// }
///
/// Shop::get(); // From here on it is read.
/// ```
pub struct Observable<K, L = (), N: Numeric = f64> {
    series: Series<L, NumberCell<N>>,
    declared: Option<fn(&mut Readings<'_, L, N>)>,
    added: Mutex<Vec<Callback<L, N>>>,
    kind: PhantomData<fn(K)>,
}

type Callback<L, N> = Arc<dyn Fn(&mut Readings<'_, L, N>) + Send + Sync>;

impl<K, L, N: Numeric> Observable<K, L, N> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(description: Description, declared: Option<fn(&mut Readings<'_, L, N>)>) -> Self {
        Self {
            series: Series::new(description, ()),
            declared,
            added: Mutex::new(Vec::new()),
            kind: PhantomData,
        }
    }
}

impl<K: kind::Kind, L: Labels + 'static, N: Numeric> Observable<K, L, N> {
    /// Calls back whenever metrics are read, until the answer is dropped. Callbacks run on the thread that reads, one
    /// after the other, and should not wait; what a callback that panics has observed until then counts.
    #[inline]
    pub fn observe(
        &'static self,
        callback: impl Fn(&mut Readings<'_, L, N>) + Send + Sync + 'static,
    ) -> Observation {
        if cfg!(feature = "off") {
            return Observation::NOTHING;
        }
        let callback: Callback<L, N> = Arc::new(callback);
        self.added().push(callback.clone());
        Observation(Some(Box::new(move || self.added().retain(|other| !Arc::ptr_eq(other, &callback)))))
    }

    fn added(&self) -> MutexGuard<'_, Vec<Callback<L, N>>> {
        self.added.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: kind::Kind, L: Labels + 'static, N: Numeric> Instrument for Observable<K, L, N> {
    fn description(&self) -> &Description {
        &self.series.description
    }

    fn is_observed(&self) -> bool {
        true
    }

    fn guarded(&self) -> &dyn Guarded {
        &self.series
    }

    fn read(&self, since: SystemTime, now: SystemTime) -> Data {
        let mut readings = Readings {
            series: &self.series,
            slots: self.series.slots(),
            adds: K::IS_SUM,
            values: BTreeMap::new(),
        };
        // No lock is held while the program's code runs: it may observe, or stop observing.
        let added = self.added().clone();
        let callbacks = self.declared.iter().map(|callback| callback as &dyn Fn(&mut Readings<'_, L, N>));
        for callback in callbacks.chain(added.iter().map(|callback| &**callback as _)) {
            // Nobody else sees what is left half done: the readings are this function's.
            let _ = catch_unwind(AssertUnwindSafe(|| callback(&mut readings)));
        }
        let start = if K::IS_SUM { since.min(now) } else { now };
        let names = self.series.names();
        let point = |(position, value): (_, N)| {
            let labels = series::labels_of::<L>(names.as_ref(), position)?;
            Some(Point { labels, start, time: now, value: value.number(), exemplars: Vec::new() })
        };
        K::data(readings.values.into_iter().filter_map(point).collect())
    }
}

/// What a callback observes.
pub struct Readings<'a, L, N: Numeric> {
    series: &'a Series<L, NumberCell<N>>,
    slots: Slots<'a>,
    /// Whether values that share a series, because they have none of their own, make up a sum.
    adds: bool,
    /// By position; none for what came beyond the limit.
    values: BTreeMap<Option<u64>, N>,
}

impl<L: Labels, N: Numeric> Readings<'_, L, N> {
    /// Says the value of these labels, in the instrument's unit; the last one counts.
    ///
    /// Values without a series of their own share one, as `__other__` or beyond the limit: of a counter, or an up-down
    /// counter, all of a reading are added up there, and of a gauge the last one counts.
    #[track_caller]
    pub fn observe(&mut self, value: N, labels: &impl Labels<Set = L>) {
        self.slots.ask_anew();
        let position = labels.position(&self.slots);
        let (known, is_shared) = match self.series.at(position) {
            Ok(cell) => {
                // So that it counts as used.
                cell.life().touch();
                (Some(position), has_other(L::DIMENSIONS, position))
            }
            Err(full) => {
                self.series.beyond(position, full);
                (None, true)
            }
        };
        let before = self.values.get(&known).filter(|_| self.adds && is_shared);
        let value = before.map_or(value, |before| sum(*before, value));
        self.values.insert(known, value);
    }
}

fn sum<N: Numeric>(one: N, other: N) -> N {
    let bits = AtomicU64::new(one.to_bits());
    other.add_to(&bits);
    N::from_bits(bits.into_inner())
}

/// Observes until it is dropped, or for good after [`keep`](Self::keep).
#[must_use = "the callback is forgotten when this is dropped"]
pub struct Observation(Option<Box<dyn FnOnce() + Send + Sync>>);

impl Observation {
    /// What observes nothing.
    pub(crate) const NOTHING: Self = Self(None);

    /// Returns both as one.
    pub fn and(mut self, mut other: Self) -> Self {
        let (first, second) = (self.0.take(), other.0.take());
        if first.is_none() && second.is_none() {
            return Self::NOTHING;
        }
        Self(Some(Box::new(move || [first, second].into_iter().flatten().for_each(|forget| forget()))))
    }

    /// Goes on for as long as the process lives.
    pub fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Observation {
    /// Inlined, so that with the feature `off` nothing is left of it.
    #[inline]
    fn drop(&mut self) {
        if let Some(forget) = self.0.take() {
            forget();
        }
    }
}
