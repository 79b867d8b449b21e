//! A queue bounded in items and bytes that is filled without waiting for whoever empties it.
//!
//! It is cut into shards, and a thread always fills the same one: threads that finish records at the same time do not
//! meet, and the only other visitor of a shard is the worker, which takes whole chunks of records. The bounds are those
//! of the whole, kept in one counter.

mod lane;
mod room;
mod shard;

use std::{
    ops::DerefMut,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{
            AtomicBool, AtomicUsize,
            Ordering::{Relaxed, SeqCst},
        },
    },
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use super::{DropReason, Ledger, QueueLimits, WhenFull, after};
use lane::{Chunk, Lane};
use room::InUse;
pub(super) use shard::SHARDS;
use shard::{Lanes, Shard, own_shard};

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

/// A moment of the queue: how much had come into each lane by then.
pub(crate) struct Mark {
    errors: [u64; SHARDS],
    rest: [u64; SHARDS],
}

impl Mark {
    /// Never: all that comes is before it.
    pub(crate) const NEVER: Self = Self { errors: [u64::MAX; SHARDS], rest: [u64::MAX; SHARDS] };
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

    /// Takes in a record, or drops it and says why in the ledger.
    pub(crate) fn push(&self, item: T) {
        self.push_from(item.weight(), item.is_error(), &mut Some(item));
    }

    /// Takes a record in from where it lies, as [`push`](Self::push) does: each move of one costs as much as a counter.
    ///
    /// # Cost
    /// One atomic addition, and a lock that the threads of one shard and the worker share, for as long as it takes to
    /// move the record.
    #[inline]
    pub(crate) fn push_from(&self, weight: usize, is_error: bool, item: &mut Option<T>) {
        match self.room_for(weight, is_error) {
            Ok(items) if self.store(is_error, item) => {
                // Once per batch: whoever empties the queue looks for himself before he waits.
                if items == self.limits.batch_items {
                    self.filled.notify_one();
                }
            }
            Ok(_) => {
                self.in_use.release(1, weight);
                self.ledger.refuse(1, DropReason::Shutdown);
            }
            Err(reason) => self.ledger.refuse(1, reason),
        }
    }

    /// Sets room for a record aside and returns how many there are with it, or says why there is none.
    #[inline]
    fn room_for(&self, weight: usize, is_error: bool) -> Result<usize, DropReason> {
        self.in_use.reserve(weight).map_or_else(|| self.make_room(weight, is_error), Ok)
    }

    /// Puts a record into this thread's shard; false when the queue is closed.
    #[inline]
    fn store(&self, is_error: bool, item: &mut Option<T>) -> bool {
        let own = own_shard();
        match self.shards[own].try_lock() {
            Some(lanes) => self.store_in(own, lanes, is_error, item),
            None => self.store_beside(own, is_error, item),
        }
    }

    /// Puts a record into another shard than `own`, or into that when all are in use.
    #[cold]
    fn store_beside(&self, own: usize, is_error: bool, item: &mut Option<T>) -> bool {
        let others = (1..SHARDS).map(|index| (own + index) % SHARDS);
        let free = others.filter_map(|index| Some((index, self.shards[index].try_lock()?))).next();
        let (index, lanes) = free.unwrap_or_else(|| (own, self.shards[own].lock()));
        self.store_in(index, lanes, is_error, item)
    }

    #[inline]
    fn store_in(
        &self,
        index: usize,
        mut lanes: impl DerefMut<Target = Lanes<T>>,
        is_error: bool,
        item: &mut Option<T>,
    ) -> bool {
        // Whoever closes the queue empties each shard after closing: what comes later must not lie there for ever.
        let is_open = !self.closed.load(SeqCst);
        if is_open {
            self.ledger.attempt_alone(index);
            let Lanes { errors, rest } = &mut *lanes;
            if is_error { errors } else { rest }.push(item);
        }
        is_open
    }

