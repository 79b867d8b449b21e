//! Faults that happen as often as they are asked for.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A fault with a share of all calls, evenly spread: the same calls fail in each run.
pub(crate) struct Fault {
    share: f64,
    calls: AtomicU64,
}

impl Fault {
    pub(crate) const fn new(share: f64) -> Self {
        Self { share, calls: AtomicU64::new(0) }
    }

    /// Whether this call fails.
    #[expect(clippy::cast_precision_loss, reason = "calls are far fewer than 2^52")]
    pub(crate) fn happens(&self) -> bool {
        let calls = self.calls.fetch_add(1, Relaxed);
        let failed = |calls: u64| (calls as f64 * self.share).floor();
        failed(calls + 1) > failed(calls)
    }
}

#[cfg(test)]
mod tests {
    use super::Fault;

    #[test]
    fn a_fault_has_its_share() {
        let often = |share| {
            let fault = Fault::new(share);
            (0..100).filter(|_| fault.happens()).count()
        };
        assert_eq!([0.0, 0.25, 1.0].map(often), [0, 25, 100]);
    }
}
