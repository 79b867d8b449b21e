//! Programs that do one thing and end: whoever starts one reads what it prints.
//!
//! A program serves where something that its own function leads to registers a handler, loops without an end, waits in a
//! loop for what comes next, or is called by a word for serving and cannot be looked into.

use super::subcommands::is_serving;
use crate::facts::FileId;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part, Syntax};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// How many functions are followed from the program's own; whatever lies beyond may serve.
const MOST_STEPS: usize = 6;

/// Which functions serve, as far as that was asked.
#[derive(Default)]
pub(super) struct OneOffs {
    serving: RefCell<FxHashMap<(FileId, NodeId), bool>>,
}

impl OneOffs {
    /// Returns whether a function is that of a program that does not serve.
    pub(super) fn have(&self, context: &FileContext<'_>, function: NodeId) -> bool {
        let name = context.syntax().name(function);
        context.habits().program_function.as_deref() == Some(name)
            && !self.serves(context, function, MOST_STEPS)
    }

    fn serves(&self, context: &FileContext<'_>, function: NodeId, steps: usize) -> bool {
        let key = (context.file, function);
        if let Some(known) = self.serving.borrow().get(&key) {
            return *known;
        }
        // Breaks cycles.
        self.serving.borrow_mut().insert(key, false);
        let syntax = context.syntax();
        let mut inside = syntax.subtree(function);
        let found = inside.any(|id| match syntax.kind(id) {
            Kind::Loop => waits_for_next(syntax, id),
            Kind::ForeverLoop => is_endless(syntax, id),
            Kind::Call => self.calls_serving(context, id, steps),
            _ => false,
        });
        self.serving.borrow_mut().insert(key, found);
        found
    }

    /// Returns whether a call leads to what serves.
    pub(super) fn lead_to_serving(&self, context: &FileContext<'_>, call: NodeId) -> bool {
        self.calls_serving(context, call, MOST_STEPS)
    }

    fn calls_serving(&self, context: &FileContext<'_>, call: NodeId, steps: usize) -> bool {
        let syntax = context.syntax();
        let Some(callee) = syntax.part(call, Part::Callee) else { return false };
        let value = context.value(callee);
        if let Value::Definition(file, function) = value {
            return context.at(file).is_some_and(|other| {
                other.syntax().kind(function) == Kind::Function
                    && (steps == 0 || self.serves(&other, function, steps - 1))
            });
        }
        let meanings = value.path().map(|path| context.knowledge.meanings(path)).unwrap_or_default();
        is_serving(context.habits(), syntax.name(callee))
            || meanings.iter().any(|meaning| matches!(meaning, Meaning::EntryPoint(_)))
    }
}

/// Returns whether nothing inside of a loop leaves it.
pub(super) fn is_endless(syntax: &Syntax, r#loop: NodeId) -> bool {
    !syntax.own(r#loop).any(|id| match syntax.kind(id) {
        Kind::Return => true,
        Kind::Break => syntax.enclosing(id, &[Kind::Loop, Kind::ForeverLoop]) == Some(r#loop),
        _ => false,
    })
}

/// Returns whether a loop goes on as long as something comes: `while let Some(message) = messages.recv().await`
pub(super) fn waits_for_next(syntax: &Syntax, r#loop: NodeId) -> bool {
    let condition = syntax.part(r#loop, Part::Condition);
    condition.is_some_and(|condition| syntax.subtree(condition).any(|id| syntax.kind(id) == Kind::Await))
}
