//! Cells of sets with text, of which few combinations come up.

mod arena;
mod table;
mod turnover;

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError, atomic::Ordering::Acquire};

use arena::Arena;
use table::{Found, HELD, LEFT, MARKS, Table, hash, position};
use turnover::{Place, Turnover};

use crate::metrics::{
    cell::Cell,
    guard::{Budget, Full, Reservation},
};

/// How many tables there may be, each twice as large as the one before.
const TABLES: usize = 12;
/// Keys of the first table.
const FIRST: usize = 64;

/// Tables of keys, found by hash.
///
/// A key stands in the first table that had a place for it. Whoever looks passes the same places in the same order, and
/// may stop at a place that no key has had: none becomes that again. Keys come and go under a lock; tables and cells are made when they
/// are needed, and stay: of cells as many as there were keys at once, or twice that.
pub(in crate::metrics::instrument) struct Sparse<C> {
    tables: [OnceLock<Table>; TABLES],
    arena: Arena<C>,
    budget: Budget,
    /// Who adds or removes a key holds it.
    kept: Mutex<Kept>,
    /// What each key takes of the budget.
    cost: u64,
    turnover: Mutex<Turnover>,
}

struct Kept {
    /// What the keys take of the budget.
    taken: Reservation,
    /// Cells that no key has.
    free: Vec<u32>,
    /// How many cells were ever in use.
    made: u32,
}

impl<C: Cell> Sparse<C> {
    /// Cells that cost so much each, out of this budget.
    pub(in crate::metrics::instrument) fn new(budget: Budget, cost: u64) -> Self {
        let kept = Mutex::new(Kept { taken: budget.reserve_nothing(), free: Vec::new(), made: 0 });
        let tables = [const { OnceLock::new() }; TABLES];
        Self { tables, arena: Arena::new(), budget, kept, cost, turnover: Mutex::default() }
    }

    /// Returns the cell of a position, or which budget has no room for it.
    ///
    /// # Cost
    /// One to twelve cache lines, of one table for each doubling of what was ever kept; a lock for a new position. Over
    /// budget no lock is taken and nothing is allocated.
    #[inline]
    pub(in crate::metrics::instrument) fn cell(&self, position: u64) -> Result<&C, Full> {
        let key = position.checked_add(1).filter(|key| *key < HELD).ok_or(Full::Instrument)?;
        let hash = hash(key);
        for table in self.tables.iter().map_while(OnceLock::get) {
            match table.find(key, hash) {
                Found::Here(at) => return self.found(table, at),
                Found::Place(_, false) => break,
                Found::Place(_, true) | Found::Full => {}
            }
        }
        self.add(key, hash)
    }

    #[inline]
    fn found(&self, table: &Table, at: usize) -> Result<&C, Full> {
        let number = table.numbers[at].load(Acquire);
        let number = if number & MARKS == 0 { Some(number) } else { table.stay(at) };
        // A series that has left comes back when its cell is free for it.
        number.and_then(|number| self.arena.cell(number)).ok_or(Full::Instrument)
    }

    /// Gives a position a place, unless another thread has.
    #[cold]
    fn add(&self, key: u64, hash: u64) -> Result<&C, Full> {
        if let Some(full) = self.budget.refusal(self.cost) {
            return Err(full);
        }
        let mut kept = lock(&self.kept);
        let (mut place, mut size) = (None, FIRST);
        for table in &self.tables {
            // A new table has a place in each group.
            let table = table.get_or_init(|| Table::new(size));
            match table.find(key, hash) {
                Found::Here(at) => return self.found(table, at),
                Found::Place(at, goes_on) => {
                    place = place.or(Some((table, at)));
                    let is_last = !goes_on;
                    if is_last {
                        break;
                    }
                }
                Found::Full => {}
            }
            size *= 2;
        }
        let (table, at) = place.ok_or(Full::Instrument)?;
        if !kept.taken.grow(self.cost) {
            return Err(self.budget.refusal(self.cost).unwrap_or(Full::Instrument));
        }
        let number = kept.number();
        self.arena.make(number);
        let cell = self.arena.cell(number).ok_or(Full::Instrument)?;
        table.put(at, key, number);
        Ok(cell)
    }

    /// Forgets the positions that `is_gone` names, and gives their cells back; nobody else may be able to reach them.
    pub(in crate::metrics::instrument) fn remove(&self, is_gone: impl Fn(u64) -> bool) {
        let mut kept = lock(&self.kept);
        for (place, key, _) in self.all_entries() {
            if position(key).is_some_and(&is_gone) {
                self.forget(&mut kept, place, Table::remove);
            }
        }
    }

    /// Gives the cells of those back that have left, and were not forgotten meanwhile; their places are held.
    fn give_back(&self, left: &[Place]) {
        let mut kept = lock(&self.kept);
        for place in left {
            let table = self.tables[place.table].get();
            if table.is_some_and(|table| table.numbers[place.at].load(Acquire) == place.number | LEFT) {
                self.forget(&mut kept, *place, Table::hold);
            }
        }
    }

    /// Lets others have the places that were held.
    fn let_go(&self, held: &[Place]) {
        let _kept = lock(&self.kept);
        for Place { table, at, .. } in held {
            if let Some(table) = self.tables[*table].get() {
                table.let_go(*at);
            }
        }
    }

    fn forget(&self, kept: &mut Kept, Place { table, at, number }: Place, take_out: fn(&Table, usize)) {
        let (Some(table), Some(cell)) = (self.tables[table].get(), self.arena.cell(number)) else { return };
        cell.clear();
        take_out(table, at);
        kept.free.push(number);
        kept.taken.shrink(self.cost);
    }

    /// Returns all cells with their positions.
    pub(in crate::metrics::instrument) fn cells(&self) -> impl Iterator<Item = (u64, &C)> {
        self.entries().filter_map(|(_, key, cell)| Some((position(key)?, cell)))
    }

    /// Returns how many series there are.
    pub(in crate::metrics::instrument) fn len(&self) -> u64 {
        lock(&self.kept).taken.cells() / self.cost.max(1)
    }

    /// Returns all but those that have left.
    fn entries(&self) -> impl Iterator<Item = (Place, u64, &C)> {
        self.all_entries().filter_map(|(place, key, number)| {
            let is_here = number & LEFT == 0;
            Some((place, key, is_here.then(|| self.arena.cell(place.number))??))
        })
    }

    /// Returns all keys, with the number of the cell as it is marked.
    fn all_entries(&self) -> impl Iterator<Item = (Place, u64, u32)> {
        let tables = self.tables.iter().map_while(OnceLock::get).enumerate();
        tables.flat_map(|(nth, table)| {
            let place = move |at, number| Place { table: nth, at, number: number & !MARKS };
            table.entries().map(move |(at, key, number)| (place(at, number), key, number))
        })
    }
}

impl Kept {
    /// Returns the number of a cell that no key has.
    fn number(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.made += 1;
            self.made - 1
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
