//! Deadlines that stand further out: around the calls of the function that a call stands in, or around a variable that
//! holds what is waited for later.
//!
//! Asked only in languages whose calls do nothing until waited for, as it is there that callers bound them.

use crate::facts::FileId;
use crate::model::context::FileContext;
use crate::model::contexts::{is_within_deadline, sets_deadline};
use crate::model::logs::calls_of;
use crate::syntax::{Kind, NodeId, Part};

/// How many functions stand between a call and the deadline, at most.
const MOST_STEPS: usize = 2;

/// How far up an expression is looked for what waits for it.
const MOST_PARENTS: usize = 32;

/// Returns whether whoever waits for a call bounds that. Cost: per unbounded call, a look at the calls of its function.
pub(super) fn is_bounded(context: &FileContext<'_>, call: NodeId) -> bool {
    context.habits().lazy_calls && (!is_awaited(context, call) || is_bounded_at(context, call, 0))
}

/// What is waited for elsewhere may be bounded there.
fn is_awaited(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let is_result = |id: &NodeId| !matches!(syntax.kind(*id), Kind::Block | Kind::Function);
    let outer = std::iter::successors(Some(call), |id| Some(syntax.node(*id).parent));
    outer.take(MOST_PARENTS).take_while(is_result).any(|id| syntax.kind(id) == Kind::Await)
}

fn is_bounded_at(context: &FileContext<'_>, place: NodeId, steps: usize) -> bool {
    is_within_deadline(context, place)
        || is_held_for_deadline(context, place)
        || is_choice(context, place)
        || is_bounded_by_callers(context, place, steps)
}

/// Every use of the function around a place is bounded.
fn is_bounded_by_callers(context: &FileContext<'_>, place: NodeId, steps: usize) -> bool {
    let Some(function) = context.function_of(place).filter(|_| steps < MOST_STEPS) else { return false };
    let uses = uses(context, function);
    let is_bounded = |(file, at): &(FileId, NodeId)| {
        context.at(*file).is_some_and(|other| is_bounded_at(&other, *at, steps + 1))
    };
    !uses.is_empty() && uses.iter().all(is_bounded)
}

/// Where a function is called; a nameless one is where it stands, or where the variable that holds it is called.
fn uses(context: &FileContext<'_>, function: NodeId) -> Vec<(FileId, NodeId)> {
    let syntax = context.syntax();
    if !syntax.name(function).is_empty() {
        let files = context.resolver.project.may_call(syntax.name(function));
        return calls_of(context, function, files.iter().copied());
    }
    let calls = held_as(context, function).map_or_else(Vec::new, |(symbol, outer)| {
        let callees = syntax
            .subtree(outer)
            .filter(|id| syntax.node(*id).part == Part::Callee && syntax.node(*id).symbol == symbol);
        callees.map(|callee| (context.file, syntax.node(callee).parent)).collect()
    });
    if calls.is_empty() { vec![(context.file, function)] } else { calls }
}

/// The variable that holds a value, and the block that it lives in.
fn held_as(context: &FileContext<'_>, value: NodeId) -> Option<(u32, NodeId)> {
    let syntax = context.syntax();
    let assign = syntax.node(value).parent;
    let target = syntax.part(assign, Part::Target).filter(|_| syntax.kind(assign) == Kind::Assign)?;
    (syntax.kind(target) == Kind::Name).then(|| (syntax.node(target).symbol, syntax.node(assign).parent))
}

/// `let answer = call(); timeout(limit, answer)`
fn is_held_for_deadline(context: &FileContext<'_>, value: NodeId) -> bool {
    let syntax = context.syntax();
    let Some((symbol, block)) = held_as(context, value) else { return false };
    let takes_it = |call: NodeId| {
        syntax.subtree(call).any(|id| syntax.kind(id) == Kind::Name && syntax.node(id).symbol == symbol)
    };
    let mut behind = syntax.subtree(block).filter(|id| *id > value);
    behind.any(|id| sets_deadline(context, id) && takes_it(id))
}

/// Of two branches the other bounds it: to do without here is a decision.
fn is_choice(context: &FileContext<'_>, place: NodeId) -> bool {
    let syntax = context.syntax();
    let Some(branch) = syntax.enclosing(place, &[Kind::Branch, Kind::Function]) else { return false };
    let stands_in_else = syntax.parts(branch, Part::Else).any(|other| syntax.contains(other, place));
    let then = syntax.part(branch, Part::Then).filter(|_| stands_in_else);
    then.is_some_and(|then| syntax.subtree(then).any(|id| sets_deadline(context, id)))
}
