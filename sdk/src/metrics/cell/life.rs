//! Since when a series is counted.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, SystemTime},
};

/// When a series was touched first, in nanoseconds since the Unix epoch; 0 for one that nobody has touched.
#[derive(Debug, Default)]
pub(crate) struct Life(AtomicU64);

impl Life {
    /// Begins at the first call.
    #[inline]
    pub(crate) fn touch(&self) {
        if self.0.load(Relaxed) == 0 {
            self.begin();
        }
    }

    /// Returns when it began, if it has.
    pub(crate) fn start(&self) -> Option<SystemTime> {
        let start = self.0.load(Relaxed);
        (start != 0).then(|| SystemTime::UNIX_EPOCH + Duration::from_nanos(start))
    }

    /// Ends it: the next touch begins another one.
    pub(crate) fn end(&self) {
        self.0.store(0, Relaxed);
    }

    #[cold]
    fn begin(&self) {
        let since = opentelemetry::time::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let now = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX).max(1);
        // Another thread may have been first: the earlier start stands.
        let _ = self.0.compare_exchange(0, now, Relaxed, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_begins_once_and_when_it_is_touched() {
        let (before, life) = (SystemTime::now(), Life::default());
        assert_eq!(life.start(), None);
        life.touch();
        let start = life.start().unwrap();
        assert!(start >= before && start <= SystemTime::now());
        std::thread::sleep(Duration::from_millis(2));
        life.touch();
        assert_eq!(life.start(), Some(start));
    }
}
