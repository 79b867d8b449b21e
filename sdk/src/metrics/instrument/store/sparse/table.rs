//! A table of keys and of the numbers of their cells, which changes under a lock and is read without one.

use std::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed, Release},
};

/// Keys on one cache line; a key stands in one of those that its hash says.
const GROUP: usize = 8;
/// A place that no key has had.
pub(super) const ROOM: u64 = 0;
/// A place whose key is gone.
const GONE: u64 = u64::MAX;
/// A place whose key has left, which is kept from others: somebody may have seen the key and still look for its cell.
pub(super) const HELD: u64 = u64::MAX - 1;

/// Marks the cell of a series that is leaving: whoever finds it has it stay.
pub(super) const LEAVING: u32 = 1 << 30;
/// Marks the cell of a series that has left: nobody may find it any more.
pub(super) const LEFT: u32 = 1 << 31;
pub(super) const MARKS: u32 = LEAVING | LEFT;

pub(super) struct Table {
    /// Positions with one added, [`ROOM`] or [`GONE`].
    pub(super) keys: Box<[AtomicU64]>,
    /// The numbers of their cells, which may be marked.
    pub(super) numbers: Box<[AtomicU32]>,
}

/// What a table knows about a key.
pub(super) enum Found {
    Here(usize),
    /// Here is a place for it, if it is nowhere else; the second says whether it may be in a later table.
    Place(usize, bool),
    /// It may be in a later table.
    Full,
}

impl Table {
    #[cold]
    pub(super) fn new(size: usize) -> Self {
        let keys = (0..size).map(|_| AtomicU64::new(ROOM)).collect();
        Self { keys, numbers: (0..size).map(|_| AtomicU32::new(0)).collect() }
    }

    #[inline]
    pub(super) fn find(&self, key: u64, hash: u64) -> Found {
        // The size is a power of two.
        let begin = hash as usize & (self.keys.len() - 1) & !(GROUP - 1);
        let mut gone = None;
        for at in begin..begin + GROUP {
            match self.keys[at].load(Acquire) {
                ROOM => return Found::Place(gone.unwrap_or(at), false),
                GONE => gone = gone.or(Some(at)),
                other if other == key => return Found::Here(at),
                _ => {}
            }
        }
        gone.map_or(Found::Full, |at| Found::Place(at, true))
    }

    /// Puts a key into a place, with the number of its cell.
    pub(super) fn put(&self, at: usize, key: u64, number: u32) {
        self.numbers[at].store(number, Release);
        // Only now may a reader see the number.
        self.keys[at].store(key, Release);
    }

    /// Takes a key out of its place, which nobody looks for any more; a mark at its number is void.
    pub(super) fn remove(&self, at: usize) {
        self.keys[at].store(GONE, Release);
        self.numbers[at].fetch_and(!MARKS, Release);
    }

    /// Takes a key out that has left, and holds its place: the number stays as it is marked.
    pub(super) fn hold(&self, at: usize) {
        self.keys[at].store(HELD, Release);
    }

    /// Lets others have a place that is held.
    pub(super) fn let_go(&self, at: usize) {
        // Nobody but who held it changes it.
        let _ = self.keys[at].compare_exchange(HELD, GONE, AcqRel, Relaxed);
    }

    /// Returns all keys, with where they stand and the numbers of their cells as they are marked.
    pub(super) fn entries(&self) -> impl Iterator<Item = (usize, u64, u32)> {
        let entries = self.keys.iter().zip(&self.numbers).enumerate();
        entries.filter_map(|(at, (key, number))| {
            let key = key.load(Acquire);
            position(key).map(|_| (at, key, number.load(Acquire)))
        })
    }

    /// Has a series stay that was leaving, and returns the number of its cell; none where it has left.
    #[cold]
    pub(super) fn stay(&self, at: usize) -> Option<u32> {
        let stays = |number: u32| (number & LEAVING != 0).then_some(number & !LEAVING);
        match self.numbers[at].fetch_update(AcqRel, Acquire, stays) {
            Ok(number) => Some(number & !LEAVING),
            Err(number) => (number & LEFT == 0).then_some(number),
        }
    }

    pub(super) fn turn(&self, at: usize, from: u32, to: u32) -> bool {
        self.numbers[at].compare_exchange(from, to, AcqRel, Relaxed).is_ok()
    }
}

pub(super) const fn position(key: u64) -> Option<u64> {
    if key >= HELD { None } else { key.checked_sub(1) }
}

/// Spreads positions, which are close to each other, over the table; the factor is 2^64 over the golden ratio.
#[inline]
pub(super) const fn hash(key: u64) -> u64 {
    key.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_right(29)
}
