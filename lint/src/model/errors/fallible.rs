//! Where the error comes from that a called function returns: from what customarily fails, from what an interface only
//! promises, from what has told of it already.

use super::waited::{is_for_peer, is_promised_wait, is_unknown_wait};
use super::{checked_error, is_clean_up, made_by, returns_error};
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::logs::may_log;
use crate::model::ways::{Inside, leads_to};
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// Returns whether a function is known to fail in a way that counts.
pub(super) fn is_fallible(context: &FileContext<'_>, callee: NodeId) -> bool {
    match context.value(callee) {
        Value::Path(_) => fails(context, callee) == Some(true),
        Value::Definition(file, function) if !context.habits().result_types.is_empty() => {
            let fails = |other| leads_to(&other, function, MOST_STEPS, false, &handing_on);
            !is_for_peer(context, callee) && context.at(file).is_some_and(fails)
        }
        Value::Definition(file, function) => context.at(file).is_some_and(|other| {
            other.syntax().kind(function) == Kind::Function
                && !is_clean_up(&other, other.syntax().name(function))
                && returns_error(&other, function)
                && may_fail(&other, function)
        }),
        _ => false,
    }
}

/// How many functions of the run are looked into for what makes one fail.
const MOST_STEPS: usize = 3;

/// Whether a function hands on, as its own error, that of a call that is known to fail in a way that counts; and those of
/// which functions of the run.
fn handing_on(context: &FileContext<'_>, function: NodeId) -> Inside {
    let mut functions = Vec::new();
    if is_promised_wait(context, function) {
        return Inside::Found;
    }
    for callee in handed_on(context, function) {
        match context.value(callee) {
            Value::Path(_) if fails(context, callee) == Some(true) => return Inside::Found,
            Value::Definition(file, inner) => functions.push((file, inner)),
            Value::Path(_) | Value::Unknown if is_unknown_wait(context, callee) => return Inside::Found,
            _ => {}
        }
    }
    Inside::Calls(functions)
}

/// What a function calls whose error leaves it as its own.
fn handed_on(context: &FileContext<'_>, function: NodeId) -> Vec<NodeId> {
    let syntax = context.syntax();
    let may_fail = syntax.kind(function) == Kind::Function
        && !is_clean_up(context, syntax.name(function))
        && returns_error(context, function);
    let Some(body) = syntax.part(function, Part::Body).filter(|_| may_fail) else { return Vec::new() };
    let calls = syntax.own(body).filter(|id| syntax.kind(*id) == Kind::Call && is_handed_on(syntax, *id));
    calls.filter_map(|call| syntax.part(call, Part::Callee)).collect()
}

/// The error of a call, awaited and put into other words or not, leaves the function.
fn is_handed_on(syntax: &Syntax, call: NodeId) -> bool {
    let mut current = call;
    for _ in 0..16 {
        let node = syntax.node(current);
        match syntax.kind(node.parent) {
            Kind::Propagate | Kind::Return => return true,
            Kind::Await => {}
            Kind::Member if node.part == Part::Base => {}
            Kind::Call if node.part == Part::Callee => {}
            _ => return false,
        }
        current = node.parent;
    }
    false
}

/// A function whose every return says that nothing failed, or hands out what may customarily be dropped, has its
/// error result for form's sake.
fn may_fail(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    let is_customary = |exit: NodeId| {
        let returned = syntax.children(exit).last();
        let callee = returned.and_then(|returned| syntax.part(returned, Part::Callee));
        callee.is_some_and(|callee| fails(context, callee) == Some(false))
    };
    syntax.part(function, Part::Body).is_none()
        || failures(context, function).into_iter().any(|exit| !is_customary(exit))
}

/// Returns whether a function's errors need no telling: there are none that count, or others have told of them.
pub(super) fn is_settled(context: &FileContext<'_>, function: NodeId) -> bool {
    !may_fail(context, function) || hands_on_told(context, function)
}

/// Returns whether what a call fails for is only promised by an interface, or told of by the functions it runs.
pub(super) fn is_told(context: &FileContext<'_>, callee: NodeId) -> bool {
    let Value::Definition(file, function) = context.value(callee) else { return false };
    let hands_on = || context.at(file).is_some_and(|other| hands_on_told(&other, function));
    let is_promise = context.habits().waiting_word.is_none() && is_promise(context, callee);
    is_promise || logs_itself(context, callee) || hands_on()
}

