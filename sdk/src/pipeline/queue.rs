//! A queue bounded in items and bytes that is filled without waiting for whoever empties it.
//!
//! It is cut into shards, and a thread always fills the same one: threads that finish records at the same time do not
//! meet, and the only other visitor of a shard is the worker, which swaps its contents out. The bounds are those of the
//! whole, kept in two counters.

use std::{
    cell::Cell,
    collections::VecDeque,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use super::{DropReason, Ledger, QueueLimits, WhenFull, after};

/// What the queue asks of a record.
pub(crate) trait Item: Send + 'static {
    /// Bytes that the record takes, itself included.
    fn weight(&self) -> usize;
    /// Whether the record tells of an error: such records are kept before the rest.
    fn is_error(&self) -> bool;
}

/// Shards of one queue; more would only make the worker's round longer.
const SHARDS: usize = 8;

/// See the module's documentation.
pub(crate) struct Queue<T> {
    shards: [Shard<T>; SHARDS],
    items: AtomicUsize,
    bytes: AtomicUsize,
    closed: AtomicBool,
    limits: QueueLimits,
    ledger: Arc<Ledger>,
    filled: Notify,
    room: Room,
}

/// One part of the queue, on cache lines of its own.
#[repr(align(128))]
struct Shard<T>(Mutex<Lanes<T>>);

/// Records of one shard, oldest first: errors apart, because they are kept before the rest.
struct Lanes<T> {
    errors: VecDeque<T>,
    rest: VecDeque<T>,
}

/// Where threads of the policy [`WhenFull::Wait`] wait.
#[derive(Default)]
struct Room {
    lock: Mutex<()>,
    changed: Condvar,
}

impl<T: Item> Queue<T> {
    pub(crate) fn new(limits: QueueLimits, ledger: Arc<Ledger>) -> Self {
        Self {
            shards: std::array::from_fn(|_| Shard::new()),
            items: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
            limits,
            ledger,
            filled: Notify::new(),
            room: Room::default(),
        }
    }

    /// Takes in a record, or drops it and says why in the ledger.
    ///
    /// # Cost
    /// Two atomic additions and a lock that only the worker shares, for as long as it takes to swap two pointers.
    pub(crate) fn push(&self, item: T) {
        self.ledger.attempt(1);
        let weight = item.weight();
        if weight > self.limits.bytes {
            self.ledger.lose(1, DropReason::Limit);
        } else if self.closed.load(SeqCst) {
            self.ledger.lose(1, DropReason::Shutdown);
        } else if self.reserve(weight) || self.make_room(weight, item.is_error()) {
            self.store(item);
        } else {
            self.ledger.lose(1, DropReason::QueueFull);
        }
    }

    fn store(&self, item: T) {
        let mut lanes = self.shards[own_shard()].lock();
        // Whoever closes the queue empties each shard after closing: what comes later must not lie there for ever.
        if self.closed.load(SeqCst) {
            drop(lanes);
            self.release(1, item.weight());
            self.ledger.lose(1, DropReason::Shutdown);
            return;
        }
        let lane = if item.is_error() { &mut lanes.errors } else { &mut lanes.rest };
        lane.push_back(item);
        drop(lanes);
        if self.items.load(Relaxed) >= self.limits.batch_items {
            self.filled.notify_one();
        }
    }

    /// Sets room for one record aside, if there is any.
    fn reserve(&self, weight: usize) -> bool {
        let items = self.items.fetch_add(1, SeqCst);
        let bytes = self.bytes.fetch_add(weight, SeqCst);
        let fits = items < self.limits.items && bytes + weight <= self.limits.bytes;
        if !fits {
            self.release(1, weight);
        }
        fits
    }

    fn release(&self, items: usize, bytes: usize) {
        self.items.fetch_sub(items, SeqCst);
        self.bytes.fetch_sub(bytes, SeqCst);
    }

