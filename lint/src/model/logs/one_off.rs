//! Programs that do one thing and end: whoever starts one reads what it prints.
//!
//! A program serves where something that its own function leads to registers a handler, loops without an end, waits in a
//! loop for what comes next, or is called by a word for serving and cannot be looked into.

use super::subcommands::is_serving;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::loops::goes_on;
use crate::model::memo::Memo;
use crate::model::ways::{Inside, Place, called, leads_to};
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// How many functions are followed from the program's own; whatever lies beyond may serve.
const MOST_STEPS: usize = 6;

/// Which functions and arms serve, as far as that was asked.
#[derive(Default)]
pub(super) struct OneOffs {
    serving: Memo<Place, bool>,
}

impl OneOffs {
    /// Returns whether a function is that of a program that does not serve.
    pub(super) fn have(&self, context: &FileContext<'_>, function: NodeId) -> bool {
        let name = context.syntax().name(function);
        context.habits().program_function.as_deref() == Some(name) && !self.serve(context, function)
    }

    /// Returns whether a function, or an arm, leads to what serves.
    pub(super) fn serve(&self, context: &FileContext<'_>, place: NodeId) -> bool {
        let find = || leads_to(context, place, MOST_STEPS, true, &serving);
        self.serving.get((context.file, place), find)
    }
}

/// Whether something in a place serves, and what that calls.
fn serving(context: &FileContext<'_>, place: NodeId) -> Inside {
    let syntax = context.syntax();
    let mut functions = Vec::new();
    for id in syntax.subtree(place) {
        let serves = match syntax.kind(id) {
            Kind::Loop | Kind::ForeverLoop => goes_on(syntax, id),
            Kind::Call => syntax.part(id, Part::Callee).is_some_and(|callee| match context.value(callee) {
                Value::Definition(..) => {
                    functions.extend(called(context, callee));
                    false
                }
                _ => starts_serving(context, callee),
            }),
            _ => false,
        };
        if serves {
            return Inside::Found;
        }
    }
    Inside::Calls(functions)
}

/// What cannot be looked into serves by its name, or as libraries have it.
fn starts_serving(context: &FileContext<'_>, callee: NodeId) -> bool {
    is_serving(context.habits(), context.syntax().name(callee))
        || context.means(callee, |meaning| matches!(meaning, Meaning::EntryPoint(_)))
}
