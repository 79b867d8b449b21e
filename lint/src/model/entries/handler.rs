//! What a handler expression comes down to: adapters, middleware and functions that make handlers are looked through.

use crate::model::context::FileContext;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// How many calls around a handler are looked through.
const MAX_LAYERS: u32 = 6;

/// Returns what serves: a function, an object, a library's own handler.
pub(super) fn handler_value(context: &FileContext<'_>, id: NodeId, layers: u32) -> Value {
    if layers > MAX_LAYERS {
        return Value::Unknown;
    }
    match context.syntax().kind(id) {
        Kind::Function => Value::Definition(context.file, id),
        Kind::Call | Kind::Construct => called(context, id, layers),
        _ => context.value(id),
    }
}

/// Functions among the arguments first, then what the callee makes, then objects: a maker is given what its handlers
/// work with.
fn called(context: &FileContext<'_>, call: NodeId, layers: u32) -> Value {
    let arguments = context.arguments(call).into_iter();
    let inner: Vec<Value> =
        arguments.map(|argument| handler_value(context, argument.value, layers + 1)).collect();
    let function = inner.iter().find(|value| is_of_kind(context, value, Kind::Function)).cloned();
    let object = || inner.iter().find(|value| matches!(value, Value::Definition(..) | Value::Instance(..)));
    function
        .or_else(|| made_by(context, call, layers))
        .or_else(|| object().cloned())
        .or_else(|| of_class(context, call))
        .unwrap_or_else(|| context.value(call))
}

fn is_of_kind(context: &FileContext<'_>, value: &Value, kind: Kind) -> bool {
    match value {
        Value::Definition(file, id) => {
            context.at(*file).is_some_and(|other| other.syntax().kind(*id) == kind)
        }
        _ => false,
    }
}

/// The handler that a function of the run returns.
fn made_by(context: &FileContext<'_>, call: NodeId, layers: u32) -> Option<Value> {
    let callee = context.syntax().part(call, Part::Callee)?;
    let Value::Definition(file, maker) = context.value(callee) else { return None };
    let other = context.at(file)?;
    let syntax = other.syntax();
    let mut returns = syntax.own(maker).filter(|id| syntax.kind(*id) == Kind::Return);
    returns.find_map(|exit| {
        let made = syntax.children(exit).next()?;
        let value = matches!(syntax.kind(made), Kind::Function | Kind::Call)
            .then(|| handler_value(&other, made, layers + 1))?;
        is_of_kind(context, &value, Kind::Function).then_some(value)
    })
}

/// A class's method that makes its handler, such as `View.as_view()`.
fn of_class(context: &FileContext<'_>, call: NodeId) -> Option<Value> {
    let value = context.value(context.receiver(call)?);
    is_of_kind(context, &value, Kind::Class).then_some(value)
}
