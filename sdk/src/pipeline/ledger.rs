//! The books of one signal: what was attempted, what arrived, what was dropped and why.
//!
//! The books balance at every quiescent point: `attempted = delivered + dropped + pending`, where pending is what waits
//! in the queue or is being exported.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::queue::SHARDS;

/// Why a record did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DropReason {
    /// The queue was full, and the policy let this record go.
    QueueFull,
    /// The record alone was larger than a limit allows.
    Limit,
    /// The sampler decided against it.
    Sampled,
    /// The exporter gave up: the receiver refused, or could not be reached.
    ExporterError,
    /// The export took longer than it may; whether the receiver kept it is not known.
    Timeout,
    /// The receiver accepted the batch but rejected this part of it.
    PartialSuccess,
    /// The pipeline was shut down, or its deadline passed, before the record left.
    Shutdown,
}

impl DropReason {
    /// Every reason, in the order of [`Balance::dropped`].
    pub const ALL: [Self; 7] = [
        Self::QueueFull,
        Self::Limit,
        Self::Sampled,
        Self::ExporterError,
        Self::Timeout,
        Self::PartialSuccess,
        Self::Shutdown,
    ];

    /// Returns why a batch was lost that ran out of time: if it had been refused before, with words, that is why.
    pub(crate) const fn of_late(refusal: Option<&String>) -> Self {
        if refusal.is_some() { Self::ExporterError } else { Self::Timeout }
    }

    /// Returns the word for it in log lines: `reason` of `tracewell.dropped_logs` and `export_failed`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::QueueFull => "queue_full",
            Self::Limit => "limit",
            Self::Sampled => "sampled",
            Self::ExporterError => "exporter_error",
            Self::Timeout => "timeout",
            Self::PartialSuccess => "partial_success",
            Self::Shutdown => "shutdown",
        }
    }
}

impl DropReason {
    /// Returns the value of the attribute `error.type` on the metrics that count it (see [`metrics`](mod@crate::metrics)).
    ///
    /// | Reason | `error.type` | |
    /// |---|---|---|
    /// | [`QueueFull`](Self::QueueFull) | `queue_full` | OpenTelemetry's word |
    /// | [`Limit`](Self::Limit) | `limit` | |
    /// | [`Sampled`](Self::Sampled) | none | no failure: it has a counter of its own |
    /// | [`ExporterError`](Self::ExporterError) | `exporter_error` | |
    /// | [`Timeout`](Self::Timeout) | `timeout` | |
    /// | [`PartialSuccess`](Self::PartialSuccess) | `rejected` | OpenTelemetry's word |
    /// | [`Shutdown`](Self::Shutdown) | `already_shutdown` | OpenTelemetry's word |
    #[must_use]
    pub const fn error_type(self) -> Option<&'static str> {
        match self {
            Self::Sampled => None,
            Self::PartialSuccess => Some("rejected"),
            Self::Shutdown => Some("already_shutdown"),
            Self::QueueFull | Self::Limit | Self::ExporterError | Self::Timeout => Some(self.as_str()),
        }
    }
}

/// Counts the records of one signal; shared by the queue, the exporting thread and who reads it.
///
/// # Cost
/// For a record that comes into the queue, a load and a store under the lock of its shard; for one that does not, two
/// relaxed atomic additions; for a batch that has left or is lost, one. A reading is seventeen relaxed loads; readers never
/// stop writers.
#[derive(Debug, Default)]
pub struct Ledger {
    /// What never came into a queue.
    attempted: AtomicU64,
    /// What came into each shard of the queue.
    queued: [Queued; SHARDS],
    delivered: AtomicU64,
    dropped: [AtomicU64; DropReason::ALL.len()],
}

/// A counter that one thread at a time writes, on a cache line of its own.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Queued(AtomicU64);

impl Ledger {
    /// Counts a record that comes into a shard, whose lock the caller holds: nobody else counts here meanwhile, so that
    /// it takes no atomic addition.
    #[inline]
    pub(super) fn attempt_alone(&self, shard: usize) {
        let Queued(count) = &self.queued[shard];
        count.store(count.load(Relaxed) + 1, Relaxed);
    }

    pub(crate) fn attempt(&self, count: usize) {
        self.attempted.fetch_add(count as u64, Relaxed);
    }

    pub(crate) fn deliver(&self, count: usize) {
        self.delivered.fetch_add(count as u64, Relaxed);
    }

    pub(crate) fn lose(&self, count: usize, reason: DropReason) {
        self.dropped[reason as usize].fetch_add(count as u64, Relaxed);
    }

    /// Counts records that never came near the queue: attempted and dropped in one entry.
    pub(crate) fn refuse(&self, count: usize, reason: DropReason) {
        self.attempt(count);
        self.lose(count, reason);
    }

    /// Returns the books as they stand.
    ///
    /// What was attempted is read last, so that a record under way counts as pending and never as delivered from
    /// nowhere.
    ///
    /// # Cost
    /// Seventeen relaxed loads.
    #[must_use]
    pub fn balance(&self) -> Balance {
        let delivered = self.delivered.load(Relaxed);
        let dropped = DropReason::ALL.map(|reason| (reason, self.dropped[reason as usize].load(Relaxed)));
        let queued: u64 = self.queued.iter().map(|Queued(count)| count.load(Relaxed)).sum();
        Balance { attempted: self.attempted.load(Relaxed) + queued, delivered, dropped }
    }
}

/// A reading of a [`Ledger`]; all figures are records since the pipeline began.
///
/// # Cost
/// A copy of nine numbers; its methods add some of them up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Records that were handed in, sampled away ones included.
    pub attempted: u64,
    /// Records that the receiver confirmed.
    pub delivered: u64,
    /// Records that were dropped, by reason, in the order of [`DropReason::ALL`].
    pub dropped: [(DropReason, u64); DropReason::ALL.len()],
}

impl Balance {
    /// Returns how many records were dropped for one reason.
    #[must_use]
    pub const fn dropped_by(&self, reason: DropReason) -> u64 {
        self.dropped[reason as usize].1
    }

    /// Returns how many records were dropped for any reason.
    #[must_use]
    pub fn total_dropped(&self) -> u64 {
        self.dropped.iter().map(|(_, count)| count).sum()
    }

    /// Returns how many records still wait or are being exported; 0 at a quiescent point.
    #[must_use]
    pub fn pending(&self) -> u64 {
        self.attempted.saturating_sub(self.delivered + self.total_dropped())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_neither_delivered_nor_dropped_is_pending() {
        let ledger = Ledger::default();
        ledger.attempt(10);
        ledger.deliver(4);
        ledger.lose(3, DropReason::Timeout);
        ledger.refuse(2, DropReason::Sampled);
        let balance = ledger.balance();
        assert_eq!((balance.attempted, balance.delivered, balance.total_dropped()), (12, 4, 5));
        assert_eq!(balance.dropped_by(DropReason::Timeout), 3);
        assert_eq!(balance.pending(), 3);
    }

    #[test]
    fn reasons_stand_in_the_order_of_their_numbers() {
        for (index, reason) in DropReason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, index, "{reason:?}");
        }
    }
}
