//! Thresholds: numbers in the code that times, loads, errors or backlogs are compared with.

mod limit;
mod named;

use super::callers::around_with_name;
use super::context::FileContext;
use super::file::Analysis;
use super::logs::may_log;
use super::origin::{Class, origin};
use crate::diagnostic::Confidence;
use crate::facts::Fact;
use crate::knowledge::Quantity;
use crate::resolve::Value;
use crate::syntax::{Kind, NONE, NodeId, Part};

/// Operators that set a limit.
const ORDERINGS: &[&str] = &["<", "<=", ">", ">="];

/// Collects `threshold` facts.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    let context = &analysis.context;
    let syntax = context.syntax();
    for id in 0..syntax.nodes().len() as NodeId {
        let node = syntax.node(id);
        if node.kind == Kind::Compare && node.function != NONE {
            facts.extend(threshold(context, id));
        }
    }
}

/// One comparison; of a chain of them, the first pair that is a threshold.
fn threshold(context: &FileContext<'_>, compare: NodeId) -> Option<Fact> {
    let syntax = context.syntax();
    let operands: Vec<NodeId> = syntax.children(compare).collect();
    operands.windows(2).find_map(|pair| {
        let operator = syntax.operator(pair[0], pair[1]).trim_matches(['(', ')', ' ', '\n']);
        if !ORDERINGS.contains(&operator) {
            return None;
        }
        let sides = [(pair[0], pair[1]), (pair[1], pair[0])];
        let (measured, number) = sides.into_iter().find(|(_, number)| limit::is_number(context, *number))?;
        let is_floor = operator.starts_with('<') == (measured == pair[0]);
        // No time, load or backlog is less than nothing: that is the far side of a window.
        if syntax.text(number).starts_with('-') {
            return None;
        }
        let mut fact = fact(context, compare, measured, number)?;
        fact.fields.push(("side", if is_floor { "under" } else { "over" }.into()));
        fact.fields.push(("reported", if is_reported(context, compare) { "yes" } else { "no" }.into()));
        if is_floor && fact.field("quantity") == Some("elapsed") && is_all(context, compare) {
            fact.confidence = Confidence::Low;
        }
        Some(fact)
    })
}

fn fact(context: &FileContext<'_>, compare: NodeId, measured: NodeId, number: NodeId) -> Option<Fact> {
    let origin = origin(context, measured);
    let (quantity, known_by) = match origin.quantity {
        Some(Quantity::Elapsed) => ("elapsed", "origin"),
        Some(Quantity::Utilisation) => ("utilisation", "origin"),
        Some(Quantity::QueueDepth) => ("queue-depth", "origin"),
        // Moments, and what is measured against them.
        Some(_) => return None,
        // What configuration says is checked here, not measured.
        None if origin.class <= Class::Bounded => return None,
        None => (named::quantity(context, measured)?, "name"),
    };
    let is_pace = || {
        bounds_a_wait(context, compare)
            || restarts(context, compare, measured)
            || makes_up(context, compare, measured, number)
            || tries_again(context, compare)
    };
    if (quantity == "elapsed" && is_pace()) || scales(context, compare, measured, number) {
        return None;
    }
    let fields = vec![
        ("quantity", quantity.into()),
        ("known-by", known_by.into()),
        ("number", context.excerpt(number).into()),
    ];
    let mut fact = context.fact("threshold", compare, fields);
    if known_by == "name" {
        fact.confidence = Confidence::Low;
    }
    Some(fact)
}

/// Whether the branch logs or counts what was found: then somebody shall see it, and the number says what they see.
fn is_reported(context: &FileContext<'_>, compare: NodeId) -> bool {
    let syntax = context.syntax();
    let outer = syntax.enclosing(compare, &[Kind::Branch, Kind::Case, Kind::Call, Kind::Function]);
    let tells = |id: NodeId| {
        let is_metric = || context.value(id).path().is_some_and(|path| context.knowledge.is_metric(path));
        syntax.node(id).part == Part::Callee && (may_log(context, id) || is_metric())
    };
    outer.is_some_and(|outer| match syntax.kind(outer) {
        // What is logged depends on it.
        Kind::Call => syntax.part(outer, Part::Callee).is_some_and(tells),
        _ => syntax.part(outer, Part::Then).is_some_and(|then| syntax.own(then).any(tells)),
    })
}

