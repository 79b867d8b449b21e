//! An output as the pipeline drives it: once in each interval, within its time, and not in silence.

use std::{
    sync::atomic::Ordering::Relaxed,
    time::{Duration, Instant},
};

use tokio::time::timeout;

use super::{
    driven::{Drive, passed},
    output::Output,
    pipeline::Unread,
    snapshot::{ScopeSnapshot, Snapshot},
};
use crate::pipeline::{Delivery, DropReason, Failure, Failures, after};

/// See the module's documentation.
pub(super) struct Sending {
    output: Box<dyn Output>,
    interval: Duration,
    next: Instant,
    drive: Drive,
    failures: Failures,
}

impl Sending {
    pub(super) fn new(output: Box<dyn Output>, interval: Duration, drive: Drive) -> Self {
        let next = after(interval);
        Self { output, interval, next, drive, failures: Failures::new("metrics") }
    }

    /// Returns when it is time for the next reading.
    pub(super) const fn next(&self) -> Instant {
        self.next
    }

    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.next <= now
    }

    /// Sends a reading, for as long as an export may take and as whoever ends the installation waits.
    ///
    /// # Errors
    /// When not all of it arrived.
    pub(super) async fn send(&mut self, snapshot: &Snapshot, now: Instant) -> Result<(), Unread> {
        if self.is_due(now) {
            // An interval that was missed is not made up for.
            let planned = self.next.checked_add(self.interval);
            self.next = planned.filter(|planned| *planned > now).unwrap_or_else(|| after(self.interval));
        }
        let mut end = self.drive.end.clone();
        let delivery = tokio::select! {
            biased;
            delivery = timeout(self.drive.timeout, self.output.export(snapshot)) => {
                delivery.unwrap_or(Delivery::TimedOut)
            }
            () = passed(&mut end) => {
                self.drive.state.was_cut_off.store(true, Relaxed);
                Delivery::TimedOut
            }
        };
        self.say(delivery, snapshot)
    }

    fn say(&mut self, delivery: Delivery, snapshot: &Snapshot) -> Result<(), Unread> {
        let all: u64 = snapshot.scopes.iter().map(series).sum();
        let (reason, error, records) = match delivery {
            Delivery::Accepted => {
                self.failures.succeeded(self.output.receiver());
                return Ok(());
            }
            Delivery::Warned(words) => {
                self.failures.succeeded(self.output.receiver());
                self.failures.warned(words, self.output.receiver());
                return Ok(());
            }
            Delivery::Partial { rejected, said } => {
                (DropReason::PartialSuccess, said, all.min(rejected as u64))
            }
            Delivery::Failed(error) => (DropReason::ExporterError, Some(error), all),
            Delivery::TimedOut => {
                let said = self.output.said();
                (DropReason::of_late(said.as_ref()), said, all)
            }
        };
        let receiver = self.output.receiver().map(str::to_owned);
        self.failures.failed(Failure { reason, error, records, receiver });
        Err(Unread::Lost)
    }

    /// Says what has not been said yet.
    pub(super) fn end(&mut self) {
        self.failures.end();
    }
}

fn series(scope: &ScopeSnapshot) -> u64 {
    scope.metrics.iter().map(|metric| metric.data.len() as u64).sum()
}
