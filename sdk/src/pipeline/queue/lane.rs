//! Records in the order they came, in chunks: whoever empties a lane takes whole chunks, and holds its lock no longer than
//! that takes.

use std::{collections::VecDeque, mem};

/// Records of one chunk: enough that an allocation does not count, few enough that a part of one is moved in no time.
const CHUNK: usize = 32;

/// Some records in their order.
pub(super) type Chunk<T> = VecDeque<T>;

/// See the module's documentation.
pub(super) struct Lane<T>(VecDeque<Chunk<T>>);

impl<T> Lane<T> {
    pub(super) const fn new() -> Self {
        Self(VecDeque::new())
    }

    #[inline]
    pub(super) fn push(&mut self, item: T) {
        if self.0.back().is_none_or(|newest| newest.len() >= CHUNK) {
            self.0.push_back(Chunk::with_capacity(CHUNK));
        }
        if let Some(newest) = self.0.back_mut() {
            newest.push_back(item);
        }
    }

    pub(super) fn pop_oldest(&mut self) -> Option<T> {
        let oldest = self.0.front_mut()?;
        let item = oldest.pop_front();
        if oldest.is_empty() {
            self.0.pop_front();
        }
        item
    }

    /// Takes the oldest records out, up to the number wanted; returns how many are still wanted.
    pub(super) fn take(&mut self, mut wanted: usize, taken: &mut Vec<Chunk<T>>) -> usize {
        while wanted > 0 {
            let Some(oldest) = self.0.front_mut() else { break };
            if oldest.len() > wanted {
                let rest = oldest.split_off(wanted);
                taken.push(mem::replace(oldest, rest));
                return 0;
            }
            wanted -= oldest.len();
            taken.extend(self.0.pop_front());
        }
        wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(count: usize) -> Lane<usize> {
        let mut lane = Lane::new();
        (0..count).for_each(|number| lane.push(number));
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
        for number in 0..CHUNK + 1 {
            assert_eq!(lane.pop_oldest(), Some(number));
            lane.push(number + CHUNK + 1);
        }
        assert_eq!(lane.pop_oldest(), Some(CHUNK + 1));
    }
}
