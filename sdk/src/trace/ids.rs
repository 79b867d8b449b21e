//! Identifiers of traces and spans: random, never zero, from a generator of the thread's own.

use std::cell::RefCell;

use opentelemetry::{SpanId, TraceId};
use rand::{Rng, SeedableRng, rngs::SmallRng};

thread_local!(static GENERATOR: RefCell<SmallRng> = RefCell::new(SmallRng::from_os_rng()));

/// Draws the identifier of a new trace; all 128 bits are random, as the random flag of W3C Trace Context level 2 says.
pub(super) fn trace_id() -> TraceId {
    TraceId::from(draw(|random| (u128::from(random.random::<u64>()) << 64) | u128::from(nonzero(random))))
}

/// Draws the identifier of a new span.
///
/// # Cost
/// About a nanosecond; no lock, no system call but at a thread's first.
#[inline]
pub(super) fn span_id() -> SpanId {
    SpanId::from(draw(nonzero))
}

fn nonzero(random: &mut SmallRng) -> u64 {
    loop {
        match random.random() {
            0 => {}
            id => return id,
        }
    }
}

#[inline]
fn draw<T>(with: impl Fn(&mut SmallRng) -> T) -> T {
    // A thread that is ending has no generator any more, but may still begin a span.
    GENERATOR
        .try_with(|generator| with(&mut generator.borrow_mut()))
        .unwrap_or_else(|_| with(&mut SmallRng::from_os_rng()))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn identifiers_differ_between_draws_and_threads() {
        let draw = || (0..1000).map(|_| (trace_id(), span_id())).collect::<Vec<_>>();
        let elsewhere = std::thread::spawn(draw).join().unwrap();
        let all = [draw(), elsewhere].concat();
        assert_eq!(all.iter().map(|ids| ids.0).collect::<HashSet<_>>().len(), 2000);
        assert_eq!(all.iter().map(|ids| ids.1).collect::<HashSet<_>>().len(), 2000);
    }
}
