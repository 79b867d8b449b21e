//! Which of the refused values come most often: a space-saving sketch, in fixed memory.
//!
//! After Metwally, Agrawal and El Abbadi, "Efficient computation of frequent and top-k elements in data streams" (2005).
//! The sketch keeps `PLACES` values. One that is not among them takes the place of the rarest and inherits its count,
//! which is then noted as its error: a value came at least `count - error` times, and at most `count` times. A value
//! that made up more than one in `PLACES` of what was offered is always among them.
//!
//! All counts are halved at each collection, so that what was frequent long ago is not frequent now.

use super::MAX_LENGTH;

/// How many values are kept.
const PLACES: usize = 32;

/// How often a value must have come for certain, in samples, before it may have a slot: of values that come once or
/// twice, as a scanner sends them, none ever has.
pub(super) const FREQUENT: u32 = 4;

/// The sketch: 7 KiB, allocated with what else is kept of refused values.
pub(super) struct Frequent {
    /// Apart from the values, because each sample compares all of them.
    hashes: [u64; PLACES],
    counts: [Count; PLACES],
    values: [Value; PLACES],
}

#[derive(Clone, Copy)]
struct Count {
    count: u32,
    error: u32,
}

#[derive(Clone, Copy)]
struct Value {
    length: u8,
    bytes: [u8; MAX_LENGTH],
}

impl Frequent {
    pub(super) const fn new() -> Self {
        Self {
            hashes: [0; PLACES],
            counts: [Count { count: 0, error: 0 }; PLACES],
            values: [Value { length: 0, bytes: [0; MAX_LENGTH] }; PLACES],
        }
    }

    /// Takes one sample into account; one that is too long for a label is passed over.
    pub(super) fn offer(&mut self, hash: u64, value: &str) {
        if value.len() > MAX_LENGTH {
            return;
        }
        if let Some(known) = self.place_of(hash) {
            self.counts[known].count = self.counts[known].count.saturating_add(1);
            return;
        }
        let rarest = self.rarest();
        let inherited = self.counts[rarest].count;
        self.hashes[rarest] = hash;
        self.counts[rarest] = Count { count: inherited.saturating_add(1), error: inherited };
        self.values[rarest].set(value);
    }

    fn place_of(&self, hash: u64) -> Option<usize> {
        let known = self.hashes.iter().position(|known| *known == hash)?;
        (self.counts[known].count > 0).then_some(known)
    }

    fn rarest(&self) -> usize {
        let counts = self.counts.iter().enumerate();
        counts.min_by_key(|(_, count)| count.count).map_or(0, |(place, _)| place)
    }

    /// Takes out the value that came most often for certain, if it came often enough.
    pub(super) fn take_most_frequent(&mut self) -> Option<(u64, String)> {
        let most = self.most_frequent()?;
        self.counts[most] = Count { count: 0, error: 0 };
        Some((self.hashes[most], self.values[most].text()))
    }

    /// Returns the place of that value.
    pub(super) fn most_frequent(&self) -> Option<usize> {
        let certain = |place: &usize| self.counts[*place].count - self.counts[*place].error;
        (0..PLACES).max_by_key(certain).filter(|place| certain(place) >= FREQUENT)
    }

    /// Halves all counts: to be called at each collection.
    pub(super) fn age(&mut self) {
        for count in &mut self.counts {
            count.count /= 2;
            count.error /= 2;
        }
    }
}

impl Value {
    fn set(&mut self, value: &str) {
        self.length = value.len() as u8;
        self.bytes[..value.len()].copy_from_slice(value.as_bytes());
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes[..usize::from(self.length)]).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher;

    use super::{FREQUENT, Frequent, PLACES};

    fn offer(sketch: &mut Frequent, hashes: &impl BuildHasher, value: &str) {
        sketch.offer(hashes.hash_one(value), value);
    }

    #[test]
    fn a_value_that_comes_often_is_found_among_many_that_come_once() {
        let (mut sketch, hashes) = (Frequent::new(), rapidhash::quality::RandomState::new());
        for order in 0..10_000 {
            offer(&mut sketch, &hashes, &format!("scan-{order}"));
            if order % 20 == 0 {
                offer(&mut sketch, &hashes, "/orders/{id}");
            }
        }
        let (hash, value) = sketch.take_most_frequent().expect("one in 21 is more than one in 32");
        assert_eq!((hash, value.as_str()), (hashes.hash_one("/orders/{id}"), "/orders/{id}"));
        assert_eq!(sketch.take_most_frequent(), None, "nothing else came {FREQUENT} times for certain");
    }

    #[test]
    fn what_was_frequent_long_ago_is_frequent_no_more() {
        let (mut sketch, hashes) = (Frequent::new(), rapidhash::quality::RandomState::new());
        (0..FREQUENT).for_each(|_| offer(&mut sketch, &hashes, "a"));
        sketch.age();
        assert_eq!(sketch.take_most_frequent(), None);
    }

    #[test]
    fn an_empty_sketch_takes_any_hash_for_new() {
        let mut sketch = Frequent::new();
        (0..FREQUENT).for_each(|_| sketch.offer(0, "zero"));
        assert_eq!(sketch.take_most_frequent(), Some((0, "zero".to_owned())));
    }

    #[test]
    fn values_that_are_too_long_are_passed_over() {
        let mut sketch = Frequent::new();
        (0..FREQUENT * 2).for_each(|_| sketch.offer(1, &"x".repeat(super::MAX_LENGTH + 1)));
        assert_eq!(sketch.take_most_frequent(), None);
    }

    #[test]
    fn a_value_is_kept_whole() {
        let (mut sketch, longest) = (Frequent::new(), "ä".repeat(super::MAX_LENGTH / 2));
        (0..PLACES as u32 * FREQUENT).for_each(|_| sketch.offer(7, &longest));
        assert_eq!(sketch.take_most_frequent(), Some((7, longest)));
    }
}
