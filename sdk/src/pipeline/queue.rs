//! A queue bounded in items and bytes that is filled without waiting for whoever empties it.
//!
//! It is cut into shards, and a thread fills the same one as long as nobody else is at it: threads that finish records at the same time do not
//! meet, and the only other visitor of a shard is the worker, which takes whole chunks of records. The bounds are those
//! of the whole, kept in one counter.

mod empty;
mod fill;
mod lane;
mod room;
mod shard;

use std::sync::{
    Arc, Condvar, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
};

use tokio::sync::Notify;

use super::{DropReason, Ledger, QueueLimits};
pub(crate) use empty::Mark;
use room::InUse;
pub(super) use shard::SHARDS;
use shard::Shard;

/// What the queue asks of a record.
pub(crate) trait Item: Send + 'static {
    /// Bytes that the record takes, itself included.
    fn weight(&self) -> usize;
    /// Whether the record tells of an error: such records are kept before the rest.
    fn is_error(&self) -> bool;
}

/// See the module's documentation.
pub(crate) struct Queue<T> {
    shards: [Shard<T>; SHARDS],
    in_use: InUse,
    closed: AtomicBool,
    limits: QueueLimits,
    ledger: Arc<Ledger>,
    filled: Notify,
    /// Whether somebody found no room since the last batch, of however few records.
    pressed: AtomicBool,
    /// The shard at which the next batch begins: in turn, or threads of the last ones would wait behind busy ones.
    first: AtomicUsize,
    room: Room,
}

/// Where threads of the policy [`WhenFull::Wait`] wait.
#[derive(Default)]
struct Room {
    lock: Mutex<()>,
    changed: Condvar,
}

impl Room {
    /// A poisoned lock is as good as another: it guards nothing.
    fn lock(&self) -> MutexGuard<'_, ()> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes those who wait; none can be between looking and waiting meanwhile.
    fn tell(&self) {
        drop(self.lock());
        self.changed.notify_all();
    }
}

impl<T: Item> Queue<T> {
    pub(crate) fn new(limits: QueueLimits, ledger: Arc<Ledger>) -> Self {
        let limits = limits.usable();
        Self {
            shards: std::array::from_fn(|_| Shard::new()),
            in_use: InUse::new(limits.items, limits.bytes),
            closed: AtomicBool::new(false),
            limits,
            ledger,
            filled: Notify::new(),
            pressed: AtomicBool::new(false),
            first: AtomicUsize::new(0),
            room: Room::default(),
        }
    }

    /// Returns the limits in force.
    pub(crate) const fn limits(&self) -> &QueueLimits {
        &self.limits
    }

    /// Whether the intake has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(SeqCst)
    }

    /// Returns how many records wait.
    pub(crate) fn len(&self) -> usize {
        self.in_use.items()
    }

    /// Ends the intake: what comes later, and what still waits, is dropped as [`DropReason::Shutdown`].
    pub(crate) fn close(&self) {
        self.closed.store(true, SeqCst);
        loop {
            let rest = self.take_batch(&Mark::NEVER);
            if rest.is_empty() {
                break;
            }
            self.ledger.lose(rest.len(), DropReason::Shutdown);
        }
        // Nothing comes any more, and the queue lasts as long as the process: its memory need not.
        self.shards.iter().for_each(Shard::clear);
        self.room.tell();
    }
}

#[cfg(test)]
mod tests;
