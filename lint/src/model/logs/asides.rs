//! Prints that only somebody at a terminal reads, by what leads to them: each way there is a command that does not serve,
//! stands before the logger is set up, or belongs to a program that does one thing and ends.
//!
//! ```text
//! print ─▶ its own place? ─▶ who calls its function? ─▶ their places? ─▶ …
//! ```

use super::around::functions;
use super::one_off::OneOffs;
use super::set_up::SetUps;
use super::subcommands::{all_calls, arm_around, is_of_program};
use crate::facts::FileId;
use crate::model::context::FileContext;
use crate::syntax::NodeId;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// How many callers stand between a print and the place that decides, at most.
const MOST_STEPS: usize = 4;

/// What was found out for the prints of one file.
#[derive(Default)]
pub(super) struct Asides {
    set_ups: SetUps,
    one_offs: OneOffs,
    functions: RefCell<FxHashMap<(FileId, NodeId), bool>>,
}

impl Asides {
    /// Returns whether every way to a node is such a place. Cost: nothing in languages that name no words for commands;
    /// else each function is looked into once.
    pub(super) fn contain(&self, context: &FileContext<'_>, id: NodeId) -> bool {
        !context.habits().command_words.is_empty() && self.is_aside(context, id, 0)
            || self.set_ups.share_class(context, id)
    }

    fn is_aside(&self, context: &FileContext<'_>, id: NodeId, steps: usize) -> bool {
        let Some(function) = functions(context, id).last() else { return false };
        if arm_around(context, id, &self.one_offs) == Some(false) {
            return is_of_program(context, function, 0);
        }
        self.set_ups.come_after(context, id) || self.is_only_for_asides(context, function, steps)
    }

    fn is_only_for_asides(&self, context: &FileContext<'_>, function: NodeId, steps: usize) -> bool {
        let key = (context.file, function);
        if let Some(known) = self.functions.borrow().get(&key) {
            return *known;
        }
        // Breaks cycles.
        self.functions.borrow_mut().insert(key, false);
        let found = self.one_offs.have(context, function)
            || (steps < MOST_STEPS && self.is_called_by_asides(context, function, steps));
        self.functions.borrow_mut().insert(key, found);
        found
    }

    fn is_called_by_asides(&self, context: &FileContext<'_>, function: NodeId, steps: usize) -> bool {
        let mut calls = all_calls(context, function);
        calls.retain(|(file, call)| !context.at(*file).is_some_and(|caller| is_in_test(&caller, *call)));
        let is_aside = |(file, call): &(FileId, NodeId)| {
            context.at(*file).is_some_and(|caller| self.is_aside(&caller, *call, steps + 1))
        };
        !calls.is_empty() && calls.iter().all(is_aside)
    }
}

/// In a function that is named as those of tests are.
fn is_in_test(context: &FileContext<'_>, call: NodeId) -> bool {
    let known = &context.habits().test_functions;
    let name = functions(context, call).last().map_or("", |function| context.syntax().name(function));
    known.iter().any(|start| name.starts_with(start.as_str()))
}
