//! Records in the order they came: the newest lie where the thread that fills the lane has just written, the others in
//! chunks that whoever empties the lane takes as they are.
//!
//! Memory that another processor has read is slow to write. So records are not written into their chunk one by one, each
//! waiting for it, but all at once when there are enough of them; and the lock is held no longer than a chunk is copied.

use std::{collections::VecDeque, mem};

/// Records of one chunk: enough that an allocation does not count, few enough that a chunk is copied in no time.
const CHUNK: usize = 32;

/// Some records in their order.
pub(super) type Chunk<T> = VecDeque<T>;

/// See the module's documentation.
pub(super) struct Lane<T> {
    chunks: VecDeque<Chunk<T>>,
    /// Fewer than a chunk, and newer than all of those.
    newest: Vec<T>,
    /// How many records have left since the lane began.
    taken: u64,
}

impl<T> Lane<T> {
    pub(super) const fn new() -> Self {
        Self { chunks: VecDeque::new(), newest: Vec::new(), taken: 0 }
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
        let full = mem::replace(&mut self.newest, Vec::with_capacity(CHUNK));
        self.chunks.push_back(full.into());
    }

    pub(super) fn pop_oldest(&mut self) -> Option<T> {
        if self.chunks.is_empty() && !self.newest.is_empty() {
            self.close_chunk();
        }
        let oldest = self.chunks.front_mut()?;
        let item = oldest.pop_front();
        self.taken += 1;
        if oldest.is_empty() {
            self.chunks.pop_front();
        }
        item
    }

    /// Returns how many records have come since the lane began: the place where what comes now would stand.
    pub(super) fn end(&self) -> u64 {
        let waiting = self.newest.len() + self.chunks.iter().map(Chunk::len).sum::<usize>();
        self.taken + waiting as u64
    }

    /// Takes the oldest records out, up to the number wanted and to the place `until`; returns how many are still wanted.
    pub(super) fn take(&mut self, wanted: usize, until: u64, into: &mut Vec<Chunk<T>>) -> usize {
        let before = usize::try_from(until.saturating_sub(self.taken)).unwrap_or(usize::MAX);
        let mut left = wanted.min(before);
        let portion = left;
        while left > 0 {
            let Some(chunk) = self.take_chunk(left) else { break };
            left -= chunk.len();
            into.push(chunk);
        }
        self.taken += (portion - left) as u64;
        wanted - (portion - left)
    }

    /// Takes out the oldest chunk, or as much of it as is wanted.
    fn take_chunk(&mut self, wanted: usize) -> Option<Chunk<T>> {
        let Some(oldest) = self.chunks.front_mut() else {
            let count = wanted.min(self.newest.len());
            return (count > 0).then(|| self.newest.drain(..count).collect());
        };
        if oldest.len() > wanted {
            return Some(oldest.drain(..wanted).collect());
        }
        self.chunks.pop_front()
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
            while lane.take(portion, u64::MAX, &mut taken) < portion {}
            let numbers: Vec<_> = taken.into_iter().flatten().collect();
            assert_eq!(numbers, (0..3 * CHUNK + 5).collect::<Vec<_>>(), "in portions of {portion}");
        }
    }

    #[test]
    fn what_came_after_a_place_is_not_taken_up_to_it() {
        for count in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let mut lane = lane(count);
            lane.pop_oldest();
            let end = lane.end();
            (count..count + CHUNK).for_each(|number| lane.push(&mut Some(number)));
            let mut taken = Vec::new();
            while lane.take(7, end, &mut taken) < 7 {}
            let numbers: Vec<_> = taken.into_iter().flatten().collect();
            assert_eq!(numbers, (1..count).collect::<Vec<_>>(), "of {count}");
            assert_eq!(lane.pop_oldest(), Some(count));
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
