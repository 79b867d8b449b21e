//! Whether it is time for a line in the log.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Says yes at first, and then at most once an hour, to whichever thread asks first.
#[derive(Debug, Default)]
pub struct Hourly(Mutex<Option<Instant>>);

impl Hourly {
    /// How long it says no after it said yes.
    pub const PAUSE: Duration = Duration::from_hours(1);

    /// Returns one that has said nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Whether it is time; who is told so is the only one until an hour from `now`.
    #[must_use]
    pub fn is_time(&self, now: Instant) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = last.is_none_or(|last| now.saturating_duration_since(last) >= Self::PAUSE);
        if is_time {
            *last = Some(now);
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
        let after = |minutes: u64| hourly.is_time(now + Duration::from_secs(60 * minutes));
        assert_eq!([0, 1, 59, 60, 61, 119, 120].map(after), [true, false, false, true, false, false, true]);
    }

    #[test]
    fn of_many_threads_that_ask_at_once_one_is_told_yes() {
        let (hourly, now) = (Hourly::new(), Instant::now());
        let told = thread::scope(|scope| {
            let asking: Vec<_> = (0..8).map(|_| scope.spawn(|| hourly.is_time(now))).collect();
            asking.into_iter().map(|asked| asked.join().expect("no panic")).filter(|yes| *yes).count()
        });
        assert_eq!(told, 1);
    }
}
