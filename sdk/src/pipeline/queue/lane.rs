//! Records in the order they came: the newest lie where the thread that fills the lane has just written, the others in
//! chunks that whoever empties the lane takes as they are.
//!
//! Memory that another processor has read is slow to write. So records are not written into their chunk one by one, each
//! waiting for it, but all at once when there are enough of them; and the lock is held no longer than a chunk is copied.

use std::collections::VecDeque;

/// Records of one chunk: enough that an allocation does not count, few enough that a chunk is copied in no time.
const CHUNK: usize = 32;

/// Some records in their order.
pub(super) type Chunk<T> = VecDeque<T>;

/// See the module's documentation.
pub(super) struct Lane<T> {
    chunks: VecDeque<Chunk<T>>,
    /// Fewer than a chunk, and newer than all of those.
    newest: Vec<T>,
}

impl<T> Lane<T> {
    pub(super) const fn new() -> Self {
        Self { chunks: VecDeque::new(), newest: Vec::new() }
    }

    /// Takes the record, if there is one, from where it lies.
    #[inline]
    pub(super) fn push(&mut self, item: &mut Option<T>) {
        if let Some(item) = item.take() {
            self.newest.push(item);
        }
        if self.newest.len() >= CHUNK {
            self.close_chunk();
        }
    }

    #[cold]
    fn close_chunk(&mut self) {
        self.chunks.push_back(self.newest.drain(..).collect());
    }

    pub(super) fn pop_oldest(&mut self) -> Option<T> {
        if self.chunks.is_empty() && !self.newest.is_empty() {
            self.close_chunk();
        }
        let oldest = self.chunks.front_mut()?;
        let item = oldest.pop_front();
        if oldest.is_empty() {
            self.chunks.pop_front();
        }
        item
    }

    /// Takes the oldest records out, up to the number wanted; returns how many are still wanted.
    pub(super) fn take(&mut self, mut wanted: usize, taken: &mut Vec<Chunk<T>>) -> usize {
        while wanted > 0 {
            let Some(oldest) = self.chunks.front_mut() else { return self.take_newest(wanted, taken) };
            if oldest.len() > wanted {
                taken.push(oldest.drain(..wanted).collect());
                return 0;
            }
            wanted -= oldest.len();
            taken.extend(self.chunks.pop_front());
        }
        wanted
    }

    fn take_newest(&mut self, wanted: usize, taken: &mut Vec<Chunk<T>>) -> usize {
        let count = wanted.min(self.newest.len());
        if count > 0 {
            taken.push(self.newest.drain(..count).collect());
        }
        wanted - count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(count: usize) -> Lane<usize> {
        let mut lane = Lane::new();
        (0..count).for_each(|number| lane.push(&mut Some(number)));
        lane
    }

    #[test]
    fn what_is_taken_keeps_its_order_whatever_the_portions() {
        for portion in [1, 7, CHUNK - 1, CHUNK, CHUNK + 1, 1000] {
            let mut lane = lane(3 * CHUNK + 5);
            let mut taken = Vec::new();
            while lane.take(portion, &mut taken) < portion {}
            let numbers: Vec<_> = taken.into_iter().flatten().collect();
            assert_eq!(numbers, (0..3 * CHUNK + 5).collect::<Vec<_>>(), "in portions of {portion}");
        }
    }

    #[test]
    fn the_oldest_goes_first_and_new_ones_may_come_between() {
        let mut lane = lane(CHUNK + 1);
        for number in 0..=CHUNK {
            assert_eq!(lane.pop_oldest(), Some(number));
            lane.push(&mut Some(number + CHUNK + 1));
        }
        assert_eq!(lane.pop_oldest(), Some(CHUNK + 1));
    }
}
