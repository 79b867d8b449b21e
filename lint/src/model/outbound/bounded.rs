//! Deadlines that stand further out: around the calls of the function that a call stands in, or around a variable that
//! holds what is waited for later.
//!
//! Asked only in languages whose calls do nothing until waited for, as it is there that callers bound them.

use crate::model::context::FileContext;
use crate::model::contexts::{is_within_deadline, sets_deadline};
use crate::model::ways::{Way, all_ways, held_as};
use crate::syntax::{Kind, NodeId, Part};

/// How many functions stand between a call and the deadline, at most.
const MOST_STEPS: usize = 2;

/// How far up an expression is looked for what waits for it.
const MOST_PARENTS: usize = 32;

/// Returns whether whoever waits for a call bounds that. Cost: per unbounded call, a look at the calls of its function.
pub(super) fn is_bounded(context: &FileContext<'_>, call: NodeId) -> bool {
    context.habits().lazy_calls && (!is_awaited(context, call) || is_bounded_at(context, call))
}

/// What is waited for elsewhere may be bounded there.
fn is_awaited(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let is_result = |id: &NodeId| !matches!(syntax.kind(*id), Kind::Block | Kind::Function);
    let outer = std::iter::successors(Some(call), |id| Some(syntax.node(*id).parent));
    outer.take(MOST_PARENTS).take_while(is_result).any(|id| syntax.kind(id) == Kind::Await)
}

/// By what stands around it, or around every use of the function that it stands in.
fn is_bounded_at(context: &FileContext<'_>, call: NodeId) -> bool {
    match way(context, call) {
        Way::Holds => true,
        Way::Fails | Way::Ignored => false,
        Way::Through(function) => all_ways(context, function, MOST_STEPS, &way),
    }
}

fn way(context: &FileContext<'_>, place: NodeId) -> Way {
    let is_bounded = is_within_deadline(context, place)
        || is_held_for_deadline(context, place)
        || is_choice(context, place);
    // A nameless function that stands there for itself is called by what nobody knows.
    let function = context.function_of(place).filter(|function| *function != place);
    if is_bounded { Way::Holds } else { function.map_or(Way::Fails, Way::Through) }
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
