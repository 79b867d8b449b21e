//! What is said of exports that fail: the first at once, then one line a minute, and one when it is over.
//!
//! It is said as an event of `tracing`, because that is where who operates the program looks. The lines go wherever logs
//! go, but for one place: a failing exporter of logs is not fed with records of its own failures. When it works again it
//! is told how much was lost, so that who reads logs there only hears of it.

mod warnings;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use opentelemetry::Context;
use tracing::Level;

use super::DropReason;
use crate::{current, installed};
use warnings::{Warning, Warnings};

/// Time between two lines about failures of one signal, at least.
const INTERVAL: Duration = Duration::from_mins(1);

/// Bytes of an exporter's own words that are repeated.
const WORDS: usize = 500;

/// The name of the signal whose failures its own exporter must not be told of.
pub(crate) const LOGS: &str = "logs";

/// The failures of one signal's exporter, and what has been said of them.
#[derive(Debug)]
pub(crate) struct Failures {
    signal: &'static str,
    said_at: Option<Instant>,
    /// Whether a failure was said that no recovery has followed.
    is_open: bool,
    /// What has failed since it was said last.
    unsaid: Option<Failure>,
    /// Records that failed since the last recovery that was said.
    records: u64,
    warnings: Warnings,
}

/// Why records did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) reason: DropReason,
    /// The exporter's own words.
    pub(crate) error: Option<String>,
    pub(crate) records: u64,
    /// Where it exports to, without credentials.
    pub(crate) receiver: Option<String>,
}

impl Failures {
    pub(crate) const fn new(signal: &'static str) -> Self {
        Self { signal, said_at: None, is_open: false, unsaid: None, records: 0, warnings: Warnings::new() }
    }

    /// Notes a failed export, and says it if it is time.
    pub(crate) fn failed(&mut self, failure: Failure) {
        if let Some(failure) = self.note(failure, Instant::now()) {
            say_failed(self.signal, &failure);
        }
    }

    /// Notes an export that went well, and says so after failures that were said.
    pub(crate) fn succeeded(&mut self, receiver: Option<&str>) {
        if let Some(records) = self.settle() {
            say_recovered(self.signal, records, receiver);
        }
    }

    /// Notes what a receiver says of a batch that it took, and says it if it is time.
    pub(crate) fn warned(&mut self, words: String, receiver: Option<&str>) {
        if let Some(warning) = self.warnings.note(words, receiver, Instant::now()) {
            say_warning(self.signal, &warning);
        }
    }

    /// Says what has not been said yet: nothing comes after it.
    pub(crate) fn end(&mut self) {
        if let Some(warning) = self.warnings.take() {
            say_warning(self.signal, &warning);
        }
        if let Some(failure) = self.unsaid.take() {
            say_failed(self.signal, &failure);
        }
    }

    /// Returns what is to be said now: this failure, with the records of those that were not said.
    fn note(&mut self, mut failure: Failure, now: Instant) -> Option<Failure> {
        self.records += failure.records;
        failure.records += self.unsaid.as_ref().map_or(0, |unsaid| unsaid.records);
        if self.said_at.is_some_and(|said_at| now.saturating_duration_since(said_at) < INTERVAL) {
            self.unsaid = Some(failure);
            return None;
        }
        self.said_at = Some(now);
        self.is_open = true;
        self.unsaid = None;
        Some(failure)
    }

    /// Returns how many records failed, if it was said that they do.
    ///
    /// An exporter that fails and recovers many times a minute is said once a minute, both ways.
    fn settle(&mut self) -> Option<u64> {
        if !std::mem::take(&mut self.is_open) {
            return None;
        }
        self.unsaid = None;
        Some(std::mem::take(&mut self.records))
    }
}

fn say_failed(signal: &'static str, failure: &Failure) {
    say(is_of_logs(signal), || {
        tracing::event!(
            name: "export_failed",
            target: "tracewell",
            Level::WARN,
            {
                message = "export_failed",
                signal,
                reason = failure.reason.as_str(),
                error = failure.error.as_deref().map(shortened),
                records = failure.records,
                endpoint = failure.receiver.as_deref(),
            }
        );
    });
}

