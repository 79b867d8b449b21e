//! One number.

use std::{
    marker::PhantomData,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use super::{Cell, Life, Sample};
use crate::metrics::snapshot::{Exemplar, Number};

/// A number that can be counted by many threads: `u64`, `i64` or `f64`.
pub trait Numeric: Copy + Send + Sync + private::Bits + 'static {}

impl Numeric for u64 {}
impl Numeric for i64 {}
impl Numeric for f64 {}

pub(crate) mod private {
    use super::{AtomicU64, Number, Relaxed};

    /// How a number lies in an atomic; sealed, since a cell relies on it.
    pub trait Bits: Sized {
        #[doc(hidden)]
        fn to_bits(self) -> u64;
        #[doc(hidden)]
        fn from_bits(bits: u64) -> Self;
        #[doc(hidden)]
        fn number(self) -> Number;
        /// Whether a counter may grow by it.
        #[doc(hidden)]
        fn may_grow(self) -> bool;
        #[doc(hidden)]
        fn add_to(self, bits: &AtomicU64);
    }

    impl Bits for u64 {
        #[inline]
        fn to_bits(self) -> u64 {
            self
        }

        fn from_bits(bits: u64) -> Self {
            bits
        }

        /// What 292 years of a thousand million a second would not reach is the largest integer.
        #[inline]
        fn number(self) -> Number {
            Number::Integer(i64::try_from(self).unwrap_or(i64::MAX))
        }

        #[inline]
        fn may_grow(self) -> bool {
            true
        }

        #[inline]
        fn add_to(self, bits: &AtomicU64) {
            bits.fetch_add(self, Relaxed);
        }
    }

    impl Bits for i64 {
        #[inline]
        fn to_bits(self) -> u64 {
            self.cast_unsigned()
        }

        fn from_bits(bits: u64) -> Self {
            bits.cast_signed()
        }

        #[inline]
        fn number(self) -> Number {
            Number::Integer(self)
        }

        #[inline]
        fn may_grow(self) -> bool {
            self >= 0
        }

        /// Addition in two's complement is the same with and without a sign.
        #[inline]
        fn add_to(self, bits: &AtomicU64) {
            bits.fetch_add(self.cast_unsigned(), Relaxed);
        }
    }

    impl Bits for f64 {
        #[inline]
        fn to_bits(self) -> u64 {
            Self::to_bits(self)
        }

        fn from_bits(bits: u64) -> Self {
            Self::from_bits(bits)
        }

        #[inline]
        fn number(self) -> Number {
            Number::Float(self)
        }

        #[inline]
        fn may_grow(self) -> bool {
            self >= 0.0 && self.is_finite()
        }

        #[inline]
        fn add_to(self, bits: &AtomicU64) {
            let mut seen = bits.load(Relaxed);
            loop {
                let sum = (Self::from_bits(seen) + self).to_bits();
                match bits.compare_exchange_weak(seen, sum, Relaxed, Relaxed) {
                    Ok(_) => return,
                    Err(now) => seen = now,
                }
            }
        }
    }
}

/// A counter, an up-down counter or a gauge, on a cache line of its own: threads that count different series do not slow
/// each other down.
#[repr(align(64))]
pub(crate) struct NumberCell<N> {
    bits: AtomicU64,
    /// How many are held; counted in the reading, and only integers are.
    held: AtomicU64,
    life: Life,
    sample: Sample,
    number: PhantomData<fn() -> N>,
}

impl<N> Default for NumberCell<N> {
    fn default() -> Self {
        // No bits are zero, for integers and for floats.
        Self {
            bits: AtomicU64::new(0),
            held: AtomicU64::new(0),
            life: Life::default(),
            sample: Sample::default(),
            number: PhantomData,
        }
    }
}

impl<N: Numeric> NumberCell<N> {
    #[inline]
    pub(crate) fn add(&self, number: N) {
        number.add_to(&self.bits);
    }

    /// As `add`, and may keep the measurement with its trace.
    #[inline]
    pub(crate) fn count(&self, number: N) {
        number.add_to(&self.bits);
        self.sample.offer(|| number.number());
    }

    #[inline]
    pub(crate) fn set(&self, number: N) {
        self.bits.store(number.to_bits(), Relaxed);
    }

    /// Whether it stands for nothing: it is zero, and nobody holds one of it.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.bits.load(Relaxed) == 0 && self.held.load(Relaxed) == 0
    }
}

impl NumberCell<i64> {
    /// Adds one until it is released, and keeps the cell from being cleared meanwhile.
    #[inline]
    pub(crate) fn hold(&self) {
        self.held.fetch_add(1, Relaxed);
    }

    #[inline]
    pub(crate) fn release(&self) {
        self.held.fetch_sub(1, Relaxed);
    }
}

impl<N: Numeric> Cell for NumberCell<N> {
    type Shape = ();
    type Reading = Number;

    #[inline]
    fn life(&self) -> &Life {
        &self.life
    }

    fn read(&self, _shape: &()) -> Number {
        match N::from_bits(self.bits.load(Relaxed)).number() {
            Number::Integer(number) => Number::Integer(number.wrapping_add_unsigned(self.held.load(Relaxed))),
            float @ Number::Float(_) => float,
        }
    }

    fn exemplar(&self) -> Option<Exemplar> {
        self.sample.take()
    }

    fn clear(&self) {
        self.bits.store(0, Relaxed);
        self.sample.clear();
        self.life.end();
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn after<N: Numeric>(work: impl Fn(&NumberCell<N>) + Sync) -> Number {
        let cell = NumberCell::default();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..10_000).for_each(|_| work(&cell)));
            }
        });
        cell.read(&())
    }

    #[test]
    fn nothing_that_threads_add_is_lost() {
        assert_eq!(after::<u64>(|cell| cell.count(3)), Number::Integer(120_000));
        assert_eq!(after::<i64>(|cell| cell.add(-2)), Number::Integer(-80_000));
        assert_eq!(after::<f64>(|cell| cell.count(0.25)), Number::Float(10_000.0));
    }

    #[test]
    fn a_gauge_is_what_was_set_last() {
        let cell = NumberCell::<f64>::default();
        cell.set(7.5);
        cell.set(-1.5);
        assert_eq!(cell.read(&()), Number::Float(-1.5));
    }

    #[test]
    fn what_is_larger_than_an_integer_is_the_largest() {
        let cell = NumberCell::<u64>::default();
        cell.add(u64::MAX);
        assert_eq!(cell.read(&()), Number::Integer(i64::MAX));
    }

    #[test]
    fn counters_grow() {
        use super::private::Bits;
        assert!(0_u64.may_grow() && 1_i64.may_grow() && 0.5.may_grow());
        assert!(!(-1_i64).may_grow() && !(-0.5).may_grow() && !f64::NAN.may_grow());
        assert!(!f64::INFINITY.may_grow());
    }
}
