//! What holds for all paths that fit a pattern, found by the last segment.

use super::path::{Wildcard, last_segment};
use rustc_hash::FxHashMap;

/// Patterns in the order they were added, each with what it says.
#[derive(Debug)]
pub(super) struct Patterns<T> {
    all: Vec<(Wildcard, T)>,
    /// Those with a plain last segment, by it: of hundreds of patterns few are looked at for a path.
    by_last: FxHashMap<Box<str>, Vec<usize>>,
    others: Vec<usize>,
}

impl<T> Default for Patterns<T> {
    fn default() -> Self {
        Self { all: Vec::new(), by_last: FxHashMap::default(), others: Vec::new() }
    }
}

impl<T> Patterns<T> {
    /// Adds a pattern.
    pub(super) fn add(&mut self, pattern: Wildcard, said: T) {
        let index = self.all.len();
        match pattern.plain_last() {
            Some(last) => self.by_last.entry(last.into()).or_default().push(index),
            None => self.others.push(index),
        }
        self.all.push((pattern, said));
    }

    /// Returns what the patterns say that a path fits, in the order they were added.
    pub(super) fn of(&self, path: &str) -> impl Iterator<Item = &T> {
        let last = last_segment(path);
        let plain = self.by_last.get(last).map_or(&[][..], Vec::as_slice);
        let fits = |index: &&usize| {
            let pattern = self.all.get(**index).map(|(pattern, _)| pattern);
            pattern.is_some_and(|pattern| pattern.may_fit(path, last) && pattern.fits(path))
        };
        let mut fitting: Vec<usize> = plain.iter().chain(&self.others).filter(fits).copied().collect();
        fitting.sort_unstable();
        fitting.into_iter().filter_map(|index| self.all.get(index)).map(|(_, said)| said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_speak_in_the_order_they_were_added() {
        let mut patterns = Patterns::default();
        for (number, pattern) in ["**.Register*", "**.New", "shop.*.New", "**.New*"].iter().enumerate() {
            patterns.add(Wildcard::parse(pattern).unwrap(), number);
        }
        assert_eq!(patterns.of("shop.cart.New").copied().collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(patterns.of("shop.RegisterCart").copied().collect::<Vec<_>>(), [0]);
        assert_eq!(patterns.of("shop").count(), 0);
    }
}