fn say_warning(signal: &'static str, warning: &Warning) {
    say(is_of_logs(signal), || {
        tracing::event!(
            name: "export_warning",
            target: "tracewell",
            Level::WARN,
            {
                message = "export_warning",
                signal,
                warning = shortened(&warning.words),
                batches = warning.batches,
                endpoint = warning.receiver.as_deref(),
            }
        );
    });
}

/// A warning too, though it is good news: whoever is shown the failure must be shown its end, also where the level or
/// sampling lets only warnings pass.
fn say_recovered(signal: &'static str, records: u64, receiver: Option<&str>) {
    say(false, || {
        tracing::event!(
            name: "export_recovered",
            target: "tracewell",
            Level::WARN,
            { message = "export_recovered", signal, records, endpoint = receiver }
        );
    });
}

fn is_of_logs(signal: &'static str) -> bool {
    signal == LOGS
}

/// Runs `event` where it may be seen: nowhere while nothing is installed, and not by the exporter of logs if it is about
/// this.
fn say(is_about_exporter: bool, event: impl FnOnce()) {
    if installed::logs().is_none() {
        return;
    }
    // Telemetry is suppressed on exporting threads. A fresh context lets the line out; that of logs stays marked, and
    // the layer of OTLP logs passes over what is marked.
    let context = Context::new();
    let context = if is_about_exporter { context.with_telemetry_suppressed() } else { context };
    let _attached = current::attach(&context);
    // A subscriber that panics must not end the exporting thread.
    let _ = catch_unwind(AssertUnwindSafe(event));
}

fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(WORDS)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn failure(records: u64) -> Failure {
        Failure { reason: DropReason::ExporterError, error: None, records, receiver: None }
    }

    #[test]
    fn the_first_failure_is_said_at_once_and_then_one_a_minute_with_the_number_since() {
        let (mut failures, begin) = (Failures::new("traces"), Instant::now());
        assert_eq!(failures.note(failure(10), begin), Some(failure(10)));
        for second in 1..60 {
            assert_eq!(failures.note(failure(2), begin + SECOND * second), None);
        }
        assert_eq!(failures.note(failure(5), begin + SECOND * 60), Some(failure(59 * 2 + 5)));
        assert_eq!(failures.note(failure(7), begin + SECOND * 61), None);
        assert_eq!(failures.settle(), Some(10 + 59 * 2 + 5 + 7));
        assert_eq!(failures.settle(), None, "one recovery for one time of failures");
    }

    #[test]
    fn who_fails_and_recovers_all_the_time_is_said_once_a_minute() {
        let (mut failures, begin) = (Failures::new("traces"), Instant::now());
        let mut said = (0, 0);
        for second in 0..120 {
            said.0 += u32::from(failures.note(failure(1), begin + SECOND * second).is_some());
            said.1 += u32::from(failures.settle().is_some());
        }
        assert_eq!(said, (2, 2));
    }

    #[test]
    fn what_failed_after_a_recovery_that_was_said_is_told_with_the_next_failure() {
        let (mut failures, begin) = (Failures::new("traces"), Instant::now());
        assert!(failures.note(failure(1), begin).is_some());
        assert_eq!(failures.settle(), Some(1));
        assert_eq!(failures.note(failure(4), begin + SECOND), None);
        assert_eq!(failures.settle(), None);
        assert_eq!(failures.note(failure(2), begin + SECOND * 70), Some(failure(6)));
        assert_eq!(failures.settle(), Some(6));
    }

    #[test]
    fn long_words_of_an_exporter_are_cut_between_characters() {
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"ä".repeat(400)).len(), 500);
        assert_eq!(shortened(&format!("x{}", "ä".repeat(400))).len(), 499);
    }
}
