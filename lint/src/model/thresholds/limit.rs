//! Numbers that stand in the code.

use crate::model::context::FileContext;
use crate::model::origin::is_module;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// Returns whether an expression is a number as it stands, and a limit rather than a bound of its quantity.
pub(super) fn is_number(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    match syntax.kind(id) {
        Kind::Number => !matches!(value(syntax.text(id)), Some(0.0 | 1.0)),
        Kind::Unary => syntax.children(id).next().is_some_and(|inner| is_number(context, inner)),
        Kind::Binary => is_product(context, id),
        Kind::Call => is_built(context, id),
        _ => false,
    }
}

/// `5 * 60`, `500 * time.Millisecond`: numbers and units alone.
fn is_product(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    let (Some(left), Some(right)) = (syntax.part(id, Part::Left), syntax.part(id, Part::Right)) else {
        return false;
    };
    let is_bound = |side| matches!(value(syntax.text(side)), Some(0.0 | 1.0));
    // Each side is looked at once: a product may be made of products.
    let literal = [left, right].map(|side| !is_bound(side) && is_literal(context, side));
    let known = |side: NodeId, is_literal: bool| is_literal || is_unit(context, side);
    literal.contains(&true) && known(left, literal[0]) && known(right, literal[1])
}

fn is_literal(context: &FileContext<'_>, id: NodeId) -> bool {
    match context.syntax().kind(id) {
        Kind::Number => true,
        Kind::Unary => context.syntax().children(id).next().is_some_and(|inner| is_literal(context, inner)),
        Kind::Binary => is_product(context, id),
        _ => false,
    }
}

/// A constant of a library, straight from its module: a field may hold anything.
fn is_unit(context: &FileContext<'_>, id: NodeId) -> bool {
    let base = context.syntax().part(id, Part::Base).filter(|_| context.syntax().kind(id) == Kind::Member);
    let is_library = |base| is_module(context, base) && matches!(context.value(id), Value::Path(_));
    base.is_some_and(is_library)
}

/// `timedelta(seconds=5)`: a library's value built from numbers alone; one second is one.
fn is_built(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let arguments = context.arguments(call);
    let is_library =
        syntax.part(call, Part::Callee).is_some_and(|callee| matches!(context.value(callee), Value::Path(_)));
    let is_limit =
        arguments.iter().any(|argument| !matches!(value(syntax.text(argument.value)), Some(0.0 | 1.0)));
    is_library && is_limit && arguments.iter().all(|argument| is_literal(context, argument.value))
}

fn value(text: &str) -> Option<f64> {
    text.replace('_', "").parse().ok()
}
