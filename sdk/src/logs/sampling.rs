//! Which log lines are kept, where all would be too many.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use opentelemetry::TraceId;
use tracing_core::Level;

/// Randomness has 56 bits, as in the W3C's and OpenTelemetry's consistent sampling of traces.
const RANDOMNESS: u64 = 1 << 56;

/// Decides which log lines are kept.
///
/// Errors and warnings always are. The rest passes the share first and then the volume, where these are set. What is
/// dropped is counted as [`crate::pipeline::DropReason::Sampled`] and said in the stream.
///
/// # Cost
/// By trace, a comparison; by a field, a hash of its text; by volume, one atomic exchange for each line.
///
/// # Examples
/// ```
/// use tracewell::logs::LogSampling;
/// // One request in ten, whole; then at most 100 lines of each event in a second, and every 50th of what exceeds it.
/// let sampling = LogSampling::all().by_trace(0.1).by_volume(100, 50);
/// ```
#[derive(Clone, Debug)]
pub struct LogSampling {
    always_from: Level,
    share: Option<(Key, u64)>,
    volume: Option<Volume>,
}

/// What lines that belong together have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Trace,
    Field(String),
}

#[derive(Clone, Copy, Debug)]
struct Volume {
    first: u32,
    every: u32,
}

impl Default for LogSampling {
    fn default() -> Self {
        Self::all()
    }
}

impl LogSampling {
    /// Keeps every line.
    #[must_use]
    pub const fn all() -> Self {
        Self { always_from: Level::WARN, share: None, volume: None }
    }

    /// Keeps lines of this level and of worse ones in any case; [`Level::WARN`] unless it is called.
    #[must_use]
    pub const fn always_from(mut self, level: Level) -> Self {
        self.always_from = level;
        self
    }

    /// Keeps the lines of a share of all traces, from 0.0 (none) to 1.0 (all); lines outside a trace are kept.
    ///
    /// The decision reads the last 56 bits of the trace id, as consistent probability sampling of traces does: a tracer
    /// that keeps the same share keeps the same traces, in every service.
    #[must_use]
    pub fn by_trace(mut self, share: f64) -> Self {
        self.share = Some((Key::Trace, threshold(share)));
        self
    }

    /// Keeps the lines of a share of all values of one field, from 0.0 (none) to 1.0 (all); lines without it are kept.
    ///
    /// The decision depends on the value's text alone: it is the same in every process and every run.
    #[must_use]
    pub fn by_field(mut self, name: impl Into<String>, share: f64) -> Self {
        self.share = Some((Key::Field(name.into()), threshold(share)));
        self
    }

    /// Keeps the first lines of each event in each second, and of those beyond them every so many; an `every` of 0
    /// keeps none of them.
    ///
    /// Lines of the `log` crate and of `tracing` without a `name:` count by the place in the source.
    #[must_use]
    pub const fn by_volume(mut self, first: u32, every: u32) -> Self {
        self.volume = Some(Volume { first, every });
        self
    }

    pub(crate) fn key_field(&self) -> Option<&str> {
        match &self.share {
            Some((Key::Field(name), _)) => Some(name),
            _ => None,
        }
    }

    pub(crate) const fn counts(&self) -> bool {
        self.volume.is_some()
    }

    /// Whether a line of this level is kept without another look.
    pub(crate) fn always_keeps(&self, level: Level) -> bool {
        level <= self.always_from || (self.share.is_none() && self.volume.is_none())
    }

    pub(crate) fn keeps_trace(&self, trace: TraceId) -> bool {
        match &self.share {
            Some((Key::Trace, threshold)) => {
                u128::from_be_bytes(trace.to_bytes()) as u64 % RANDOMNESS >= *threshold
            }
            _ => true,
        }
    }

    pub(crate) fn keeps_value(&self, value: &str) -> bool {
        match &self.share {
            Some((Key::Field(_), threshold)) => spread(value) % RANDOMNESS >= *threshold,
            _ => true,
        }
    }