/// Whether something is done where a comparison holds and nothing where it does not: with a floor, what was quick enough.
fn is_all(context: &FileContext<'_>, compare: NodeId) -> bool {
    let syntax = context.syntax();
    let branch = syntax.node(compare).parent;
    syntax.kind(branch) == Kind::Branch && syntax.part(branch, Part::Else).is_none()
}

/// Whether the comparison ends a wait: it is a loop's condition, or leaves a loop that goes on until something happens.
fn bounds_a_wait(context: &FileContext<'_>, compare: NodeId) -> bool {
    let syntax = context.syntax();
    let outer = syntax.enclosing(compare, &[Kind::Loop, Kind::ForeverLoop, Kind::Function]);
    let Some(outer) = outer.filter(|outer| syntax.kind(*outer) != Kind::Function) else { return false };
    let stands_in = |part: Part| syntax.parts(outer, part).any(|inner| syntax.contains(inner, compare));
    if stands_in(Part::Condition) || stands_in(Part::Initializer) {
        return true;
    }
    let is_endless = syntax.part(outer, Part::Iterable).is_none() && !goes_through(context, outer);
    let branch = syntax.enclosing(compare, &[Kind::Branch, Kind::Loop, Kind::ForeverLoop]);
    is_endless
        && branch
            .is_some_and(|branch| syntax.kind(branch) == Kind::Branch && leaves(context, branch, compare))
}

/// Whether the branch runs the function around it once more.
fn tries_again(context: &FileContext<'_>, compare: NodeId) -> bool {
    let syntax = context.syntax();
    let function = around_with_name(context.parsed, syntax.node(compare).function);
    let Some(branch) = syntax.enclosing(compare, &[Kind::Branch, Kind::Case]) else { return false };
    let then = syntax.part(branch, Part::Then).into_iter().flat_map(|then| syntax.subtree(then));
    let mut callees = then.filter(|id| syntax.node(*id).part == Part::Callee);
    function != NONE
        && callees.any(|callee| {
            syntax.name(callee) == syntax.name(function)
                && context.value(callee) == Value::Definition(context.file, function)
        })
}

/// Whether the branch, or the rest of the loop around it, starts the time anew that it looked at: something done every so
/// often, or told apart by how long ago it was done.
fn restarts(context: &FileContext<'_>, compare: NodeId, measured: NodeId) -> bool {
    let syntax = context.syntax();
    let Some(branch) = syntax.enclosing(compare, &[Kind::Branch]) else { return false };
    let is_place = |id: &NodeId| matches!(syntax.kind(*id), Kind::Name | Kind::Member);
    let symbols = |root: NodeId| syntax.subtree(root).filter(is_place).map(|id| syntax.node(id).symbol);
    let looked_at: Vec<u32> = symbols(measured).chain(symbols(context.defining(measured))).collect();
    let then = syntax.part(branch, Part::Then).into_iter().flat_map(|then| syntax.subtree(then));
    let around = syntax.enclosing(branch, &[Kind::Loop, Kind::ForeverLoop, Kind::Function]);
    let around = around.filter(|outer| syntax.kind(*outer) != Kind::Function);
    let later = around
        .into_iter()
        .flat_map(|outer| syntax.own(outer).filter(move |id| is_kept(context, outer, branch, *id)));
    let mut then = then.chain(later).filter(|id| is_place(id));
    then.any(|id| match syntax.node(id).part {
        Part::Target => looked_at.contains(&syntax.node(id).symbol),
        Part::Callee => sets_member(context, id, measured),
        _ => false,
    })
}

