//! What was found out, kept for whoever asks again.
//!
//! Only an answer that depends on nothing but its key may be kept: one that was cut short, or found on the way to another,
//! would make findings depend on what was asked first.

use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::hash::Hash;

/// Answers by what was asked about.
#[derive(Debug)]
pub(super) struct Memo<K, V> {
    known: RefCell<FxHashMap<K, V>>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self { known: RefCell::default() }
    }
}

impl<K: Copy + Eq + Hash, V: Copy> Memo<K, V> {
    /// Returns the answer, found out the first time it is asked for.
    pub(super) fn get(&self, key: K, find: impl FnOnce() -> V) -> V {
        let known = self.known.borrow().get(&key).copied();
        known.unwrap_or_else(|| {
            let found = find();
            self.known.borrow_mut().insert(key, found);
            found
        })
    }
}
