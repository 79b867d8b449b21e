//! What has been installed and has not ended, in the order in which it came: the last is in force.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use arc_swap::{ArcSwapOption, Guard};

/// See the module's documentation.
pub(super) struct Living<T> {
    current: ArcSwapOption<T>,
    all: Mutex<Vec<Arc<T>>>,
    are_several: AtomicBool,
}

impl<T> Living<T> {
    pub(super) const fn new() -> Self {
        Self {
            current: ArcSwapOption::const_empty(),
            all: Mutex::new(Vec::new()),
            are_several: AtomicBool::new(false),
        }
    }

    /// Returns what is in force.
    pub(super) fn current(&self) -> Guard<Option<Arc<T>>> {
        self.current.load()
    }

    pub(super) fn are_several(&self) -> bool {
        self.are_several.load(SeqCst)
    }

    /// Puts one in force; `changed` is told what is in force then.
    pub(super) fn add(&self, new: Arc<T>, changed: impl FnOnce(Option<&Arc<T>>)) {
        self.change(|all| all.push(new), changed);
    }

    /// Ends one; `changed` is told what is in force then, if it is another.
    pub(super) fn remove(&self, is_it: impl Fn(&T) -> bool, changed: impl FnOnce(Option<&Arc<T>>)) {
        self.change(|all| all.retain(|living| !is_it(living)), changed);
    }

    /// Changes come one after the other, with what follows from them.
    fn change(&self, change: impl FnOnce(&mut Vec<Arc<T>>), changed: impl FnOnce(Option<&Arc<T>>)) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut all);
        self.are_several.store(all.len() > 1, SeqCst);
        let last = all.last();
        let before = self.current.swap(last.cloned());
        if before.as_ref().map(Arc::as_ptr) != last.map(Arc::as_ptr) {
            changed(last);
        }
    }
}
