//! How much of a queue's bounds is in use: items and bytes in one counter, so that a record costs one addition.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

/// Bits of the counter that count bytes, the low ones: up to a terabyte.
const BYTES: u32 = 40;

/// The most items that are counted, with room above for threads that have reserved in vain and not released yet.
const MOST_ITEMS: usize = (1 << (64 - BYTES)) - (1 << 12);

/// The most bytes that are counted, likewise.
const MOST_BYTES: usize = (1 << BYTES) - (1 << 36);

/// See the module's documentation.
pub(super) struct InUse {
    packed: AtomicU64,
    items: usize,
    bytes: usize,
}

impl InUse {
    /// Nothing in use, under the bounds given.
    pub(super) fn new(items: usize, bytes: usize) -> Self {
        Self { packed: AtomicU64::new(0), items: items.min(MOST_ITEMS), bytes: bytes.min(MOST_BYTES) }
    }

    /// The largest record that fits into an empty queue.
    pub(super) const fn largest(&self) -> usize {
        self.bytes
    }

    /// Sets room for one record aside; returns how many items there are with it, none where it does not fit.
    #[inline]
    pub(super) fn reserve(&self, weight: usize) -> Option<usize> {
        if weight > self.bytes {
            // It could only stand in the others' way for a moment.
            return None;
        }
        let before = self.packed.fetch_add(pack(1, weight), SeqCst);
        let (items, bytes) = unpack(before);
        if items < self.items && bytes + weight <= self.bytes {
            return Some(items + 1);
        }
        self.release(1, weight);
        None
    }

    pub(super) fn release(&self, items: usize, bytes: usize) {
        self.packed.fetch_sub(pack(items, bytes), SeqCst);
    }

    /// Returns how many items there are.
    pub(super) fn items(&self) -> usize {
        unpack(self.packed.load(SeqCst)).0
    }

    #[cfg(test)]
    pub(super) fn both(&self) -> (usize, usize) {
        unpack(self.packed.load(SeqCst))
    }
}

const fn pack(items: usize, bytes: usize) -> u64 {
    ((items as u64) << BYTES) + bytes as u64
}

const fn unpack(packed: u64) -> (usize, usize) {
    ((packed >> BYTES) as usize, (packed & ((1 << BYTES) - 1)) as usize)
}
