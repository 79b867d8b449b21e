//! Slots that change hands: from values that fell idle to values that are refused often.
//!
//! 1. The idle value's entry is taken out of the index. From now on the value is refused.
//! 2. Who found the entry before may still write to the cells. When the table alone holds the entry, nobody does.
//! 3. The owner clears the cells, and the frequent value is let in.
//!
//! Where a writer is still there between 1 and 3, the rest waits for the next collection; a value that was written
//! meanwhile was not idle, and has its slot back. So has one that comes again while there are free slots: with another
//! slot, it would stand in two series at once.

use std::{
    collections::HashSet,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Instant,
};

use super::{
    Slot,
    index::Entry,
    refusals::Refusals,
    table::{State, Table},
};

/// Who has the cells behind the slots.
///
/// Both are called under the table's lock: they must not ask the table for anything.
pub(in crate::metrics) trait SlotOwner {
    /// Returns the slots that may not go to another value, however idle theirs is: a gauge still stands for something,
    /// and so does an up-down counter that is not zero.
    fn kept(&self, label: usize) -> HashSet<Slot> {
        let _ = label;
        HashSet::new()
    }

    /// Forgets all that was measured for this slot, and gives its series back: the next value begins at zero, now.
    ///
    /// Nobody else holds the slot while this runs.
    fn clear(&self, label: usize, slot: Slot);
}

/// A slot that is taken from an entry, and who gets it.
pub(super) struct Promised {
    pub(super) from: Arc<Entry>,
    hash: u64,
    value: String,
}

impl Table {
    /// Lets frequent values take idle slots. To be called at each collection, before its readings are taken.
    ///
    /// Returns how many slots changed hands.
    ///
    /// # Cost
    /// One look at each value, and one at each cell while a value waits for a slot; the lock is held meanwhile, which nobody waits for but values that are being let in.
    pub(in crate::metrics) fn collect(&self, now: Instant, owner: &dyn SlotOwner) -> usize {
        let (mut state, now) = (self.lock(), self.millis(now));
        (0..self.labels.len()).map(|label| self.collect_label(&mut state, label, now, owner)).sum()
    }

    fn collect_label(&self, state: &mut State, label: usize, now: u64, owner: &dyn SlotOwner) -> usize {
        self.note_use(label, now);
        let kept = self.keep_promises(state, label, now, owner);
        let Some(refusals) = self.labels[label].refusals() else { return kept };
        if self.labels[label].left.load(Relaxed) == 0 {
            self.promise(state, label, now, owner);
        }
        refusals.age();
        kept + self.keep_promises(state, label, now, owner)
    }

    /// Notes when each value was last looked up.
    fn note_use(&self, label: usize, now: u64) {
        for entry in self.entries(label) {
            if entry.used.swap(false, Relaxed) {
                entry.last_used.store(now, Relaxed);
            }
        }
    }

    /// Takes idle values out and promises their slots to frequent ones.
    ///
    /// Who is frequent is asked first: without anybody, nobody looks for what is idle, or asks its owner.
    fn promise(&self, state: &mut State, label: usize, now: u64, owner: &dyn SlotOwner) {
        let Some(refusals) = self.labels[label].refusals().filter(|refusals| refusals.has_frequent()) else {
            return;
        };
        let promised: Vec<_> = self
            .idle(label, now, owner)
            .map_while(|from| {
                let (hash, value) = self.waiting(state, label, refusals)?;
                Some(Promised { from, hash, value })
            })
            .collect();
        if promised.is_empty() {
            return;
        }
        let gone: Vec<_> = promised.iter().map(|promised| Arc::clone(&promised.from)).collect();
        self.remove(state, label, &gone);
        state.labels[label].promised.extend(promised);
    }

    /// Returns the value that comes most often of those that neither have a slot by now nor wait for one.
    fn waiting(&self, state: &State, label: usize, refusals: &Refusals) -> Option<(u64, String)> {
        let promised = &state.labels[label].promised;
        let is_served = |hash, value: &str| {
            let waits = promised.iter().any(|promised| promised.hash == hash && promised.value == value);
            waits || self.current.load().find(label, hash, value).is_some()
        };
        loop {
            let (hash, value) = refusals.take_most_frequent()?;
            if !is_served(hash, &value) {
                return Some((hash, value));
            }
        }
    }

    /// Returns what may go, the longest idle first.
    fn idle(&self, label: usize, now: u64, owner: &dyn SlotOwner) -> impl Iterator<Item = Arc<Entry>> {
        let since = |entry: &Arc<Entry>| entry.last_used.load(Relaxed);
        let mut idle = self.entries(label);
        idle.retain(|entry| self.is_idle(since(entry), now));
        if !idle.is_empty() {
            let kept = owner.kept(label);
            idle.retain(|entry| !kept.contains(&entry.slot));
        }
        idle.sort_by_key(since);
        idle.into_iter()
    }

    fn entries(&self, label: usize) -> Vec<Arc<Entry>> {
        self.pin().entries(label)
    }

    /// Hands over the slots that nobody writes to any more.
    fn keep_promises(&self, state: &mut State, label: usize, now: u64, owner: &dyn SlotOwner) -> usize {
        let (mut at, mut kept) = (0, 0);
        while let Some(promised) = state.labels[label].promised.get_mut(at) {
            let Some(is_used) = Arc::get_mut(&mut promised.from).map(|from| *from.used.get_mut()) else {
                at += 1;
                continue;
            };
            let promised = state.labels[label].promised.swap_remove(at);
            if is_used {
                self.restore(state, label, promised.from);
            } else {
                kept += usize::from(self.hand_over(state, label, &promised, now, owner));
            }
        }
        kept
    }

    /// Gives a value the slot back that was promised away.
    pub(super) fn take_back(
        &self,
        state: &mut State,
        label: usize,
        hash: u64,
        value: &str,
    ) -> Option<Arc<Entry>> {
        let promised = &mut state.labels[label].promised;
        let is_it = |promised: &Promised| promised.from.hash == hash && *promised.from.value == *value;
        let from = promised.swap_remove(promised.iter().position(is_it)?).from;
        self.restore(state, label, Arc::clone(&from));
        Some(from)
    }

    fn hand_over(
        &self,
        state: &mut State,
        label: usize,
        promised: &Promised,
        now: u64,
        owner: &dyn SlotOwner,
    ) -> bool {
        let slot = promised.from.slot;
        owner.clear(label, slot);
        let is_new = !self.pin().has(label, promised.hash, &promised.value)
            && self.take_back(state, label, promised.hash, &promised.value).is_none();
        let entry = Arc::new(Entry::new(promised.hash, slot, &promised.value, now));
        let handed_over = is_new && self.insert(state, label, entry);
        if !handed_over {
            self.give_back(state, label, slot);
        }
        handed_over
    }
}
