//! Cells of sets with text, of which few combinations come up.

use std::sync::{
    Mutex, OnceLock, PoisonError,
    atomic::{
        AtomicU64,
        Ordering::{Acquire, Relaxed, Release},
    },
};

use crate::metrics::{
    cell::Cell,
    guard::{Budget, Reservation},
};

/// Keys on one cache line; a key stands in one of those that its hash says.
const GROUP: usize = 8;
/// How many tables there may be, each twice as large as the one before.
const TABLES: usize = 12;
/// Keys of the first table.
const FIRST: usize = 64;

/// A place that no key has had.
const ROOM: u64 = 0;
/// A place whose key is gone.
const GONE: u64 = u64::MAX;

/// Tables of keys, found by hash.
///
/// A key stands in the first table that had a place for it. Whoever looks passes the same places in the same order, and
/// may stop at [`ROOM`]: no place becomes that again. Keys come and go under a lock; tables and cells are made when they
/// are needed, and stay.
pub(in crate::metrics::instrument) struct Sparse<C> {
    tables: [OnceLock<Table<C>>; TABLES],
    budget: Budget,
    /// What the keys take of the budget; who adds or removes one holds it.
    taken: Mutex<Reservation>,
    /// What each of them takes.
    cost: u64,
}

struct Table<C> {
    /// Positions with one added, [`ROOM`] or [`GONE`].
    keys: Box<[AtomicU64]>,
    cells: Box<[OnceLock<Box<C>>]>,
}

/// What a table knows about a key.
enum Found {
    Here(usize),
    /// Here is a place for it, if it is nowhere else; the second says whether it may be in a later table.
    Place(usize, bool),
    /// It may be in a later table.
    Full,
}

impl<C: Cell> Sparse<C> {
    /// Cells that cost so much each, out of this budget.
    pub(in crate::metrics::instrument) fn new(budget: Budget, cost: u64) -> Self {
        let taken = Mutex::new(budget.reserve_nothing());
        Self { tables: [const { OnceLock::new() }; TABLES], budget, taken, cost }
    }

    /// Returns the cell of a position; none where the budget has no room for it.
    ///
    /// # Cost
    /// One to twelve cache lines, of one table for each doubling of what was ever kept; a lock for a new position. Over
    /// budget no lock is taken and nothing is allocated.
    #[inline]
    pub(in crate::metrics::instrument) fn cell(&self, position: u64) -> Option<&C> {
        let key = position.checked_add(1).filter(|key| *key != GONE)?;
        let hash = hash(key);
        for table in self.tables.iter().map_while(OnceLock::get) {
            match table.find(key, hash) {
                Found::Here(at) => return Some(table.made(at)),
                Found::Place(_, false) => break,
                Found::Place(_, true) | Found::Full => {}
            }
        }
        self.add(key, hash)
    }

    /// Gives a position a place, unless another thread has.
    #[cold]
    fn add(&self, key: u64, hash: u64) -> Option<&C> {
        if !self.budget.has_room(self.cost) {
            return None;
        }
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut place, mut size) = (None, FIRST);
        for table in &self.tables {
            // A new table has a place in each group.
            match table.get_or_init(|| Table::new(size)).find(key, hash) {
                Found::Here(at) => return Some(table.get()?.made(at)),
                Found::Place(at, goes_on) => {
                    place = place.or(Some((table.get()?, at)));
                    let is_last = !goes_on;
                    if is_last {
                        break;
                    }
                }
                Found::Full => {}
            }
            size *= 2;
        }
        let (table, at) = place?;
        taken.grow(self.cost).then(|| {
            let cell = table.made(at);
            table.keys[at].store(key, Release);
            cell
        })
    }

    /// Forgets the positions that `is_gone` names, and gives their cells back; nobody else may be able to reach them.
    pub(in crate::metrics::instrument) fn remove(&self, is_gone: impl Fn(u64) -> bool) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, cell) in self.entries() {
            if position(key.load(Relaxed)).is_some_and(&is_gone) {
                cell.clear();
                key.store(GONE, Release);
                taken.shrink(self.cost);
            }
        }
    }

    /// Returns all cells with their positions.
    pub(in crate::metrics::instrument) fn cells(&self) -> impl Iterator<Item = (u64, &C)> {
        self.entries().filter_map(|(key, cell)| Some((position(key.load(Acquire))?, cell)))
    }

    fn entries(&self) -> impl Iterator<Item = (&AtomicU64, &C)> {
        let tables = self.tables.iter().map_while(OnceLock::get);
        let entries = tables.flat_map(|table| table.keys.iter().zip(&table.cells));
        entries.filter_map(|(key, cell)| Some((key, &**cell.get()?)))
    }
}

impl<C: Cell> Table<C> {
    #[cold]
    fn new(size: usize) -> Self {
        let keys = (0..size).map(|_| AtomicU64::new(ROOM)).collect();
        Self { keys, cells: (0..size).map(|_| OnceLock::new()).collect() }
    }

    #[inline]
    fn find(&self, key: u64, hash: u64) -> Found {
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

    #[inline]
    fn made(&self, at: usize) -> &C {
        self.cells[at].get_or_init(Box::default)
    }
}

const fn position(key: u64) -> Option<u64> {
    if key == GONE { None } else { key.checked_sub(1) }
}

/// Spreads positions, which are close to each other, over the table; the factor is 2^64 over the golden ratio.
#[inline]
const fn hash(key: u64) -> u64 {
    key.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_right(29)
}

#[cfg(test)]
mod tests;