/// Each error that a function returns comes from a call that is settled itself. What only an interface promises is an
/// error after all to a function that has its own words for it.
fn hands_on_told(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    let exits = failures(context, function);
    let is_told = |exit: NodeId| {
        let Some(call) = cause(context, exit) else { return false };
        let Some(callee) = syntax.part(call, Part::Callee) else { return false };
        let returned = syntax.children(exit).last();
        let is_plain = returned.is_some_and(|id| id == call || syntax.kind(id) != Kind::Call);
        let logs = match context.value(callee) {
            Value::Definition(file, function) => {
                context.at(file).is_some_and(|other| logs_own(&other, function))
            }
            _ => false,
        };
        logs || (is_plain && is_promise(context, callee)) || fails(context, callee) == Some(false)
    };
    !exits.is_empty() && exits.into_iter().all(is_told)
}

/// A function logs outside of the closures that it makes.
fn logs_own(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    let mut called = syntax.own(function).filter(|id| syntax.node(*id).part == Part::Callee);
    called.any(|id| may_log(context, id))
}

/// Returns whether a called function has but one error, made by itself: that is its answer.
pub(super) fn has_one_error(context: &FileContext<'_>, call: NodeId) -> bool {
    let callee = context.syntax().part(call, Part::Callee).map(|callee| context.value(callee));
    let Some(Value::Definition(file, function)) = callee else { return false };
    let Some(other) = context.at(file) else { return false };
    let syntax = other.syntax();
    let mut answers = failures(&other, function)
        .into_iter()
        .map(|exit| syntax.children(exit).last().filter(|_| cause(&other, exit).is_none()));
    let Some(Some(first)) = answers.next() else { return false };
    let node = syntax.node(first);
    let is_constant = match node.kind {
        Kind::Member => true,
        Kind::Name => other.parsed.bindings.in_scope(function, node.symbol).is_empty(),
        _ => false,
    };
    is_constant && answers.all(|answer| answer.is_some_and(|id| syntax.text(id) == syntax.text(first)))
}

/// The returns of a function that do not say that nothing failed.
fn failures(context: &FileContext<'_>, function: NodeId) -> Vec<NodeId> {
    let syntax = context.syntax();
    let Some(body) = syntax.part(function, Part::Body) else { return Vec::new() };
    let fails = |exit: &NodeId| {
        syntax.kind(*exit) == Kind::Return
            && syntax.children(*exit).last().is_none_or(|last| syntax.kind(last) != Kind::Null)
    };
    syntax.own(body).filter(fails).collect()
}

/// The call whose failing leads to a return: the one returned, or the one whose error is found to be there.
fn cause(context: &FileContext<'_>, exit: NodeId) -> Option<NodeId> {
    let syntax = context.syntax();
    let mut current = exit;
    while let Some(branch) = syntax.enclosing(current, &[Kind::Branch, Kind::Function]) {
        if syntax.kind(branch) == Kind::Function {
            break;
        }
        let condition = syntax.part(branch, Part::Condition)?;
        if let Some(error) = syntax.subtree(condition).find_map(|id| checked_error(context, id)) {
            return made_by(context, error, syntax.node(condition).range.start);
        }
        current = branch;
    }
    let returned = syntax.children(exit).last()?;
    match syntax.kind(returned) {
        Kind::Call => Some(returned),
        Kind::Name => made_by(context, returned, syntax.node(exit).range.start),
        _ => None,
    }
}

/// Returns whether failures of a library's function count; `None` where nothing is known of it.
pub(super) fn fails(context: &FileContext<'_>, callee: NodeId) -> Option<bool> {
    let value = context.value(callee);
    context.knowledge.meanings(value.path()?).iter().find_map(|meaning| match meaning {
        Meaning::Fallible(clean_up) => Some(!clean_up),
        _ => None,
    })
}

/// A function of the run that logs has told of what it returns.
fn logs_itself(context: &FileContext<'_>, callee: NodeId) -> bool {
    let Value::Definition(file, function) = context.value(callee) else { return false };
    let Some(other) = context.at(file) else { return false };
    let syntax = other.syntax();
    let mut called = syntax.subtree(function).filter(|id| syntax.node(*id).part == Part::Callee);
    called.any(|id| may_log(&other, id))
}

/// What an interface promises may fail says nothing of what does.
fn is_promise(context: &FileContext<'_>, callee: NodeId) -> bool {
    let Value::Definition(file, function) = context.value(callee) else { return false };
    context.at(file).is_some_and(|other| other.syntax().part(function, Part::Body).is_none())
}
