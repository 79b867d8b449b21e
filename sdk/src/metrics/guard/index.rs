//! The values of one label and their slots: a hash table that is read without a lock, and written under one.
//!
//! Open addressing with linear probing; at most half of the buckets are taken. A bucket is written once. What has to go,
//! or does not fit, becomes a new index, which shares the entries with the old one: readers of the old one keep it, and
//! with it every entry that they may have found, until they are done. So an entry that only its guard still holds can be
//! reached by nobody (see `takeover.rs`).

use std::sync::{
    Arc, OnceLock,
    atomic::{
        AtomicBool, AtomicU64,
        Ordering::{Acquire, Relaxed, Release},
    },
};

use super::Slot;

/// How many buckets a value may be away from where its hash puts it, or it is not let in.
///
/// Of honest values none is: with half of the buckets free, a run of so many taken ones has a chance of about 10⁻¹⁰ for
/// each value (`e^(-0.193 * 128)`, Knuth, volume 3, 6.4). Who knows the seed of the hashes and floods one place slows a
/// look-up down by some hundred nanoseconds, and no further.
const REACH: usize = 128;
const FIRST_BUCKETS: usize = 16;

/// A value that has a slot.
pub(super) struct Entry {
    pub(super) hash: u64,
    pub(super) slot: Slot,
    pub(super) value: Arc<str>,
    /// Whether it was looked up since the last collection.
    pub(super) used: AtomicBool,
    /// When it was last known to be in use, in milliseconds since the guard was made.
    pub(super) last_used: AtomicU64,
}

impl Entry {
    pub(super) fn new(hash: u64, slot: Slot, value: &str, now: u64) -> Self {
        Self { hash, slot, value: value.into(), used: AtomicBool::new(true), last_used: AtomicU64::new(now) }
    }

    /// Notes that it was looked up: a write only once in a collection, because all threads share the entry.
    #[inline]
    pub(super) fn touch(&self) {
        if !self.used.load(Relaxed) {
            self.used.store(true, Relaxed);
        }
    }
}

#[derive(Default)]
pub(super) struct Index {
    buckets: Box<[Bucket]>,
}

#[derive(Default)]
struct Bucket {
    /// The hash of the entry, or 0: the entry itself need not be fetched for most of what is not here.
    hash: AtomicU64,
    entry: OnceLock<Arc<Entry>>,
}

impl Index {
    /// Makes an index of these entries with room for more, without the probes' limit: they were let in before.
    pub(super) fn of(entries: impl Iterator<Item = Arc<Entry>>, room: usize) -> Self {
        let buckets = (room * 2).next_power_of_two().max(FIRST_BUCKETS);
        let index = Self { buckets: (0..buckets).map(|_| Bucket::default()).collect() };
        for entry in entries {
            index.put(entry, buckets);
        }
        index
    }

    /// How many entries it has room for.
    pub(super) const fn room(&self) -> usize {
        self.buckets.len() / 2
    }

    #[inline]
    pub(super) fn find(&self, hash: u64, value: &str) -> Option<&Arc<Entry>> {
        let tag = tag(hash);
        for bucket in self.from(tag) {
            match bucket.hash.load(Acquire) {
                0 => return None,
                found if found == tag => {
                    let entry = bucket.entry.get().filter(|entry| *entry.value == *value);
                    if let Some(entry) = entry {
                        return Some(entry);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Puts in an entry that is not here yet; under the guard's lock, while there is room.
    ///
    /// Returns false where its place is crowded.
    pub(super) fn insert(&self, entry: Arc<Entry>) -> bool {
        self.put(entry, REACH)
    }

    fn put(&self, entry: Arc<Entry>, reach: usize) -> bool {
        let tag = tag(entry.hash);
        let free = self.from(tag).take(reach).find(|bucket| bucket.hash.load(Relaxed) == 0);
        free.is_some_and(|bucket| {
            let is_new = bucket.entry.set(entry).is_ok();
            // Only now may a reader see the bucket.
            bucket.hash.store(tag, Release);
            is_new
        })
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.buckets
            .iter()
            .filter(|bucket| bucket.hash.load(Acquire) != 0)
            .filter_map(|bucket| bucket.entry.get())
    }

    /// All buckets, beginning where this hash belongs.
    #[inline]
    fn from(&self, tag: u64) -> impl Iterator<Item = &Bucket> {
        let start = tag as usize & self.buckets.len().wrapping_sub(1);
        let (before, after) = self.buckets.split_at_checked(start).unwrap_or_default();
        after.iter().chain(before)
    }
}

/// A hash that is never that of an empty bucket.
#[inline]
const fn tag(hash: u64) -> u64 {
    if hash == 0 { 1 } else { hash }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Entry, Index, REACH};
    use crate::metrics::guard::Slot;

    fn entry(hash: u64, value: &str) -> Arc<Entry> {
        Arc::new(Entry::new(hash, Slot(7), value, 0))
    }

    #[test]
    fn values_of_one_hash_are_told_apart_and_zero_is_a_hash() {
        let index = Index::of([entry(0, "a"), entry(0, "b"), entry(1, "c")].into_iter(), 8);
        for (hash, value) in [(0, "a"), (0, "b"), (1, "c")] {
            assert_eq!(index.find(hash, value).map(|entry| &*entry.value), Some(value));
        }
        assert!(index.find(0, "d").is_none() && index.find(5, "a").is_none());
    }

    #[test]
    fn an_empty_index_has_no_room_and_nothing() {
        let index = Index::default();
        assert!(index.find(3, "a").is_none() && index.room() == 0 && index.entries().next().is_none());
        assert!(!index.insert(entry(3, "a")));
    }

    #[test]
    fn a_run_wraps_around_the_end() {
        let index = Index::of(std::iter::empty(), 8);
        assert!(index.insert(entry(15, "a")) && index.insert(entry(31, "b")));
        assert!(index.find(15, "a").is_some() && index.find(31, "b").is_some());
    }

    #[test]
    fn a_flood_of_one_hash_is_let_in_up_to_the_reach_and_hurts_no_other_value() {
        let index = Index::of(std::iter::empty(), 10 * REACH);
        let let_in = (0..3 * REACH).filter(|order| index.insert(entry(64, &order.to_string()))).count();
        assert_eq!(let_in, REACH);
        assert!(index.insert(entry(10, "honest")) && index.find(10, "honest").is_some());
        assert!(index.find(64, "stranger").is_none());
    }
}
