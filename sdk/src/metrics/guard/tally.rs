//! A counter that many threads raise without waiting for each other's cache line.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
};

const STRIPES: usize = 8;

/// A count in eight parts, each on a cache line of its own: 512 bytes.
#[derive(Default)]
pub(super) struct Tally([Stripe; STRIPES]);

#[derive(Default)]
#[repr(align(64))]
struct Stripe(AtomicU64);

impl Tally {
    /// Counts one, and returns a number that is random enough to choose samples by.
    #[inline]
    pub(super) fn count(&self) -> u64 {
        let stripe = own_stripe();
        mixed(self.0[stripe].0.fetch_add(1, Relaxed) ^ (stripe as u64) << 56)
    }

    pub(super) fn total(&self) -> u64 {
        self.0.iter().map(|stripe| stripe.0.load(Relaxed)).sum()
    }
}

/// Returns the stripe of this thread; threads are dealt out in turn.
#[inline]
fn own_stripe() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local!(static OWN: Cell<usize> = const { Cell::new(STRIPES) });
    // A thread that is ending has no thread-local values left, but may still measure.
    let own = OWN.try_with(|own| {
        if own.get() == STRIPES {
            own.set(NEXT.fetch_add(1, Relaxed) % STRIPES);
        }
        own.get()
    });
    own.map_or(0, |own| own % STRIPES)
}

/// The finalizer of `MurmurHash3` (Appleby, public domain): values that come in turn must not meet samples in turn.
#[inline]
pub(super) const fn mixed(mut number: u64) -> u64 {
    number = (number ^ number >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    number = (number ^ number >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    number ^ number >> 33
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::Tally;

    #[test]
    fn every_thread_is_counted() {
        let tally = Tally::default();
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    for _ in 0..1_000 {
                        tally.count();
                    }
                });
            }
        });
        assert_eq!(tally.total(), 16_000);
    }

    #[test]
    fn one_in_thirty_two_is_a_sample_also_for_what_comes_every_thirty_second_time() {
        let tally = Tally::default();
        let samples =
            (0..320_000).filter(|order| tally.count().is_multiple_of(32) && order % 32 == 0).count();
        assert!((250..380).contains(&samples), "{samples} of 10000 are sampled, expected 312");
    }
}
