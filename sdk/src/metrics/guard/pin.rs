//! One measurement's look at a table.

use std::{
    cell::RefCell,
    fmt,
    hash::BuildHasher,
    panic::Location,
    sync::{Arc, atomic::Ordering::Acquire},
};

use super::{Slot, Table, index::Entry, table::Indexes};

/// A look at a table during which no slot changes hands.
pub(in crate::metrics) struct Pin<'a> {
    table: &'a Table,
    indexes: arc_swap::Guard<Arc<Indexes>>,
    /// Who asks.
    caller: &'static Location<'static>,
    /// What it showed that is not in its indexes, because it is newer.
    held: RefCell<Vec<Arc<Entry>>>,
}

impl<'a> Pin<'a> {
    #[inline]
    pub(super) fn new(
        table: &'a Table,
        indexes: arc_swap::Guard<Arc<Indexes>>,
        caller: &'static Location<'static>,
    ) -> Self {
        Self { table, indexes, caller, held: RefCell::default() }
    }
}

impl Pin<'_> {
    /// Puts what is refused from here on down to the caller, where one pin is for many measurements.
    #[track_caller]
    pub(in crate::metrics) const fn ask_anew(&mut self) {
        self.caller = Location::caller();
    }

    /// Returns the slot of a value of the label with this number; [`Slot::OTHER`] if it has none and gets none.
    ///
    /// # Cost
    /// For a value that has a slot: one hash and one look-up. For one that has none while there is none left: the same,
    /// and a few relaxed atomic operations. Both without lock and allocation. A value that is let in takes a lock, once.
    #[inline]
    #[must_use]
    pub(in crate::metrics) fn slot(&self, label: usize, value: &str) -> Slot {
        let hash = self.table.hashes.hash_one(value);
        let Some(entry) = self.indexes.find(label, hash, value) else {
            return self.newer(label, hash, value);
        };
        entry.touch();
        entry.slot
    }

    /// Looks into what was made since, and lets the value in if it may be.
    fn newer(&self, label: usize, hash: u64, value: &str) -> Slot {
        let newer = self.indexes.replaced.load(Acquire).then(|| self.table.current.load());
        let known = newer.and_then(|indexes| indexes.find(label, hash, value).cloned());
        let missed = || self.table.missed(label, hash, value, self.caller);
        let Some(entry) = known.or_else(missed) else { return Slot::OTHER };
        entry.touch();
        let slot = entry.slot;
        // So that it keeps its slot as those do that are in the pin's own indexes.
        self.held.borrow_mut().push(entry);
        slot
    }

    pub(super) fn entries(&self, label: usize) -> Vec<Arc<Entry>> {
        self.indexes.of.get(label).into_iter().flat_map(|index| index.entries()).cloned().collect()
    }

    pub(super) fn has(&self, label: usize, hash: u64, value: &str) -> bool {
        self.indexes.find(label, hash, value).is_some()
    }
}

impl fmt::Debug for Pin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pin").field("table", self.table).finish()
    }
}
