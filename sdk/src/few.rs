//! Texts that are few and come again and again, kept for good with what is made of them: routes, addresses, agents.
//!
//! A span that borrows them allocates less where it is made, and frees less where it is exported, on another thread. That
//! is more than it saves: small pieces that another thread frees are swept up, all at once, by whoever allocates next.

#[cfg(any(feature = "tower", test))]
use std::borrow::Cow;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use arc_swap::ArcSwapOption;
use rapidhash::quality::RandomState;

/// How many texts each place keeps; whoever floods one gets copies of the others, as of all before.
const MOST: usize = 1_000;
/// Bytes of the longest text that is kept: those of one place take 256 kB at most, and what is made of them.
const LONGEST: usize = 256;

/// See the module's documentation.
pub(crate) struct Few<T: 'static> {
    kept: ArcSwapOption<Kept<T>>,
    learning: Mutex<()>,
}

type Kept<T> = HashMap<&'static str, &'static T, RandomState>;

impl<T: Send + Sync> Few<T> {
    pub(crate) const fn new() -> Self {
        Self { kept: ArcSwapOption::const_empty(), learning: Mutex::new(()) }
    }

    /// Returns what was made of a text when it came first; none where there is no room for it.
    ///
    /// # Cost
    /// A look into a table, without a lock; where it is new, a lock and a copy of the table.
    pub(crate) fn get(&self, text: &str, make: impl FnOnce(&'static str) -> T) -> Option<&'static T> {
        let kept = self.kept.load();
        let known = kept.as_ref().map_or(0, |kept| kept.len());
        match kept.as_ref().and_then(|kept| kept.get(text)) {
            Some(found) => Some(found),
            None if known >= MOST || text.len() > LONGEST => None,
            None => self.learn(text, make),
        }
    }

    #[cold]
    fn learn(&self, text: &str, make: impl FnOnce(&'static str) -> T) -> Option<&'static T> {
        let _alone = self.learning.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = self.kept.load_full().map_or_else(Kept::default, Arc::unwrap_or_clone);
        if let Some(found) = kept.get(text) {
            return Some(found);
        }
        if kept.len() >= MOST {
            return None;
        }
        let text: &'static str = text.to_owned().leak();
        let made: &'static T = Box::leak(Box::new(make(text)));
        kept.insert(text, made);
        self.kept.store(Some(Arc::new(kept)));
        Some(made)
    }
}

#[cfg(any(feature = "tower", test))]
impl Few<&'static str> {
    /// Returns the text, kept or copied.
    pub(crate) fn text(&self, text: &str) -> Cow<'static, str> {
        self.get(text, |text| text).map_or_else(|| text.to_owned().into(), |kept| Cow::Borrowed(*kept))
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_text_is_the_same_on_all_threads_and_a_flood_is_copied() {
        static PLACE: Few<&'static str> = Few::new();
        let is_kept = |text: &str| matches!(PLACE.text(text), Cow::Borrowed(kept) if kept == text);
        let here = PLACE.text("/orders/{id}").as_ptr() as usize;
        let there = thread::spawn(|| PLACE.text("/orders/{id}").as_ptr() as usize);
        assert_eq!(there.join().ok(), Some(here));

        assert!(!is_kept(&"x".repeat(LONGEST + 1)));
        let kept = (0..2 * MOST).filter(|number| is_kept(&format!("host-{number}"))).count();
        assert_eq!(kept, MOST - 1);
        assert_eq!(PLACE.text("host-5000"), "host-5000");
        assert!(is_kept("/orders/{id}"));
    }

    #[test]
    fn what_is_made_of_a_text_is_made_once() {
        static PLACE: Few<usize> = Few::new();
        assert_eq!(PLACE.get("four", str::len), Some(&4));
        assert_eq!(PLACE.get("four", |_| unreachable!()), Some(&4));
    }
}
