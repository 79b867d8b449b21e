//! The queue as threads see it that finish records: nobody waits here but who has chosen to.

use std::{
    ops::DerefMut,
    sync::PoisonError,
    sync::atomic::Ordering::SeqCst,
    time::{Duration, Instant},
};

use super::{
    Item, Queue,
    shard::{Lanes, SHARDS, own_shard},
};
use crate::pipeline::{DropReason, WhenFull, after};

impl<T: Item> Queue<T> {
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
        let free = others.into_iter().find_map(|index| Some((index, self.shards[index].try_lock()?)));
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
}
