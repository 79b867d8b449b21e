//! What stands around a print: functions, the types these are methods of, conditions.

use crate::language::Receiver;
use crate::model::context::FileContext;
use crate::syntax::{Kind, NONE, NodeId, Part};

/// How many conditions around a print are looked at.
const MOST_CONDITIONS: usize = 32;

/// The functions around a node, the innermost first: what a closure does, the function around it does.
pub(in crate::model) fn functions<'a>(
    context: &FileContext<'a>,
    id: NodeId,
) -> impl Iterator<Item = NodeId> + use<'a> {
    let syntax = context.syntax();
    let outer = move |function: &NodeId| {
        let outer = syntax.node(syntax.node(*function).parent).function;
        (outer != NONE && outer != *function).then_some(outer)
    };
    std::iter::successors(context.function_of(id), outer)
}

/// The name of the type that a function is a method of.
pub(super) fn type_of(context: &FileContext<'_>, function: NodeId) -> Option<u32> {
    let syntax = context.syntax();
    let name = match context.habits().receiver {
        Receiver::FirstParameter => context.parsed.bindings.class_of(function)?,
        Receiver::Declared => match syntax.part(function, Part::Receiver) {
            Some(receiver) => {
                let declared = syntax.part(receiver, Part::Type)?;
                syntax.subtree(declared).find(|id| syntax.kind(*id) == Kind::Name)?
            }
            None => match context.parsed.bindings.class_of(function) {
                Some(class) => class,
                None => extended(context, function)?,
            },
        },
    };
    Some(syntax.node(name).symbol)
}

/// The name of the type that the extension around a method is of.
fn extended(context: &FileContext<'_>, method: NodeId) -> Option<NodeId> {
    let syntax = context.syntax();
    let of = syntax.part(context.parsed.bindings.extension_of(method)?, Part::Type)?;
    syntax.subtree(of).find(|id| matches!(syntax.kind(*id), Kind::Name | Kind::Member))
}

/// The methods, in this file, of the type that a function is a method of.
pub(super) fn siblings(context: &FileContext<'_>, function: NodeId) -> Vec<NodeId> {
    let bindings = &context.parsed.bindings;
    match bindings.class_of(function) {
        Some(class) => bindings.methods(class).collect(),
        None => type_of(context, function)
            .map(|r#type| bindings.methods_of_name(r#type).collect())
            .unwrap_or_default(),
    }
}

/// The conditions under each of which a node stands where they hold.
pub(super) fn conditions<'a>(
    context: &FileContext<'a>,
    id: NodeId,
) -> impl Iterator<Item = NodeId> + use<'a> {
    let syntax = context.syntax();
    blocks(context, id).filter_map(move |then| syntax.part(syntax.node(then).parent, Part::Condition))
}

/// The blocks around a node that run where a condition holds, the innermost first.
pub(super) fn blocks<'a>(context: &FileContext<'a>, id: NodeId) -> impl Iterator<Item = NodeId> + use<'a> {
    let syntax = context.syntax();
    let outer = move |branch: &NodeId| syntax.enclosing(*branch, &[Kind::Branch]);
    std::iter::successors(syntax.enclosing(id, &[Kind::Branch]), outer)
        .take(MOST_CONDITIONS)
        .filter_map(move |branch| syntax.part(branch, Part::Then))
        .filter(move |then| syntax.contains(*then, id))
}
