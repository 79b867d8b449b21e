//! Times of spans: cheap to read, and in order within a second of a trace.
//!
//! Reading the system's clock costs as much as half a span. So it is read once, where a trace begins in this process, and
//! what begins or ends soon after is placed by the processor's own counter. What comes later than a second asks the
//! system again: a clock that was set, or a machine that slept, is wrong for that long at most. Times that were placed by
//! different readings are in order only as far as the counter and the system's clock agree.

use std::{
    sync::LazyLock,
    time::{Duration, SystemTime},
};

use quanta::Clock;

/// The counter; the system's monotonic clock where the processor has none that is steady.
///
/// # Cost
/// Its speed is measured at the first use, which takes about a millisecond: an installation does it.
static COUNTER: LazyLock<Clock> = LazyLock::new(Clock::new);

/// How long the counter is trusted, in nanoseconds. Measured over a second it is wrong by some tens of microseconds.
const TRUSTED: u64 = 1_000_000_000;

/// Measures the counter's speed, if that has not been done.
pub(crate) fn prepare() {
    if !cfg!(feature = "off") {
        LazyLock::force(&COUNTER);
    }
}

/// Nanoseconds since the Unix epoch; good until the year 2554.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Timestamp(u64);

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self(u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
    }
}

impl From<Timestamp> for SystemTime {
    fn from(timestamp: Timestamp) -> Self {
        Self::UNIX_EPOCH + Duration::from_nanos(timestamp.0)
    }
}

/// An instant, by the counter and by the calendar.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    counter: u64,
    time: Timestamp,
}

impl Moment {
    /// For what takes no time; whatever is reckoned from it asks the system.
    pub(super) const NEVER: Self = Self { counter: 0, time: Timestamp(0) };

    /// Asks the system.
    pub(super) fn now() -> Self {
        Self { counter: COUNTER.raw(), time: opentelemetry::time::now().into() }
    }

    /// The present, reckoned from an earlier moment where that is not long ago.
    ///
    /// # Cost
    /// About ten nanoseconds.
    #[inline]
    pub(super) fn later(self) -> Self {
        let counter = COUNTER.raw();
        let elapsed = COUNTER.delta_as_nanos(self.counter, counter);
        if elapsed < TRUSTED { Self { counter, time: Timestamp(self.time.0 + elapsed) } } else { Self::now() }
    }

    pub(super) const fn time(self) -> Timestamp {
        self.time
    }
}

/// Measures how long something takes.
///
/// # Cost
/// A third of the standard library's clock, at its begin and at its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(u64);

impl Stopwatch {
    #[inline]
    pub(crate) fn start() -> Self {
        Self(COUNTER.raw())
    }

    /// Returns the seconds since then.
    #[inline]
    pub(crate) fn seconds(self) -> f64 {
        Duration::from_nanos(COUNTER.delta_as_nanos(self.0, COUNTER.raw())).as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn moments_follow_each_other_and_the_system() {
        let begun = Moment::now();
        let mut before = begun;
        for _ in 0..100 {
            let next = begun.later();
            assert!(next.time() >= before.time());
            before = next;
        }
        thread::sleep(Duration::from_millis(20));
        let (reckoned, asked) = (begun.later(), Moment::now());
        assert!(reckoned.time() >= Timestamp(begun.time.0 + 20_000_000), "the sleep is seen");
        assert!(asked.time.0.abs_diff(reckoned.time.0) < 50_000_000, "{asked:?} {reckoned:?}");
    }

    #[test]
    fn a_stopwatch_runs_as_fast_as_the_clock() {
        let (watch, began) = (Stopwatch::start(), std::time::Instant::now());
        thread::sleep(Duration::from_millis(50));
        let (least, measured) = (began.elapsed().as_secs_f64(), watch.seconds());
        assert!((least * 0.99..least + 0.05).contains(&measured), "{measured} s, where {least} s passed");
    }

    #[test]
    fn a_moment_long_ago_is_not_reckoned_from() {
        let counter = COUNTER.raw();
        let wrong = Moment { counter: counter.saturating_sub(60 * TRUSTED), time: Timestamp(0) };
        assert!(wrong.later().time() > Timestamp(TRUSTED), "the system was asked");
    }

    #[test]
    fn times_outside_the_range_are_its_ends() {
        let early = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        let late = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::from(u32::MAX) * 10);
        assert_eq!((Timestamp::from(early), Timestamp::from(late)), (Timestamp(0), Timestamp(u64::MAX)));
        assert_eq!(Timestamp::from(SystemTime::from(Timestamp(1_700_000_000_000_000_001))).0 % 10, 1);
    }
}
