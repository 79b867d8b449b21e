//! Calls that are waited for: in languages that say so, what can fail there mostly goes out.

use super::fallible::fails;
use super::{failing, is_clean_up, returns_error};
use crate::model::context::FileContext;
use crate::model::origin::words::words;
use crate::model::ways::called;
use crate::syntax::{Kind, NodeId, Part};

/// What bounds of waiting are called.
const BOUND: &str = "timeout";

/// Returns whether a function is one that an interface promises, and that may wait and fail: what need not wait keeps what is
/// behind it.
pub(super) fn is_promised_wait(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    let may_wait = |word: &String| {
        let before = syntax.text(function).split(syntax.name(function)).next();
        before.is_some_and(|before| before.split_whitespace().any(|known| known == word))
    };
    syntax.kind(function) == Kind::Function
        && syntax.part(function, Part::Body).is_none()
        && context.habits().waiting_word.as_ref().is_some_and(may_wait)
        && !is_clean_up(context, syntax.name(function))
        && returns_error(context, function)
}

/// Returns whether a call is one that nothing is known of and that is waited for, but not for a peer in the same process.
pub(super) fn is_unknown_wait(context: &FileContext<'_>, callee: NodeId) -> bool {
    let (syntax, habits) = (context.syntax(), context.habits());
    let call = syntax.node(callee).parent;
    habits.waiting_word.is_some()
        && syntax.kind(syntax.node(call).parent) == Kind::Await
        && !(is_for_peer(context, callee)
            || context.converts(call)
            || is_clean_up(context, syntax.name(callee)))
        && fails(context, callee).is_none()
}

/// Returns whether a call is named as those are whose error says no more than that the other side is gone.
pub(super) fn is_for_peer(context: &FileContext<'_>, callee: NodeId) -> bool {
    let name = context.syntax().name(callee);
    context.habits().closing_methods.iter().any(|known| known == name)
}

/// Returns whether a call waits, by its name, for something to happen, and is told how long: that it did not happen in time
/// is one of its answers.
pub(super) fn is_bounded_wait(context: &FileContext<'_>, call: NodeId) -> bool {
    let (syntax, habits) = (context.syntax(), context.habits());
    let Some(callee) = syntax.part(call, Part::Callee) else { return false };
    let waits = words(syntax.name(callee)).first().is_some_and(|word| habits.methods.waiting.contains(word));
    let is_bound = |id: NodeId| {
        let name = match syntax.kind(id) {
            Kind::String => syntax.string_value(id).unwrap_or_default(),
            _ => syntax.name(id),
        };
        words(name).iter().any(|word| word == BOUND)
    };
    waits
        && context.arguments(call).iter().any(|argument| {
            argument.name.is_some_and(|name| words(name).iter().any(|word| word == BOUND))
                || syntax.subtree(argument.value).any(is_bound)
        })
}

/// Returns whether a function of the run writes, by its name, to a writer that it is given, or waits for nothing but the
/// stream that it writes to: whoever reads there may be gone.
pub(super) fn writes_to_peer(context: &FileContext<'_>, callee: NodeId) -> bool {
    let writers = &context.habits().methods.writers;
    if writers.is_empty() || !words(context.syntax().name(callee)).iter().any(|word| word == "write") {
        return false;
    }
    called(context, callee)
        .and_then(|(file, function)| Some((context.at(file)?, function)))
        .is_some_and(|(other, function)| takes_writer(&other, function) || waits_for_stream(&other, function))
}

fn takes_writer(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    let start = syntax.node(function).range.start;
    let end = syntax.part(function, Part::Body).map(|body| syntax.node(body).range.start);
    let head = end.and_then(|end| syntax.text(function).get(..(end - start) as usize)).unwrap_or_default();
    let mut names = head.split(|mark: char| !(mark.is_alphanumeric() || mark == '_'));
    names.any(|name| context.habits().methods.writers.iter().any(|known| known == name))
}

fn waits_for_stream(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    let is_stream = |wait: NodeId| {
        let callee = syntax.part(failing(context, wait), Part::Callee);
        let base = callee.and_then(|callee| syntax.part(callee, Part::Base));
        base.is_some_and(|base| {
            let name = words(syntax.name(base));
            name.last().is_some_and(|word| context.habits().methods.streams.contains(word))
        })
    };
    let mut waits = syntax.own(function).filter(|id| syntax.kind(*id) == Kind::Await).peekable();
    waits.peek().is_some() && waits.all(is_stream)
}

/// Returns whether a function tells, by its name, of how the program itself runs while it does.
pub(super) fn tells_on_the_way(context: &FileContext<'_>, callee: NodeId) -> bool {
    let known = &context.habits().methods.on_the_way;
    !known.is_empty() && words(context.syntax().name(callee)).iter().any(|word| known.contains(word))
}
