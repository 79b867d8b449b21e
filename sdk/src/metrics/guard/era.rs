//! Waiting until all who looked at a table before a change have done with it.
//!
//! A slot changes hands when its entry is free (`takeover.rs`). A series whose texts keep their slots has no entry of its
//! own: it ends when everybody is gone who may have found it, whatever they looked for.

use std::sync::Arc;

use super::{Table, table::Indexes};

/// What all looks between two changes hold.
#[derive(Debug, Default)]
pub(in crate::metrics) struct Era;

/// The eras up to a change. One is waited for at a time: an earlier one would not be noticed.
#[derive(Debug)]
pub(in crate::metrics) struct Grace(Arc<Era>);

impl Grace {
    /// Whether nobody is left who looked before the change.
    pub(in crate::metrics) fn is_over(&mut self) -> bool {
        // Sees all that they wrote.
        Arc::get_mut(&mut self.0).is_some()
    }
}

impl Table {
    /// Begins a new era: measurements that begin from now on see what the caller has written.
    pub(in crate::metrics) fn begin_grace(&self) -> Grace {
        let _state = self.lock();
        let current = self.current.load_full();
        self.put_in_force(&current, Indexes::new(current.of.clone(), Arc::default()));
        Grace(Arc::clone(&current.era))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{tests::spec, *};

    #[test]
    fn a_grace_is_over_when_nobody_is_left_who_looked_before() {
        let table = Table::new(spec(2));
        let (writer, names) = (table.pin(), table.names());
        // The writer's indexes are not the newest ones.
        let _ = table.pin().slot(0, "value");
        let mut grace = table.begin_grace();
        let later = (table.pin(), table.names());
        assert!(!grace.is_over());
        drop(writer);
        assert!(!grace.is_over(), "somebody reads");
        drop(names);
        assert!(grace.is_over());
        drop(later);
    }
}
