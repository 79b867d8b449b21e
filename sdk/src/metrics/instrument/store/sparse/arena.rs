//! Cells by number, made when they are needed, as many as were ever kept at once.

use std::sync::OnceLock;

/// Cells of the first chunk; each further one has twice as many as the one before.
const FIRST: usize = 8;
const CHUNKS: usize = 18;

pub(super) struct Arena<C>([OnceLock<Box<[C]>>; CHUNKS]);

impl<C: Default> Arena<C> {
    pub(super) const fn new() -> Self {
        Self([const { OnceLock::new() }; CHUNKS])
    }

    /// Returns the cell of a number; none if it was never [made](Self::make).
    #[inline]
    pub(super) fn cell(&self, number: u32) -> Option<&C> {
        let (chunk, at) = place(number);
        self.0.get(chunk)?.get()?.get(at)
    }

    /// Makes the cell of a number, with those that share its chunk; false where it is beyond the last one.
    pub(super) fn make(&self, number: u32) -> bool {
        let (chunk, _) = place(number);
        let cells = |chunk: &OnceLock<Box<[C]>>| {
            chunk.get_or_init(|| (0..FIRST << number_of_chunk(number)).map(|_| C::default()).collect());
        };
        self.0.get(chunk).map(cells).is_some()
    }
}

/// Returns chunk and place of a number.
#[inline]
const fn place(number: u32) -> (usize, usize) {
    let chunk = number_of_chunk(number);
    (chunk, number as usize + FIRST - (FIRST << chunk))
}

#[inline]
const fn number_of_chunk(number: u32) -> usize {
    ((number as usize + FIRST).ilog2() - FIRST.ilog2()) as usize
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    use super::*;

    #[test]
    fn each_number_has_a_cell_of_its_own_once_it_is_made() {
        let arena = Arena::<AtomicU32>::new();
        assert!(arena.cell(0).is_none());
        for number in 0..1_000 {
            assert!(arena.make(number));
            arena.cell(number).unwrap().store(number, Relaxed);
        }
        assert!((0..1_000).all(|number| arena.cell(number).unwrap().load(Relaxed) == number));
        assert!(arena.cell(2_040).is_none(), "twice as many at most");
        assert!(!arena.make(u32::MAX) && arena.cell(u32::MAX).is_none());
    }
}
