//! Whether it is time for a line in the log.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Says yes at first, and then at most once an hour, to whichever thread asks first; and only where there is news.
#[derive(Debug, Default)]
pub(in crate::metrics) struct Hourly(Mutex<Option<Said>>);

#[derive(Debug)]
struct Said {
    at: Instant,
    rejected: u64,
}

impl Hourly {
    /// How long it says no after it said yes.
    pub(in crate::metrics) const PAUSE: Duration = Duration::from_hours(1);

    /// Returns one that has said nothing yet.
    #[must_use]
    pub(in crate::metrics) const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Whether it is time; who is told so is the only one until an hour from `now`.
    ///
    /// `rejected` is how many measurements were refused a series so far, as the sum of
    /// [`Blame::rejected`](super::Blame::rejected): where it did not grow since the last time, there is nothing to say.
    #[must_use]
    pub(in crate::metrics) fn is_time(&self, now: Instant, rejected: u64) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over =
            |said: &Said| now.saturating_duration_since(said.at) >= Self::PAUSE && rejected > said.rejected;
        let is_time = last.as_ref().map_or(rejected > 0, is_over);
        if is_time {
            *last = Some(Said { at: now, rejected });
        }
        is_time
    }
}

#[cfg(test)]
mod tests {
    use std::{
        thread,
        time::{Duration, Instant},
    };

    use super::Hourly;

    #[test]
    fn it_is_time_at_first_and_again_after_an_hour() {
        let (hourly, now) = (Hourly::new(), Instant::now());
        let after = |minutes: u64| hourly.is_time(now + Duration::from_mins(minutes), 1 + minutes);
        assert_eq!([0, 1, 59, 60, 61, 119, 120].map(after), [true, false, false, true, false, false, true]);
    }

    #[test]
    fn without_news_it_is_never_time() {
        let (hourly, now) = (Hourly::new(), Instant::now());
        let after = |hours: u64, rejected| hourly.is_time(now + Duration::from_hours(hours), rejected);
        assert_eq!([after(0, 0), after(1, 7), after(2, 7), after(3, 8)], [false, true, false, true]);
    }

    #[test]
    fn of_many_threads_that_ask_at_once_one_is_told_yes() {
        let (hourly, now) = (Hourly::new(), Instant::now());
        let told = thread::scope(|scope| {
            let asking: Vec<_> = (0..8).map(|_| scope.spawn(|| hourly.is_time(now, 1))).collect();
            asking.into_iter().map(|asked| asked.join().expect("no panic")).filter(|yes| *yes).count()
        });
        assert_eq!(told, 1);
    }
}