/// Behind a branch in a loop: a variable that the loop did not set before, but had from further out.
fn is_kept(context: &FileContext<'_>, outer: NodeId, branch: NodeId, target: NodeId) -> bool {
    let node = context.syntax().node(target);
    if target < branch || node.part != Part::Target {
        return false;
    }
    let bindings = context.parsed.bindings.in_scope(node.function, node.symbol);
    bindings.iter().any(|binding| binding.node < outer)
        && !bindings.iter().any(|binding| (outer..branch).contains(&binding.node))
}

/// Whether a method that is called writes the member that was looked at.
fn sets_member(context: &FileContext<'_>, callee: NodeId, measured: NodeId) -> bool {
    let syntax = context.syntax();
    if syntax.kind(callee) != Kind::Member {
        return false;
    }
    let Value::Definition(file, method) = context.value(callee) else { return false };
    let Some(other) = context.at(file) else { return false };
    let there = other.syntax();
    let is_member = |id: NodeId| syntax.kind(id) == Kind::Member && syntax.node(id).part != Part::Callee;
    let looked_at: Vec<&str> =
        syntax.subtree(measured).filter(|id| is_member(*id)).map(|id| syntax.name(id)).collect();
    let mut targets = there.subtree(method).filter(|id| there.node(*id).part == Part::Target);
    targets.any(|id| there.kind(id) == Kind::Member && looked_at.contains(&there.name(id)))
}

/// Whether the branch works out what is missing to the number, to wait for as long: `sleep(5 - elapsed)`.
fn makes_up(context: &FileContext<'_>, compare: NodeId, measured: NodeId, number: NodeId) -> bool {
    works_out(context, compare, number, "-", measured)
}

/// Whether the branch divides by the number: it chooses the unit to show something in.
fn scales(context: &FileContext<'_>, compare: NodeId, measured: NodeId, number: NodeId) -> bool {
    works_out(context, compare, measured, "/", number)
}

/// Whether the branch computes with the two sides of the comparison.
fn works_out(context: &FileContext<'_>, compare: NodeId, first: NodeId, sign: &str, second: NodeId) -> bool {
    let syntax = context.syntax();
    let Some(branch) = syntax.enclosing(compare, &[Kind::Branch, Kind::Case]) else { return false };
    let plain = |id: NodeId| syntax.text(id).replace(['(', ')', ' '], "");
    let is = |id: NodeId, other: NodeId| plain(id) == plain(other);
    let then = syntax.part(branch, Part::Then).unwrap_or(branch);
    syntax.subtree(then).any(|id| {
        let sides = match syntax.kind(id) {
            Kind::Binary => (syntax.part(id, Part::Left), syntax.part(id, Part::Right)),
            Kind::Update => (syntax.part(id, Part::Target), syntax.part(id, Part::Value)),
            _ => (None, None),
        };
        let (Some(left), Some(right)) = sides else { return false };
        let operator = syntax.operator(left, right).trim_matches(['(', ')', ' ', '=']);
        operator == sign && is(left, first) && is(right, second)
    })
}

/// Whether a loop goes through a collection.
fn goes_through(context: &FileContext<'_>, outer: NodeId) -> bool {
    let syntax = context.syntax();
    syntax.children(outer).any(|child| syntax.kind(child) == Kind::ForEach)
}

/// Whether the branch whose condition holds the comparison leaves the loop.
fn leaves(context: &FileContext<'_>, branch: NodeId, compare: NodeId) -> bool {
    let syntax = context.syntax();
    let decides =
        syntax.part(branch, Part::Condition).is_some_and(|condition| syntax.contains(condition, compare));
    let then = syntax.part(branch, Part::Then).filter(|_| decides);
    let exits = [Kind::Break, Kind::Return, Kind::Raise];
    then.is_some_and(|then| syntax.subtree(then).any(|id| exits.contains(&syntax.kind(id))))
}
