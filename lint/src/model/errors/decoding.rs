//! Decoding whose error says nothing new: of what was just encoded, of what is decoded again, of what may be absent.

use super::{comment, made_by};
use crate::model::context::FileContext;
use crate::resolve::{BindingKind, Value};
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// Returns whether the discarded error of a call is one of decoding that has a default, or is told of elsewhere.
pub(super) fn is_harmless(context: &FileContext<'_>, assign: NodeId, call: NodeId) -> bool {
    if !decodes(context, call) {
        return false;
    }
    let Some(source) = source(context, call) else { return false };
    let Some(target) = target(context, call) else { return false };
    // An entry that a map may not have.
    let is_entry = context.syntax().kind(source) == Kind::Index
        && context.syntax().part(source, Part::Key).is_some_and(|key| context.constant_text(key).is_some());
    is_entry
        || is_round_trip(context, call, source, target)
        || is_decoded_again(context, call, source)
        || is_compared(context, assign, target)
        || is_converted(context, assign, target)
}

/// Returns whether a call decodes what it is given.
pub(super) fn decodes(context: &FileContext<'_>, call: NodeId) -> bool {
    class(context, call) == Some("decoding")
}

fn class(context: &FileContext<'_>, call: NodeId) -> Option<&'static str> {
    let value = context.value(context.syntax().part(call, Part::Callee)?);
    context.knowledge.exception(&format!("{}()", value.path()?))
}

/// Returns what is decoded, out of a mere change of its type.
pub(super) fn source(context: &FileContext<'_>, call: NodeId) -> Option<NodeId> {
    let syntax = context.syntax();
    let first = context.arguments(call).first()?.value;
    let is_cast =
        syntax.part(first, Part::Callee).is_some_and(|r#type| syntax.kind(r#type) == Kind::ListType);
    if is_cast { context.arguments(first).first().map(|inner| inner.value) } else { Some(first) }
}

/// The name of what gets the result.
fn target(context: &FileContext<'_>, call: NodeId) -> Option<NodeId> {
    let syntax = context.syntax();
    let last = context.arguments(call).last()?.value;
    syntax.subtree(last).find(|id| syntax.kind(*id) == Kind::Name)
}

/// What the run has just encoded itself fits into whatever takes every shape.
fn is_round_trip(context: &FileContext<'_>, call: NodeId, source: NodeId, target: NodeId) -> bool {
    let before = context.syntax().node(call).range.start;
    let made =
        (context.syntax().kind(source) == Kind::Name).then(|| made_by(context, source, before)).flatten();
    made.is_some_and(|made| class(context, made) == Some("encoding")) && takes_all(context, target, before)
}

/// A name declared or made as a map, or as what is of any type.
fn takes_all(context: &FileContext<'_>, name: NodeId, before: u32) -> bool {
    let syntax = context.syntax();
    let node = syntax.node(name);
    let bindings = context.parsed.bindings.in_scope(node.function, node.symbol);
    let Some(binding) = bindings.iter().rev().find(|binding| binding.position < before) else { return false };
    match binding.kind {
        BindingKind::Typed(r#type) => is_open(context, r#type),
        BindingKind::Value { expression, .. } if syntax.kind(expression) == Kind::Call => {
            context.arguments(expression).first().is_some_and(|made| is_open(context, made.value))
        }
        BindingKind::Value { expression, .. } => syntax.kind(expression) == Kind::Map,
        _ => false,
    }
}

fn is_open(context: &FileContext<'_>, r#type: NodeId) -> bool {
    let is_map = |syntax: &Syntax, id: NodeId| {
        syntax.kind(id) == Kind::ListType && syntax.part(id, Part::Key).is_some()
    };
    let builtins = context.habits().builtins.as_deref();
    is_map(context.syntax(), r#type)
        || match context.value(r#type) {
            Value::Path(path) => path.split_once('.').map(|(module, _)| module) == builtins,
            Value::Definition(file, class) | Value::Instance(file, class) => {
                context.at(file).is_some_and(|other| {
                    let definition = other.syntax().part(class, Part::Definition);
                    definition.is_some_and(|definition| is_map(other.syntax(), definition))
                })
            }
            _ => false,
        }
}

/// The function decodes the same once more, and looks at the error there.
fn is_decoded_again(context: &FileContext<'_>, call: NodeId, source: NodeId) -> bool {
    let syntax = context.syntax();
    let is_same =
        |other: NodeId| self::source(context, other).is_some_and(|id| syntax.text(id) == syntax.text(source));
    let is_seen = |other: NodeId| !comment::assigns_nothing(context, syntax.node(other).parent);
    context.function_of(call).is_some_and(|function| {
        syntax.own(function).any(|other| {
            other != call
                && syntax.kind(other) == Kind::Call
                && decodes(context, other)
                && is_same(other)
                && is_seen(other)
        })
    })
}

/// The next statement asks whether there is a result.
fn is_compared(context: &FileContext<'_>, assign: NodeId, target: NodeId) -> bool {
    let syntax = context.syntax();
    let next = syntax.next_sibling(assign);
    let condition = next.and_then(|next| syntax.part(next, Part::Condition));
    condition.is_some_and(|condition| {
        let sides: Vec<NodeId> = syntax.children(condition).collect();
        syntax.kind(condition) == Kind::Compare
            && sides.iter().any(|side| syntax.node(*side).symbol == syntax.node(target).symbol)
            && sides.iter().any(|side| syntax.kind(*side) == Kind::Null)
    })
}

/// The next statement converts the result, and keeps what that says.
fn is_converted(context: &FileContext<'_>, assign: NodeId, target: NodeId) -> bool {
    let syntax = context.syntax();
    let next = syntax.next_sibling(assign);
    let next = next.filter(|next| syntax.kind(*next) == Kind::Assign);
    let call = next.and_then(|next| syntax.part(next, Part::Value));
    let is_given = |call: NodeId| {
        context
            .arguments(call)
            .iter()
            .any(|argument| syntax.node(argument.value).symbol == syntax.node(target).symbol)
    };
    let is_kept =
        |next: NodeId| syntax.parts(next, Part::Target).last().is_some_and(|last| syntax.name(last) != "_");
    call.is_some_and(|call| context.converts(call) && is_given(call)) && next.is_some_and(is_kept)
}
