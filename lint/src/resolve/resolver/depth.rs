//! How deep a question may lead, and what is forgotten as it led too deep.
//!
//! An answer that the limit cut off depends on where the question was asked. It is remembered while that question lasts,
//! so that nothing is looked at again and again on the way, and forgotten behind it.

use super::Resolver;
use crate::facts::FileId;
use crate::resolve::value::Value;
use crate::syntax::NodeId;

/// Chains longer than this end without an answer.
const MAX_DEPTH: u32 = 24;

impl Resolver<'_> {
    /// Answers a question that may lead to others; nothing where it stands too deep inside of others.
    pub(super) fn within(&self, answer: impl FnOnce() -> Value) -> Value {
        let depth = self.depth.get();
        if depth >= MAX_DEPTH {
            self.is_cut.set(true);
            return Value::Unknown;
        }
        self.depth.set(depth + 1);
        let value = answer();
        self.depth.set(depth);
        if depth == 0 {
            let mut memory = self.memory.borrow_mut();
            for key in self.cut.borrow_mut().drain() {
                memory.remove(&key);
            }
        }
        value
    }

    /// Returns what is remembered of an expression; whoever builds on what was cut off is cut off as well.
    pub(super) fn recalled(&self, key: (FileId, NodeId)) -> Option<Value> {
        let known = self.memory.borrow().get(&key).cloned()?;
        if self.cut.borrow().contains(&key) {
            self.is_cut.set(true);
        }
        Some(known)
    }

    /// Runs something, and tells whether the limit cut off anything on its way.
    pub(super) fn watched<T>(&self, run: impl FnOnce() -> T) -> (T, bool) {
        let before = self.is_cut.replace(false);
        let outcome = run();
        let is_cut = self.is_cut.get();
        self.is_cut.set(before || is_cut);
        (outcome, is_cut)
    }
}
