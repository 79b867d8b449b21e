//! Prints that only somebody at a terminal reads, by what leads to them: each way there is a command that does not serve,
//! stands before the logger is set up, or belongs to a program that does one thing and ends.
//!
//! ```text
//! print ─▶ its own place? ─▶ who calls its function? ─▶ their places? ─▶ …
//! ```

use super::around::functions;
use super::one_off::OneOffs;
use super::set_up::SetUps;
use super::subcommands::{arm_around, is_of_program};
use crate::model::context::FileContext;
use crate::model::memo::Memo;
use crate::model::ways::{Way, all_ways};
use crate::syntax::NodeId;

/// How many callers stand between a print and the place that decides, at most.
const MOST_STEPS: usize = 4;

/// What was found out for the prints of one file.
#[derive(Default)]
pub(super) struct Asides {
    set_ups: SetUps,
    one_offs: OneOffs,
    /// Functions of the file that lead back to nothing else.
    functions: Memo<NodeId, bool>,
}

impl Asides {
    /// Returns whether every way to a node is such a place. Cost: nothing in languages that name no words for commands;
    /// else a walk back for each function that prints.
    pub(super) fn contain(&self, context: &FileContext<'_>, id: NodeId) -> bool {
        !context.habits().command_words.is_empty() && self.are_all_ways_to(context, id)
            || self.set_ups.share_class(context, id)
    }

    fn are_all_ways_to(&self, context: &FileContext<'_>, print: NodeId) -> bool {
        match self.way(context, print) {
            Way::Holds => true,
            Way::Fails | Way::Ignored => false,
            Way::Through(function) => self.functions.get(function, || {
                all_ways(context, function, MOST_STEPS, &|caller, call| {
                    if is_in_test(caller, call) { Way::Ignored } else { self.way(caller, call) }
                })
            }),
        }
    }

    fn way(&self, context: &FileContext<'_>, id: NodeId) -> Way {
        let Some(function) = functions(context, id).last() else { return Way::Fails };
        if arm_around(context, id, &self.one_offs) == Some(false) {
            return if is_of_program(context, function) { Way::Holds } else { Way::Fails };
        }
        if self.set_ups.come_after(context, id) || self.one_offs.have(context, function) {
            return Way::Holds;
        }
        Way::Through(function)
    }
}

/// In a function that is named as those of tests are.
fn is_in_test(context: &FileContext<'_>, call: NodeId) -> bool {
    let known = &context.habits().tests.functions;
    let name = functions(context, call).last().map_or("", |function| context.syntax().name(function));
    known.iter().any(|start| name.starts_with(start.as_str()))
}
