//! Buckets one after the other, from the lowest to the highest that is taken.

use crate::metrics::snapshot::Range;

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Counts {
    /// The index of the first; of no meaning where there is none.
    pub(crate) offset: i32,
    pub(crate) counts: Vec<u64>,
}

impl Counts {
    /// Returns by how many steps the scale must fall so that a bucket can be added.
    pub(super) fn steps_for(&self, index: i32, max_buckets: usize) -> u32 {
        let (mut low, mut high) =
            self.ends().map_or((index, index), |(low, high)| (low.min(index), high.max(index)));
        let mut steps = 0;
        // Two neighbours may lie on both sides of zero, and stay two for ever.
        while high.abs_diff(low) as usize >= max_buckets.max(2) {
            (low, high) = (low >> 1, high >> 1);
            steps += 1;
        }
        steps
    }

    /// Counts a value; there is room for its bucket.
    pub(super) fn count(&mut self, index: i32) {
        let Some((low, high)) = self.ends() else {
            (self.offset, self.counts) = (index, vec![1]);
            return;
        };
        if index < low {
            let missing = low.abs_diff(index) as usize;
            self.counts.splice(..0, std::iter::repeat_n(0, missing));
            self.offset = index;
        } else if index > high {
            self.counts.resize(index.abs_diff(low) as usize + 1, 0);
        }
        let at = index.abs_diff(self.offset) as usize;
        if let Some(count) = self.counts.get_mut(at) {
            *count += 1;
        }
    }

    /// Makes each `2^steps` buckets one.
    pub(super) fn coarsen(&mut self, steps: u32) {
        let Some((low, high)) = self.ends() else { return };
        let offset = low >> steps;
        let mut counts = vec![0; (high >> steps).abs_diff(offset) as usize + 1];
        for (index, count) in (low..).zip(&self.counts) {
            counts[(index >> steps).abs_diff(offset) as usize] += count;
        }
        (self.offset, self.counts) = (offset, counts);
    }

    fn ends(&self) -> Option<(i32, i32)> {
        let last = self.counts.len().checked_sub(1)?;
        Some((self.offset, self.offset + last as i32))
    }
}

impl From<Counts> for Range {
    fn from(Counts { offset, counts }: Counts) -> Self {
        Self { offset, counts }
    }
}