    /// Gets room for a record of a full queue: from what matters less, or as the policy says.
    #[cold]
    fn make_room(&self, weight: usize, is_error: bool) -> bool {
        self.filled.notify_one();
        match self.limits.when_full {
            WhenFull::Wait(longest) if self.wait(weight, longest) => true,
            WhenFull::DropOldest => self.evict(weight),
            _ => is_error && self.evict(weight),
        }
    }

    /// Drops the oldest records that are no errors, own shard first, until the new one fits.
    fn evict(&self, weight: usize) -> bool {
        let own = own_shard();
        for index in 0..SHARDS {
            let shard = &self.shards[(own + index) % SHARDS];
            while let Some(evicted) = shard.oldest_of_the_rest() {
                self.release(1, evicted.weight());
                self.ledger.lose(1, DropReason::QueueFull);
                if self.reserve(weight) {
                    return true;
                }
            }
        }
        false
    }

    fn wait(&self, weight: usize, longest: Duration) -> bool {
        let until = after(longest);
        let mut room = lock(&self.room.lock);
        loop {
            if self.reserve(weight) {
                return true;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || self.closed.load(SeqCst) {
                return false;
            }
            room = self.room.changed.wait_timeout(room, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until a batch is full, or was when nobody waited.
    pub(crate) async fn batch_is_full(&self) {
        if self.len() < self.limits.batch_items {
            self.filled.notified().await;
        }
    }

    /// Returns how many records wait.
    pub(crate) fn len(&self) -> usize {
        self.items.load(SeqCst)
    }

    /// Takes up to one batch out, errors first; empty when nothing waits.
    pub(crate) fn take_batch(&self) -> Vec<T> {
        let mut batch = Vec::new();
        self.take_from(&mut batch, |lanes| &mut lanes.errors);
        self.take_from(&mut batch, |lanes| &mut lanes.rest);
        self.taken(&batch);
        batch
    }

    fn take_from(&self, batch: &mut Vec<T>, lane: fn(&mut Lanes<T>) -> &mut VecDeque<T>) {
        for shard in &self.shards {
            let wanted = self.limits.batch_items.saturating_sub(batch.len());
            if wanted == 0 {
                return;
            }
            let mut lanes = shard.lock();
            let lane = lane(&mut lanes);
            let count = wanted.min(lane.len());
            batch.extend(lane.drain(..count));
        }
    }

    fn taken(&self, batch: &[T]) {
        if batch.is_empty() {
            return;
        }
        self.release(batch.len(), batch.iter().map(Item::weight).sum());
        if matches!(self.limits.when_full, WhenFull::Wait(_)) {
            drop(lock(&self.room.lock));
            self.room.changed.notify_all();
        }
    }

    /// Ends the intake: what comes later, and what still waits, is dropped as [`DropReason::Shutdown`].
    pub(crate) fn close(&self) {
        self.closed.store(true, SeqCst);
        loop {
            let rest = self.take_batch();
            if rest.is_empty() {
                break;
            }
            self.ledger.lose(rest.len(), DropReason::Shutdown);
        }
        drop(lock(&self.room.lock));
        self.room.changed.notify_all();
    }
}

impl<T> Shard<T> {
    const fn new() -> Self {
        Self(Mutex::new(Lanes { errors: VecDeque::new(), rest: VecDeque::new() }))
    }

    fn lock(&self) -> MutexGuard<'_, Lanes<T>> {
        lock(&self.0)
    }

    fn oldest_of_the_rest(&self) -> Option<T> {
        self.lock().rest.pop_front()
    }
}

/// A poisoned lock holds whole records all the same: no code of a user runs under it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the shard that this thread fills; threads are dealt out in turn.
fn own_shard() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local!(static OWN: Cell<usize> = const { Cell::new(usize::MAX) });
    // A thread that is ending has no thread-local values left, but may still finish a span.
    OWN.try_with(|own| {
        if own.get() == usize::MAX {
            own.set(NEXT.fetch_add(1, Relaxed) % SHARDS);
        }
        own.get()
    })
    .unwrap_or(0)
}

#[cfg(test)]
mod tests;
