//! The way of a finished record from the thread that made it to the exporter, with every step accounted for.
//!
//! ```text
//! Queue::push ──▶ shards, bounded in items and bytes ──▶ Worker (own thread) ──▶ Sink::export
//!      └──────────────── Ledger: attempted = delivered + dropped by reason + pending ────────┘
//! ```
//!
//! Spans and logs use the same pieces; what differs is said by `Item` (what a record weighs, whether it is an
//! error) and by `Sink` (how a batch leaves the process).

mod failures;
mod ledger;
mod queue;
mod sink;
mod worker;

use std::time::Duration;

pub(crate) use failures::{Failure, Failures, LOGS};
pub use ledger::{Balance, DropReason, Ledger};
pub(crate) use queue::{Item, Mark, Queue};
pub(crate) use sink::{Delivery, Exporting, Sink};
pub(crate) use worker::{Pending, Worker, WorkerError, after};

/// What happens to a record that finds the queue full.
///
/// Errors (spans with status error, logs of level error and warning) are kept before the rest under each policy: they
/// take the place of the oldest record that is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenFull {
    /// The new record is dropped: the cheapest, and what was first is kept.
    #[default]
    DropNewest,
    /// The oldest records make room: those of the part of the queue that the thread uses, then those of the others, part
    /// by part. What is newest is kept; across parts the order is not exact.
    DropOldest,
    /// The thread waits for room, at most this long; then the new record is dropped.
    Wait(Duration),
}

/// Bounds of one signal's queue and of the batches that leave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueLimits {
    /// Records that wait at the same time, at most. `OTEL_BSP_MAX_QUEUE_SIZE`, `OTEL_BLRP_MAX_QUEUE_SIZE`.
    pub items: usize,
    /// Bytes that waiting records take, at most; a record's own estimate, within a few per cent of its heap.
    pub bytes: usize,
    /// Records in one export, at most; as many as may wait, where that is fewer, and at least one.
    /// `OTEL_BSP_MAX_EXPORT_BATCH_SIZE`, `OTEL_BLRP_MAX_EXPORT_BATCH_SIZE`.
    pub batch_items: usize,
    /// The longest that a record waits for a batch to fill, at least a millisecond.
    /// `OTEL_BSP_SCHEDULE_DELAY`, `OTEL_BLRP_SCHEDULE_DELAY`.
    pub delay: Duration,
    /// The longest that one export may take. `OTEL_BSP_EXPORT_TIMEOUT`, `OTEL_BLRP_EXPORT_TIMEOUT`.
    pub export_timeout: Duration,
    /// What happens to a record that finds the queue full.
    pub when_full: WhenFull,
}

impl QueueLimits {
    /// The specification's defaults for spans, and 64 MiB.
    ///
    /// Source: OpenTelemetry specification, SDK environment variables, batch span processor; the queue is larger than
    /// its 2048 because a burst of one second at 25,000 records must fit.
    pub const SPANS: Self = Self {
        items: 65_536,
        bytes: 64 << 20,
        batch_items: 512,
        delay: Duration::from_secs(5),
        export_timeout: Duration::from_secs(30),
        when_full: WhenFull::DropNewest,
    };

    /// The specification's defaults for log records (a delay of one second), and 64 MiB.
    pub const LOGS: Self = Self { delay: Duration::from_secs(1), ..Self::SPANS };

    /// Returns limits that a worker can keep: with batches of nothing, or no time to wait, it would never rest.
    fn usable(self) -> Self {
        Self {
            batch_items: self.batch_items.clamp(1, self.items.max(1)),
            delay: self.delay.max(Duration::from_millis(1)),
            ..self
        }
    }
}
