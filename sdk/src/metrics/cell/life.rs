//! Since when a series is counted, and since when nobody counts in it.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, SystemTime},
};

/// Marks a series that nobody has touched since somebody asked: the sign of a number that has none until 2262.
const DOZES: u64 = 1 << 63;

#[derive(Debug, Default)]
pub(crate) struct Life {
    /// When it was touched first, in nanoseconds since the Unix epoch, and [`DOZES`]; 0 for one that nobody has touched.
    start: AtomicU64,
    /// When it was last known to be in use, on the clock of who asks.
    used: AtomicU64,
}

impl Life {
    /// Begins at the first call.
    #[inline]
    pub(crate) fn touch(&self) {
        let start = self.start.load(Relaxed);
        // Untouched, or dozing: one comparison says both.
        if start.cast_signed() <= 0 {
            self.wake(start);
        }
    }

    /// Returns when it began, if it has.
    pub(crate) fn start(&self) -> Option<SystemTime> {
        let start = self.start.load(Relaxed) & !DOZES;
        (start != 0).then(|| SystemTime::UNIX_EPOCH + Duration::from_nanos(start))
    }

    /// Ends it: the next touch begins another one.
    pub(crate) fn end(&self) {
        self.start.store(0, Relaxed);
    }

    /// Notes `now` as its last use if it was touched since the last call.
    pub(crate) fn note_use(&self, now: u64) {
        if self.start.load(Relaxed).cast_signed() > 0 {
            self.used.store(now, Relaxed);
            self.start.fetch_or(DOZES, Relaxed);
        }
    }

    /// Returns when it was last known to be in use; nothing where it is now, and where it has not begun.
    pub(crate) fn idle_since(&self) -> Option<u64> {
        (self.start.load(Relaxed) & DOZES != 0).then(|| self.used.load(Relaxed))
    }

    #[cold]
    fn wake(&self, start: u64) {
        if start == 0 {
            self.begin();
        } else {
            self.start.fetch_and(!DOZES, Relaxed);
        }
    }

    fn begin(&self) {
        let since = opentelemetry::time::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let now = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX).clamp(1, DOZES - 1);
        // Another thread may have been first: the earlier start stands.
        let _ = self.start.compare_exchange(0, now, Relaxed, Relaxed);
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

    #[test]
    fn it_is_idle_from_the_question_before_which_it_was_used_last() {
        let life = Life::default();
        life.note_use(10);
        assert_eq!(life.idle_since(), None, "nobody has used it");
        life.touch();
        let start = life.start();
        assert_eq!(life.idle_since(), None);
        life.note_use(20);
        life.note_use(30);
        assert_eq!((life.idle_since(), life.start()), (Some(20), start));
        life.touch();
        assert_eq!((life.idle_since(), life.start()), (None, start));
        life.note_use(40);
        assert_eq!(life.idle_since(), Some(40));
        life.end();
        assert_eq!((life.idle_since(), life.start()), (None, None));
    }
}
