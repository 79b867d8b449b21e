//! Which value each slot stands for, while readings are taken.

use std::sync::Arc;

use super::{Slot, Table, era::Era, index::Entry};

/// The values of all slots, by label. While it lives no slot changes hands and no cell is given to another series: what is
/// read belongs to these values.
pub(in crate::metrics) struct Names {
    by_label: Box<[Vec<Option<Arc<Entry>>>]>,
    _era: Arc<Era>,
}

impl Table {
    /// Returns which value each slot stands for.
    ///
    /// A slot that waits for its next value still stands for the one before.
    ///
    /// # Cost
    /// A short lock, which measurements do not take, and a look at each value.
    pub(in crate::metrics) fn names(&self) -> Names {
        let state = self.lock();
        let indexes = self.current.load();
        let labels = indexes.of.iter().zip(&state.labels).map(|(index, label)| {
            let promised = label.promised.iter().map(|promised| &promised.from);
            by_slot(index.entries().chain(promised))
        });
        Names { by_label: labels.collect(), _era: Arc::clone(&indexes.era) }
    }
}

fn by_slot<'a>(entries: impl Iterator<Item = &'a Arc<Entry>>) -> Vec<Option<Arc<Entry>>> {
    let mut slots = Vec::new();
    for entry in entries {
        let at = entry.slot.index();
        if slots.len() <= at {
            slots.resize(at + 1, None);
        }
        slots[at] = Some(Arc::clone(entry));
    }
    slots
}

impl Names {
    /// Returns the value of a slot; none of [`Slot::OTHER`], and of a slot that was given out since.
    pub(in crate::metrics) fn value(&self, label: usize, slot: Slot) -> Option<Arc<str>> {
        Some(self.by_label.get(label)?.get(slot.index())?.as_ref()?.value.clone())
    }
}
