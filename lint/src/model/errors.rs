//! Handled errors: what a handler does with what it caught.

mod answers;
mod aside;
mod caught;
mod comment;
mod conversion;
mod decoding;
mod discard;
mod explained;
mod fallible;
mod guarded;
mod handler;
mod outcome;
mod patterns;
mod reach;
mod rejection;
mod stakes;
mod taken_down;
mod told;
mod waited;

use super::context::FileContext;
use super::file::Analysis;
use crate::facts::Fact;
use crate::resolve::BindingKind;
use crate::syntax::{Kind, NodeId, Part, Syntax};

pub(super) use handler::Handler;

/// Collects `catch` facts.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    let syntax = analysis.context.syntax();
    for id in 0..syntax.nodes().len() as NodeId {
        let fact = match syntax.kind(id) {
            Kind::Catch => Handler::catch(analysis, id).map(|handler| handler.fact()),
            Kind::Branch | Kind::Case => Handler::check(analysis, id).map(|handler| handler.fact()),
            Kind::Call => Handler::rejection(analysis, id)
                .map(|handler| handler.fact())
                .or_else(|| patterns::dropped(&analysis.context, id)),
            Kind::Assign => discard::fact(&analysis.context, id),
            Kind::Expression => discard::bare(&analysis.context, id),
            _ => None,
        };
        facts.extend(fact);
    }
}

/// Returns whether a function's last result is an error.
pub(super) fn returns_error(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    let last = syntax.parts(function, Part::Result).last();
    let r#type = last.map(|result| syntax.part(result, Part::Type).unwrap_or(result));
    let habits = &context.habits();
    r#type.is_some_and(|r#type| {
        habits.error_type.as_deref() == Some(syntax.text(r#type))
            || context.resolver.is_of_types(context.file, r#type, &habits.result_types)
    })
}

/// Returns what is waited for, where an expression waits for something.
fn unawaited(syntax: &Syntax, expression: NodeId) -> NodeId {
    let mut current = expression;
    while syntax.kind(current) == Kind::Await {
        let Some(inner) = syntax.part(current, Part::Value) else { break };
        current = inner;
    }
    current
}

/// Returns the call whose error an expression holds: what is waited for, behind methods that only add to the error.
fn failing(context: &FileContext<'_>, expression: NodeId) -> NodeId {
    let syntax = context.syntax();
    let wrapped = |call: NodeId| {
        let callee = syntax.part(call, Part::Callee).filter(|callee| syntax.kind(*callee) == Kind::Member)?;
        let wraps = context.habits().wrapping_methods.iter().any(|known| known == syntax.name(callee));
        syntax.part(callee, Part::Base).filter(|_| wraps)
    };
    let mut current = unawaited(syntax, expression);
    while let Some(inner) = wrapped(current) {
        current = unawaited(syntax, inner);
    }
    current
}

/// Returns whether a name is what errors are called, in a language whose functions return them.
pub(super) fn is_error_name(context: &FileContext<'_>, name: NodeId) -> bool {
    let syntax = context.syntax();
    let habits = &context.habits();
    let lower = syntax.name(name).to_ascii_lowercase();
    let is_called_so = lower.starts_with("err") || lower.ends_with("err") || lower.ends_with("error");
    syntax.kind(name) == Kind::Name && habits.error_type.is_some() && is_called_so
}

/// Returns the name of the error that a condition finds to be there: `err != nil`.
pub(super) fn checked_error(context: &FileContext<'_>, condition: NodeId) -> Option<NodeId> {
    let syntax = context.syntax();
    if syntax.kind(condition) != Kind::Compare {
        return None;
    }
    let mut sides = syntax.children(condition);
    let (left, right) = (sides.next()?, sides.next()?);
    let is_check = syntax.kind(right) == Kind::Null && syntax.operator(left, right) == "!=";
    (is_check && is_error_name(context, left)).then_some(left)
}

/// Returns the call whose result a name holds before a place in the file.
fn made_by(context: &FileContext<'_>, name: NodeId, before: u32) -> Option<NodeId> {
    let node = context.syntax().node(name);
    let bindings = context.parsed.bindings.in_scope(node.function, node.symbol);
    let binding = bindings.iter().rev().find(|binding| binding.position < before)?;
    let BindingKind::Value { expression, .. } = binding.kind else { return None };
    (context.syntax().kind(expression) == Kind::Call).then_some(expression)
}

/// Returns whether a name starts with one of the words for what is dropped at an end.
pub(super) fn is_clean_up(context: &FileContext<'_>, name: &str) -> bool {
    let name = name.trim_start_matches(['_', '#']).to_ascii_lowercase();
    let habits = &context.habits();
    habits.clean_up.iter().any(|word| name.starts_with(word.as_str()))
}
