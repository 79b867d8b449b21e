//! Functions that are handed to another program to run them there, such as to the page that a browser shows: what they
//! print or fail with never comes to the service.

use super::context::FileContext;
use super::file::FileModel;
use crate::source::TextRange;
use crate::syntax::{Kind, NodeId, Part};

/// Drops what a file says of such functions.
pub(super) fn leave_out(context: &FileContext<'_>, model: &mut FileModel) {
    let places = places(context);
    if places.is_empty() {
        return;
    }
    let is_here = |range: TextRange| !places.iter().any(|place| place.contains(range));
    model.facts.retain(|fact| is_here(fact.range));
    model.outbound_calls.retain(|call| is_here(call.range));
}

fn places(context: &FileContext<'_>) -> Vec<TextRange> {
    let methods = &context.habits().methods.elsewhere;
    if methods.is_empty() {
        return Vec::new();
    }
    let syntax = context.syntax();
    let runs_elsewhere = |call: NodeId| {
        let callee = syntax.part(call, Part::Callee).filter(|callee| syntax.kind(*callee) == Kind::Member);
        callee.is_some_and(|callee| methods.iter().any(|method| method == syntax.name(callee)))
    };
    let calls = (0..syntax.nodes().len() as NodeId).filter(|id| syntax.kind(*id) == Kind::Call);
    let given = calls.filter(|call| runs_elsewhere(*call)).flat_map(|call| context.arguments(call));
    let functions =
        given.map(|argument| argument.value).filter(|value| syntax.kind(*value) == Kind::Function);
    functions.map(|function| syntax.node(function).range).collect()
}
