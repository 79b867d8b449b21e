//! How far guarded code reaches: what is at hand fails for what it is. Languages show in different ways what is not: by
//! waiting for it, or by asking what an object was given.

use super::conversion::{is_awaited, is_outbound, shows_waiting, stays, tells};
use super::decoding::decodes;
use super::handler::Handler;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::ways::{Inside, called, calls_what, comes_to, leads_to};
use crate::syntax::{Kind, NodeId, Part};

/// How many functions of the run stand between guarded code and what goes out, at most.
const MOST_STEPS: usize = 2;

impl Handler<'_> {
    /// Where it can be told by how far guarded code reaches: nothing in it goes out, is written to last, or asks what an
    /// object was given. What is at hand fails for what it is, and where callers must catch, a handler is often there for
    /// the compiler.
    pub(super) fn stays_at_hand(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let Some(guarded) = self.guarded() else { return false };
        if shows_waiting(context) {
            return !syntax.subtree(guarded).any(|id| waits(context, id));
        }
        context.habits().checked_exceptions && !leads_to(context, guarded, MOST_STEPS, false, &asking)
    }

    /// Nothing that is guarded goes out, in a language where that shows in sight.
    pub(super) fn guards_at_hand(&self) -> bool {
        shows_waiting(&self.analysis.context) && self.stays_at_hand()
    }

    /// Something that is guarded leaves the process, itself or by way of functions of the run.
    pub(super) fn calls_out(&self) -> bool {
        let context = &self.analysis.context;
        let guarded = self.guarded().or_else(|| self.rejected());
        guarded.is_some_and(|guarded| calls_what(context, guarded, MOST_STEPS, &leaves))
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

/// Returns how far what may fail in a place reaches: it is `at-hand`, or leaves the process (`outbound`); else what is
/// called are functions of the `run`, or also some that are `unknown`.
pub(super) fn guards(context: &FileContext<'_>, place: NodeId) -> &'static str {
    let syntax = context.syntax();
    let is_at_hand = |call: NodeId| stays(context, call) || tells(context, call) || decodes(context, call);
    let calls = syntax.subtree(place).filter(|id| syntax.kind(*id) == Kind::Call);
    let mut callees =
        calls.filter(|call| !is_at_hand(*call)).filter_map(|call| syntax.part(call, Part::Callee)).peekable();
    let goes_on = |id: NodeId| waits(context, id);
    if callees.peek().is_none() {
        // Of a value that came from elsewhere nothing is known.
        if matches!(syntax.kind(place), Kind::Name | Kind::Member) { "unknown" } else { "at-hand" }
    } else if calls_what(context, place, MOST_STEPS, &leaves) {
        "outbound"
    } else if shows_waiting(context) && !is_awaited(context, place) && !syntax.subtree(place).any(goes_on) {
        "at-hand"
    } else if callees.all(|callee| called(context, callee).is_some()) {
        "run"
    } else {
        "unknown"
    }
}

/// Returns whether what is called leaves the process, itself or by way of functions of the run.
pub(super) fn leads_out(context: &FileContext<'_>, callee: NodeId) -> bool {
    comes_to(context, callee, MOST_STEPS, &leaves)
}

fn leaves(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Outbound(_))
}

/// What is waited for, goes through what is fetched, or goes out by itself.
fn waits(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    match syntax.kind(id) {
        Kind::Await => true,
        Kind::Loop => syntax
            .part(id, Part::Iterable)
            .is_some_and(|all| syntax.kind(all) == Kind::Call && !stays(context, all)),
        Kind::Call => goes_out(context, id),
        _ => false,
    }
}

/// A call that goes out, writes what is to last, or is given what comes later.
fn goes_out(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let Some(callee) = syntax.part(call, Part::Callee) else { return false };
    let name = syntax.name(callee);
    let habits = context.habits();
    habits.rejections.contains_key(name)
        || habits.methods.lasting.iter().any(|start| name.starts_with(start.as_str()))
        || context.value(callee).path().is_some_and(|path| is_outbound(context, path))
}

/// Whether some call in a place goes out, or asks what an object was given; and what it calls in the run.
fn asking(context: &FileContext<'_>, place: NodeId) -> Inside {
    let syntax = context.syntax();
    let mut functions = Vec::new();
    let calls = syntax.subtree(place).filter(|id| syntax.kind(*id) == Kind::Call);
    for call in calls.filter(|call| !stays(context, *call) && !tells(context, *call)) {
        let Some(callee) = syntax.part(call, Part::Callee) else { continue };
        let function = called(context, callee);
        // What a class only promises may do anything.
        let is_promise = function.is_some_and(|(file, function)| {
            context.at(file).is_some_and(|other| other.syntax().part(function, Part::Body).is_none())
        });
        let may_fail = |meaning: &Meaning| matches!(meaning, Meaning::Outbound(_) | Meaning::Fallible(_));
        if is_promise || context.means(callee, may_fail) || is_of_field(context, callee) {
            return Inside::Found;
        }
        functions.extend(function);
    }
    Inside::Calls(functions)
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