    /// Gets room for a record of a full queue: from what matters less, or as the policy says.
    #[cold]
    fn make_room(&self, weight: usize, is_error: bool) -> Result<usize, DropReason> {
        if weight > self.in_use.largest() {
            return Err(DropReason::Limit);
        }
        self.pressed.store(true, SeqCst);
        self.filled.notify_one();
        let is_made = match self.limits.when_full {
            WhenFull::Wait(longest) if self.wait(weight, longest) => true,
            WhenFull::DropOldest => self.evict(weight),
            _ => is_error && self.evict(weight),
        };
        if is_made { Ok(self.len()) } else { Err(DropReason::QueueFull) }
    }

    /// Drops the oldest records that are no errors, own shard first, until the new one fits.
    fn evict(&self, weight: usize) -> bool {
        let own = own_shard();
        for index in 0..SHARDS {
            let shard = &self.shards[(own + index) % SHARDS];
            while let Some(evicted) = shard.oldest_of_the_rest() {
                self.in_use.release(1, evicted.weight());
                self.ledger.lose(1, DropReason::QueueFull);
                if self.in_use.reserve(weight).is_some() {
                    return true;
                }
            }
        }
        false
    }

    fn wait(&self, weight: usize, longest: Duration) -> bool {
        let until = after(longest);
        let mut room = self.room.lock();
        loop {
            if self.in_use.reserve(weight).is_some() {
                return true;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || self.closed.load(SeqCst) {
                return false;
            }
            room = self.room.changed.wait_timeout(room, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until there is a full batch, or no room for another record.
    pub(crate) async fn batch_is_full(&self) {
        // A notice may be of a batch that has left since.
        while self.len() < self.limits.batch_items && !self.pressed.load(SeqCst) {
            self.filled.notified().await;
        }
    }

    /// Whether the intake has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(SeqCst)
    }

    /// Returns how many records wait.
    pub(crate) fn len(&self) -> usize {
        self.in_use.items()
    }

    /// Returns this moment: what waits now is before it, what comes later is not.
    pub(crate) fn mark(&self) -> Mark {
        let mut mark = Mark::NEVER;
        for (index, shard) in self.shards.iter().enumerate() {
            let lanes = shard.lock();
            mark.errors[index] = lanes.errors.end();
            mark.rest[index] = lanes.rest.end();
        }
        mark
    }

    /// Takes out up to one batch of what came before `until`, errors first; empty when nothing of it waits.
    pub(crate) fn take_batch(&self, until: &Mark) -> Vec<T> {
        self.pressed.store(false, SeqCst);
        let mut chunks = Vec::new();
        let wanted =
            self.take_from(self.limits.batch_items, &until.errors, &mut chunks, |lanes| &mut lanes.errors);
        self.take_from(wanted, &until.rest, &mut chunks, |lanes| &mut lanes.rest);
        self.first.fetch_add(1, Relaxed);
        let mut batch = Vec::with_capacity(chunks.iter().map(Chunk::len).sum());
        for chunk in chunks {
            batch.extend(chunk);
        }
        self.taken(&batch);
        batch
    }

    /// Takes chunks out of each shard; returns how many records are still wanted.
    fn take_from(
        &self,
        wanted: usize,
        until: &[u64; SHARDS],
        chunks: &mut Vec<Chunk<T>>,
        lane: fn(&mut Lanes<T>) -> &mut Lane<T>,
    ) -> usize {
        let first = self.first.load(Relaxed);
        let in_turn = (0..SHARDS).map(|index| first.wrapping_add(index) % SHARDS);
        in_turn.fold(wanted, |wanted, index| match wanted {
            0 => 0,
            wanted => lane(&mut self.shards[index].lock()).take(wanted, until[index], chunks),
        })
    }

    fn taken(&self, batch: &[T]) {
        if batch.is_empty() {
            return;
        }
        self.in_use.release(batch.len(), batch.iter().map(Item::weight).sum());
        if matches!(self.limits.when_full, WhenFull::Wait(_)) {
            self.room.tell();
        }
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
        self.room.tell();
    }
}

#[cfg(test)]
mod tests;
