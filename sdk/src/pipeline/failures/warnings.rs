//! What receivers say of batches that they took: the first at once, then one line a minute.

use std::time::Instant;

use super::INTERVAL;

/// The warnings of one signal's receiver.
#[derive(Debug)]
pub(super) struct Warnings {
    said_at: Option<Instant>,
    unsaid: Option<Warning>,
}

/// A receiver's words on so many batches that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Warning {
    pub(super) words: String,
    pub(super) batches: u64,
    /// Where they went, without credentials.
    pub(super) receiver: Option<String>,
}

impl Warnings {
    pub(super) const fn new() -> Self {
        Self { said_at: None, unsaid: None }
    }

    /// Returns what is to be said now: these words, with the number of batches since it was said last.
    pub(super) fn note(&mut self, words: String, receiver: Option<&str>, now: Instant) -> Option<Warning> {
        let batches = 1 + self.unsaid.take().map_or(0, |unsaid| unsaid.batches);
        let warning = Warning { words, batches, receiver: receiver.map(str::to_owned) };
        if self.said_at.is_some_and(|said_at| now.saturating_duration_since(said_at) < INTERVAL) {
            self.unsaid = Some(warning);
            return None;
        }
        self.said_at = Some(now);
        Some(warning)
    }

    /// Returns what has not been said yet.
    pub(super) const fn take(&mut self) -> Option<Warning> {
        self.unsaid.take()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_first_warning_is_said_at_once_and_then_the_newest_of_each_minute() {
        let (mut warnings, begin) = (Warnings::new(), Instant::now());
        let mut note = |words: &str, second| {
            let said = warnings.note(words.to_owned(), None, begin + Duration::from_secs(second));
            said.map(|warning| (warning.words, warning.batches))
        };
        assert_eq!(note("a", 0), Some(("a".to_owned(), 1)));
        assert_eq!(note("a", 1), None);
        assert_eq!(note("b", 59), None);
        assert_eq!(note("c", 60), Some(("c".to_owned(), 3)));
        assert_eq!(note("d", 61), None);
        assert_eq!(warnings.take().map(|warning| warning.words), Some("d".to_owned()));
        assert_eq!(warnings.take(), None);
    }
}
