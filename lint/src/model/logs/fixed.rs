//! Values that are the same in every run of a line: literals, constants, locals that only ever hold literals.
//!
//! The walk over origins answers a wider question, in which a counter and the default of a field are constant.

use crate::model::context::FileContext;
use crate::model::origin::{Place, bindings_of, declared_value};
use crate::resolve::Value;
use crate::syntax::{Kind, NONE, NodeId, Part};

/// Returns whether a value may differ between runs of the line.
pub(in crate::model) fn varies(context: &FileContext<'_>, value: NodeId) -> bool {
    let syntax = context.syntax();
    if context.constant_text(value).is_some() {
        return false;
    }
    match syntax.kind(value) {
        Kind::Number => false,
        Kind::Binary => syntax.children(value).any(|side| varies(context, side)),
        Kind::Name => !is_fixed(context, value),
        Kind::Member => !(is_of_module(context, value) && is_fixed(context, value)),
        _ => true,
    }
}

/// Fields of objects have other values than their defaults.
fn is_of_module(context: &FileContext<'_>, member: NodeId) -> bool {
    let base = context.syntax().part(member, Part::Base);
    base.is_some_and(|base| matches!(context.value(base), Value::Module(_)))
}

fn is_fixed(context: &FileContext<'_>, name: NodeId) -> bool {
    let places = bindings_of(context, name);
    !places.is_empty() && places.iter().all(|place| holds_literal(place, places.len() == 1))
}

/// Of what a function assigns several times, only texts are taken for fixed: numbers count.
fn holds_literal(place: &Place<'_>, is_only: bool) -> bool {
    let context = &place.context;
    let syntax = context.syntax();
    let Some(expression) = declared_value(place) else { return false };
    let name = syntax.node(place.binding.node);
    let is_amount = || (is_only || name.function == NONE) && is_amount(context, expression);
    !context.parsed.bindings.updated.contains(&name.symbol)
        && (is_amount() || context.constant_text(expression).is_some())
}

/// A number, or one in a unit of a library: `5 * time.Second`.
fn is_amount(context: &FileContext<'_>, expression: NodeId) -> bool {
    let syntax = context.syntax();
    let is_number = |id: NodeId| syntax.kind(id) == Kind::Number;
    let is_unit = |id: NodeId| {
        let base = (syntax.kind(id) == Kind::Member).then(|| syntax.part(id, Part::Base)).flatten();
        base.is_some_and(|base| matches!(context.value(base), Value::Path(_)))
    };
    let sides = || (syntax.part(expression, Part::Left), syntax.part(expression, Part::Right));
    match (syntax.kind(expression), sides()) {
        (Kind::Binary, (Some(left), Some(right))) => {
            (is_number(left) && is_unit(right)) || (is_unit(left) && is_number(right))
        }
        (kind, _) => kind == Kind::Number,
    }
}