    /// Counts one line of an event, and says whether it is kept; `second` is that of the line.
    pub(crate) fn keeps_one_more(&self, count: &AtomicU64, second: u64) -> bool {
        let Some(Volume { first, every }) = self.volume else { return true };
        let number = count_in_second(count, second);
        number <= first || (every > 0 && (number - first).is_multiple_of(every))
    }
}

/// Randomness from here on is kept.
#[expect(
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "from 0.0 to 2^56, which `f64` holds exactly"
)]
fn threshold(share: f64) -> u64 {
    let share = if share.is_nan() { 1.0 } else { share.clamp(0.0, 1.0) };
    ((1.0 - share) * RANDOMNESS as f64) as u64
}

/// Spreads a text over all numbers: FNV-1a, with the finish of `SplitMix64`, for which the low bits are as good.
fn spread(text: &str) -> u64 {
    let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let mut hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// Returns which line of its second this one is, from 1; the counter holds the second above and the count below.
fn count_in_second(count: &AtomicU64, second: u64) -> u32 {
    let second = second & u64::from(u32::MAX);
    let next = |seen: u64| if seen >> 32 == second { seen.saturating_add(1) } else { second << 32 | 1 };
    let mut seen = count.load(Relaxed);
    loop {
        match count.compare_exchange_weak(seen, next(seen), Relaxed, Relaxed) {
            Ok(_) => return next(seen) as u32,
            Err(other) => seen = other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_values_that_are_kept_is_the_one_asked_for() {
        for share in [0.0, 0.01, 0.25, 0.9, 1.0] {
            let sampling = LogSampling::all().by_field("user", share);
            let kept = (0..100_000)
                .filter(|user| sampling.keeps_value(&user.to_string()))
                .fold(0.0, |sum, _| sum + 1.0);
            let expected = share * 100_000.0;
            assert!(f64::abs(kept - expected) <= 1_000.0, "{share}: {kept}");
        }
    }

    #[test]
    fn a_value_is_decided_the_same_in_every_process() {
        let kept = |value: &str| LogSampling::all().by_field("user", 0.5).keeps_value(value);
        assert_eq!(["a", "b", "c", "d", "e", "f"].map(kept), [true, false, true, true, true, true]);
        let smaller = LogSampling::all().by_field("user", 0.2);
        assert!(
            (0..1000).map(|user| user.to_string()).all(|user| !smaller.keeps_value(&user) || kept(&user))
        );
    }

    #[test]
    fn traces_are_kept_as_consistent_sampling_keeps_them() {
        let half = LogSampling::all().by_trace(0.5);
        assert!(half.keeps_trace(TraceId::from(0xff00_0000_0000_0000_ff80_0000_0000_0000)));
        assert!(!half.keeps_trace(TraceId::from(0xff00_0000_0000_0000_ff7f_ffff_ffff_ffff)));
        assert!(LogSampling::all().by_trace(1.0).keeps_trace(TraceId::from(1)));
        assert!(!LogSampling::all().by_trace(0.0).keeps_trace(TraceId::from(u128::MAX)));
    }

    #[test]
    fn the_first_lines_of_a_second_are_kept_and_then_every_so_many() {
        let sampling = LogSampling::all().by_volume(3, 4);
        let count = AtomicU64::new(0);
        let kept =
            |second| -> Vec<u32> { (1..=12).filter(|_| sampling.keeps_one_more(&count, second)).collect() };
        assert_eq!(kept(7), [1, 2, 3, 7, 11]);
        assert_eq!(kept(8), [1, 2, 3, 7, 11]);
        assert_eq!(
            (1..=9).filter(|_| LogSampling::all().by_volume(2, 0).keeps_one_more(&count, 9)).count(),
            2
        );
    }

    #[test]
    fn warnings_and_errors_are_always_kept() {
        let none = LogSampling::all().by_trace(0.0);
        let kept =
            [Level::ERROR, Level::WARN, Level::INFO, Level::DEBUG].map(|level| none.always_keeps(level));
        assert_eq!(kept, [true, true, false, false]);
        assert!(none.always_from(Level::INFO).always_keeps(Level::INFO));
        assert!(LogSampling::all().always_keeps(Level::TRACE));
    }
}
