//! How far guarded code reaches: what is at hand fails for what it is. Languages show in different ways what is not: by
//! waiting for it, or by asking what an object was given.

use super::conversion::{is_outbound, shows_waiting, stays, tells};
use super::handler::Handler;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// How many functions of the run stand between guarded code and what goes out, at most.
const MAX_STEPS: usize = 2;

impl Handler<'_> {
    /// Where callers must catch, a handler around what is at hand is often there for the compiler: nothing that is guarded goes out, or asks what its object was given.
    pub(super) fn stays_at_hand(&self) -> bool {
        let context = &self.analysis.context;
        context.habits().checked_exceptions
            && self.guarded().is_some_and(|guarded| !reaches(context, guarded, MAX_STEPS))
    }

    /// Where what goes out is waited for in sight: nothing guarded is, nor is anything written that is to last. What is
    /// at hand fails for what it is.
    pub(super) fn guards_at_hand(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let Some(guarded) = self.guarded().filter(|_| shows_waiting(context)) else { return false };
        !syntax.subtree(guarded).any(|id| match syntax.kind(id) {
            Kind::Await => true,
            Kind::Loop => syntax
                .part(id, Part::Iterable)
                .is_some_and(|all| syntax.kind(all) == Kind::Call && !stays(context, all)),
            Kind::Call => goes_out(context, id),
            _ => false,
        })
    }

    /// Where callers must catch, a handler that does nothing leaves the answer to what stands behind it: in a function
    /// named for a question or a conversion, or around a single value that is made of what is at hand.
    pub(super) fn leaves_answer(&self) -> bool {
        self.analysis.context.habits().checked_exceptions
            && (self.asks_in_name() && self.answers_behind()
                || self.converts_in_name()
                || self.makes_value() && self.stays_at_hand())
    }

    /// All that is guarded yields or keeps one value.
    fn makes_value(&self) -> bool {
        let syntax = self.analysis.context.syntax();
        let Some(guarded) = self.guarded() else { return false };
        let mut statements = syntax.children(guarded);
        let (Some(only), None) = (statements.next(), statements.next()) else { return false };
        match syntax.kind(only) {
            Kind::Return | Kind::Assign => true,
            Kind::Expression => syntax.children(only).any(|id| syntax.kind(id) == Kind::Assign),
            _ => false,
        }
    }
}

/// Some call goes out, or asks what an object was given.
fn reaches(context: &FileContext<'_>, root: NodeId, steps: usize) -> bool {
    let syntax = context.syntax();
    syntax
        .subtree(root)
        .filter(|id| syntax.kind(*id) == Kind::Call)
        .any(|call| !stays(context, call) && !tells(context, call) && asks(context, call, steps))
}

fn asks(context: &FileContext<'_>, call: NodeId, steps: usize) -> bool {
    let Some(callee) = context.syntax().part(call, Part::Callee) else { return false };
    let goes_out = |path: &str| {
        let meanings = context.knowledge.meanings(path);
        meanings.iter().any(|meaning| matches!(meaning, Meaning::Outbound(_) | Meaning::Fallible(_)))
    };
    match context.value(callee) {
        Value::Path(path) if goes_out(&path) => true,
        Value::Definition(file, made) if context.at(file).is_some_and(|at| asks_inside(&at, made, steps)) => {
            true
        }
        _ => is_of_field(context, callee),
    }
}

/// A call that goes out, writes what is to last, or is given what comes later.
fn goes_out(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let Some(callee) = syntax.part(call, Part::Callee) else { return false };
    let name = syntax.name(callee);
    let habits = context.habits();
    habits.rejections.contains_key(name)
        || habits.lasting_methods.iter().any(|start| name.starts_with(start.as_str()))
        || context.value(callee).path().is_some_and(|path| is_outbound(context, path))
}

/// A function of the run that asks others in its turn; what a class only promises may do anything.
fn asks_inside(context: &FileContext<'_>, function: NodeId, steps: usize) -> bool {
    let syntax = context.syntax();
    syntax.kind(function) == Kind::Function
        && syntax.part(function, Part::Body).is_none_or(|body| steps > 0 && reaches(context, body, steps - 1))
}

/// A method of what the object holds: a name from outside of the function that is no type and no constant.
fn is_of_field(context: &FileContext<'_>, callee: NodeId) -> bool {
    let syntax = context.syntax();
    let is_object = |id: NodeId| context.habits().self_names.iter().any(|name| name == syntax.text(id));
    let mut current = syntax.part(callee, Part::Base);
    while let Some(id) = current {
        let base = syntax.part(id, Part::Base);
        current = match syntax.kind(id) {
            Kind::Member if base.is_some_and(is_object) => return is_variable(syntax.name(id)),
            Kind::Member => base,
            Kind::Call => syntax.part(id, Part::Callee),
            Kind::Name => {
                let node = syntax.node(id);
                let is_local = !context.parsed.bindings.in_scope(node.function, node.symbol).is_empty();
                let stands_for_itself = syntax.node(id).part != Part::Callee && !is_object(id);
                return !is_local && stands_for_itself && is_variable(syntax.name(id));
            }
            _ => None,
        };
    }
    false
}

fn is_variable(name: &str) -> bool {
    name.trim_start_matches('_').starts_with(char::is_lowercase)
}
