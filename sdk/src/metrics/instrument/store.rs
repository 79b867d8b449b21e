//! From position to cell, without a lock.

use std::sync::{
    OnceLock,
    atomic::{
        AtomicU32, AtomicU64,
        Ordering::{AcqRel, Acquire, Relaxed},
    },
};

/// Cells of closed sets: an array with one for each combination, made at the first use.
pub(super) struct Dense<C>(OnceLock<Box<[C]>>);

impl<C: Default> Dense<C> {
    pub(super) const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Returns the cell of a position; none beyond the last combination.
    #[inline]
    pub(super) fn cell(&self, position: u64, combinations: u64) -> Option<&C> {
        let cells = self.0.get_or_init(|| (0..combinations).map(|_| C::default()).collect());
        cells.get(usize::try_from(position).ok()?)
    }

    /// Returns all cells with their positions.
    pub(super) fn cells(&self) -> impl Iterator<Item = (u64, &C)> {
        (0..).zip(self.0.get().into_iter().flatten())
    }
}

/// Keys on one cache line; a key stands in one of those that its hash says.
const GROUP: usize = 8;
/// The tables, each twice as large as the one before.
const TABLES: usize = 8;
/// Keys of the first table.
const FIRST: usize = 64;

/// Cells of sets with text, of which few combinations come up: tables of keys, found by hash.
///
/// A key is written once, in the first table that has room for it, and never leaves: whoever looks passes the same places
/// in the same order, so that two threads cannot give one set two cells. Tables are made when they are needed, and cells
/// too.
pub(super) struct Sparse<C> {
    tables: [OnceLock<Table<C>>; TABLES],
    taken: AtomicU32,
    limit: u32,
}

struct Table<C> {
    /// Positions, with one added: 0 is room.
    keys: Box<[AtomicU64]>,
    cells: Box<[OnceLock<Box<C>>]>,
}

/// What is known about a position.
enum Found {
    Here(usize),
    Room(usize),
    Full,
}

impl<C: Default> Sparse<C> {
    pub(super) const fn new(limit: u32) -> Self {
        Self { tables: [const { OnceLock::new() }; TABLES], taken: AtomicU32::new(0), limit }
    }

    /// Returns the cell of a position; none where there are as many as there may be.
    ///
    /// # Cost
    /// One to eight cache lines; over the limit no lock is taken and nothing is allocated.
    pub(super) fn cell(&self, position: u64) -> Option<&C> {
        let key = position.checked_add(1)?;
        let hash = hash(key);
        let mut size = FIRST;
        for table in &self.tables {
            let table = match table.get() {
                Some(table) => table,
                None if self.is_full() => return None,
                None => table.get_or_init(|| Table::new(size)),
            };
            match table.find(key, hash) {
                Found::Here(at) => return Some(table.made(at)),
                Found::Room(at) => return self.insert(table, key, at),
                Found::Full => size *= 2,
            }
        }
        None
    }

    /// Writes a key where there is room for it, or further on in its group where another thread was first.
    #[cold]
    fn insert<'a>(&'a self, table: &'a Table<C>, key: u64, at: usize) -> Option<&'a C> {
        let reserve = |taken| (taken < self.limit).then_some(taken + 1);
        self.taken.fetch_update(Relaxed, Relaxed, reserve).ok()?;
        match table.keys[at].compare_exchange(0, key, AcqRel, Acquire) {
            Ok(_) => Some(table.made(at)),
            Err(other) => {
                self.taken.fetch_sub(1, Relaxed);
                if other == key { Some(table.made(at)) } else { self.cell(key - 1) }
            }
        }
    }

    fn is_full(&self) -> bool {
        self.taken.load(Relaxed) >= self.limit
    }

    /// Returns all cells with their positions.
    pub(super) fn cells(&self) -> impl Iterator<Item = (u64, &C)> {
        let tables = self.tables.iter().filter_map(OnceLock::get);
        let entries = tables.flat_map(|table| table.keys.iter().zip(&table.cells));
        entries.filter_map(|(key, cell)| Some((key.load(Acquire).checked_sub(1)?, &**cell.get()?)))
    }
}

impl<C: Default> Table<C> {
    #[cold]
    fn new(size: usize) -> Self {
        let keys = (0..size).map(|_| AtomicU64::new(0)).collect();
        Self { keys, cells: (0..size).map(|_| OnceLock::new()).collect() }
    }

    #[inline]
    fn find(&self, key: u64, hash: u64) -> Found {
        // The size is a power of two.
        let begin = hash as usize & (self.keys.len() - 1) & !(GROUP - 1);
        for at in begin..begin + GROUP {
            match self.keys[at].load(Acquire) {
                0 => return Found::Room(at),
                other if other == key => return Found::Here(at),
                _ => {}
            }
        }
        Found::Full
    }

    #[inline]
    fn made(&self, at: usize) -> &C {
        self.cells[at].get_or_init(Box::default)
    }
}

/// Spreads positions, which are close to each other, over the table; the factor is 2^64 over the golden ratio.
#[inline]
const fn hash(key: u64) -> u64 {
    key.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_right(29)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, thread};

    use super::*;

    #[test]
    fn a_closed_set_has_a_cell_for_each_position_and_none_beyond() {
        let store = Dense::<AtomicU64>::new();
        assert_eq!(store.cells().count(), 0, "nothing is made before the first use");
        store.cell(5, 6).unwrap().store(50, Relaxed);
        assert!(store.cell(6, 6).is_none() && store.cell(u64::MAX, 6).is_none());
        let seen: Vec<_> = store.cells().map(|(at, cell)| (at, cell.load(Relaxed))).collect();
        assert_eq!(seen, [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 50)]);
    }

    #[test]
    fn positions_keep_their_cells_up_to_the_limit() {
        let store = Sparse::<AtomicU64>::new(2_000);
        let positions = (0..4_000_u64).map(|n| n * 201);
        let admitted = positions.clone().filter(|at| store.cell(*at).is_some()).count();
        assert_eq!(admitted, 2_000);
        assert!(store.cell(3_000 * 201).is_none(), "and none later");
        for at in positions.take(2_000) {
            store.cell(at).unwrap().store(at, Relaxed);
        }
        assert!(store.cells().all(|(at, cell)| cell.load(Relaxed) == at));
        assert_eq!(store.cells().count(), 2_000);
    }

    #[test]
    fn the_largest_position_has_a_cell_or_none_but_no_other_ones() {
        let store = Sparse::<AtomicU64>::new(10);
        assert!(store.cell(u64::MAX).is_none());
        store.cell(u64::MAX - 1).unwrap().store(1, Relaxed);
        assert_eq!(store.cells().map(|(at, _)| at).collect::<Vec<_>>(), [u64::MAX - 1]);
    }

    #[test]
    fn threads_find_one_cell_for_one_position() {
        let store = Sparse::<AtomicU64>::new(1_000);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for at in 0..900 {
                        store.cell(at * 7).unwrap().fetch_add(1, Relaxed);
                    }
                });
            }
        });
        let seen: BTreeMap<_, _> = store.cells().map(|(at, cell)| (at, cell.load(Relaxed))).collect();
        assert_eq!((seen.len(), store.cells().count()), (900, 900));
        assert!(seen.values().all(|count| *count == 4));
    }
}
