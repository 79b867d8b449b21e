//! From position to cell, without a lock.

mod sparse;

use std::sync::OnceLock;

pub(super) use sparse::Sparse;

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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

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
}
