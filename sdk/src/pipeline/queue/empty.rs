//! The queue as the worker sees it, which takes batches out of it.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};

use super::{
    Item, Queue,
    lane::{Chunk, Lane},
    shard::{Lanes, SHARDS},
};
use crate::pipeline::WhenFull;

/// A moment of the queue: how much had come into each lane by then.
pub(crate) struct Mark {
    errors: [u64; SHARDS],
    rest: [u64; SHARDS],
}

impl Mark {
    /// Never: all that comes is before it.
    pub(crate) const NEVER: Self = Self { errors: [u64::MAX; SHARDS], rest: [u64::MAX; SHARDS] };
}

impl<T: Item> Queue<T> {
    /// Waits until there is a full batch, or no room for another record.
    pub(crate) async fn batch_is_full(&self) {
        // A notice may be of a batch that has left since.
        while self.len() < self.limits.batch_items && !self.pressed.load(SeqCst) {
            self.filled.notified().await;
        }
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
}
