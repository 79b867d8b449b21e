//! From text to slot, within a budget.

use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use opentelemetry::Value;

use super::{Dimension, OTHER, Values};

/// Who decides which texts have a slot.
pub(super) trait Slots {
    /// Returns the slot of a value, from 0 to the budget less one; nothing where there is none for it.
    fn admit(&self, value: &str) -> Option<u32>;

    /// Returns the value that has a slot.
    fn value(&self, slot: u32) -> Option<Arc<str>>;
}

/// The tables of one instrument, one for each label that is text; what `#[derive(Labels)]` asks.
#[doc(hidden)]
pub struct Tables(Vec<Table>);

/// The one place that says who decides.
type Table = FirstCome;

impl Tables {
    /// For a set without text.
    pub(in crate::metrics) const fn none() -> Self {
        Self(Vec::new())
    }

    pub(in crate::metrics) fn new(dimensions: &[Dimension]) -> Self {
        let budgets = dimensions.iter().filter_map(|dimension| match dimension.values {
            Values::Text { max } => Some(max),
            Values::Closed { .. } => None,
        });
        Self(budgets.map(Table::new).collect())
    }

    /// Returns the digit of a text: 0 for those without a slot.
    pub(super) fn digit(&self, nth: usize, value: &str) -> u32 {
        self.0.get(nth).and_then(|table| table.admit(value)).map_or(0, |slot| slot + 1)
    }

    /// Returns the text of a digit.
    pub(super) fn text(&self, nth: usize, digit: u32) -> Value {
        let slot = digit.checked_sub(1);
        let value = slot.and_then(|slot| self.0.get(nth)?.value(slot));
        value.map_or(Value::from(OTHER), Value::from)
    }
}

/// Gives slots to the values that come first.
///
/// # Cost
/// A read lock and a hash; once the budget is spent nobody takes the write lock, and nothing is allocated.
struct FirstCome {
    budget: u32,
    is_full: AtomicBool,
    taken: RwLock<Taken>,
}

#[derive(Default)]
struct Taken {
    slots: HashMap<Arc<str>, u32>,
    values: Vec<Arc<str>>,
}

impl FirstCome {
    fn new(budget: u32) -> Self {
        Self { budget, is_full: AtomicBool::new(budget == 0), taken: RwLock::default() }
    }

    #[cold]
    fn take(&self, value: &str) -> Option<u32> {
        let mut taken = self.taken.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = taken.slots.get(value) {
            return Some(*slot);
        }
        let slot = taken.values.len() as u32;
        if slot >= self.budget {
            return None;
        }
        let value: Arc<str> = value.into();
        taken.slots.insert(value.clone(), slot);
        taken.values.push(value);
        self.is_full.store(slot + 1 == self.budget, Relaxed);
        Some(slot)
    }
}

impl Slots for FirstCome {
    fn admit(&self, value: &str) -> Option<u32> {
        // Asked before the lock is taken: what a full table then does not have, it will never have.
        let is_full = self.is_full.load(Relaxed);
        let taken = self.taken.read().unwrap_or_else(PoisonError::into_inner);
        let slot = taken.slots.get(value).copied();
        drop(taken);
        if slot.is_some() || is_full { slot } else { self.take(value) }
    }

    fn value(&self, slot: u32) -> Option<Arc<str>> {
        let taken = self.taken.read().unwrap_or_else(PoisonError::into_inner);
        taken.values.get(slot as usize).cloned()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn those_who_come_first_have_the_slots() {
        let table = FirstCome::new(2);
        assert_eq!([table.admit("a"), table.admit("b"), table.admit("c")], [Some(0), Some(1), None]);
        assert_eq!([table.admit("b"), table.admit("a"), table.admit("d")], [Some(1), Some(0), None]);
        assert_eq!(table.value(1).as_deref(), Some("b"));
        assert_eq!(table.value(2), None);
    }

    #[test]
    fn no_budget_is_no_slot() {
        assert_eq!(FirstCome::new(0).admit("a"), None);
    }

    #[test]
    fn threads_agree_on_slots() {
        let table = FirstCome::new(50);
        let all = |table: &FirstCome| -> Vec<_> { (0..80).map(|n| table.admit(&n.to_string())).collect() };
        let seen: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| all(&table))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(seen.iter().flatten().all(|slot| slot.is_none_or(|slot| slot < 50)));
        let settled = all(&table);
        assert_eq!(settled.iter().flatten().count(), 50);
        // Who was let in keeps the slot; who was not has none later either.
        assert!(seen.iter().all(|seen| *seen == settled));
    }
}
