//! Errors that leave a function from the middle of an expression, under a span that nobody told of them.

use super::error_paths::{calls_recorder, fact, settled};
use super::returned::scope_of;
use super::{Start, low_if};
use crate::facts::Fact;
use crate::model::errors::returns_error;
use crate::model::file::Analysis;
use crate::syntax::{Kind, NodeId, Part};

/// Returns the first place from which an error leaves under a span that was started by hand; what comes after something
/// was recorded on it, or after it was given away, may be told of.
pub(super) fn first(
    analysis: &Analysis<'_>,
    start: &Start<'_>,
    variable: NodeId,
    function: NodeId,
) -> Option<Fact> {
    let context = &analysis.context;
    let syntax = context.syntax();
    let told = settled(analysis, start, variable, function).into_iter().min();
    let scope = scope_of(context, variable);
    let mut exits = syntax.own(function).filter(|id| syntax.kind(*id) == Kind::Propagate && *id > start.call);
    let exit = exits.find(|exit| scope.is_none_or(|scope| syntax.contains(scope, *exit)))?;
    if told.is_some_and(|told| told < syntax.node(exit).end) {
        return None;
    }
    let is_known_otherwise = syntax
        .subtree(exit)
        .any(|id| syntax.kind(id) == Kind::Call && (calls_recorder(context, id) || context.converts(id)));
    // Where errors are logged into spans, the caller that handles this one may do so.
    let is_doubtful = start.spec.takes_logged_errors || is_known_otherwise;
    Some(Fact { confidence: low_if(is_doubtful), ..fact(context, start, exit) })
}

/// Returns the span of a decorated function that returns errors, where the decorator was not asked to record them. Whoever
/// calls the function may do that: a guess.
pub(super) fn unasked(analysis: &Analysis<'_>, start: &Start<'_>) -> Option<Fact> {
    let context = &analysis.context;
    let syntax = context.syntax();
    let recording = &start.spec.recording_arguments;
    let asks = |value: NodeId| {
        let named = syntax.part(value, Part::Callee).unwrap_or(value);
        recording.iter().any(|known| known == syntax.name(named))
    };
    if recording.is_empty() || context.arguments(start.call).iter().any(|argument| asks(argument.value)) {
        return None;
    }
    let function = syntax.part(syntax.node(start.call).parent, Part::Definition)?;
    let fails = |id: NodeId| syntax.kind(id) == Kind::Propagate;
    if syntax.kind(function) != Kind::Function
        || !returns_error(context, function)
        || !syntax.own(function).any(fails)
    {
        return None;
    }
    Some(Fact { confidence: low_if(true), ..fact(context, start, start.call) })
}
