//! Handlers that serve nothing by themselves: there is nothing to trace in them.

use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::errors::{is_error_name, returns_error};
use crate::model::loops::innermost;
use crate::syntax::{Kind, NodeId, Part};

/// Returns whether a body is empty, or does no more than write to the log.
pub(super) fn does_nothing(context: &FileContext<'_>, body: NodeId) -> bool {
    let syntax = context.syntax();
    syntax.children(body).all(|statement| {
        let mut inner = syntax.children(statement);
        let call = inner.next().filter(|call| syntax.kind(*call) == Kind::Call);
        let callee = call.and_then(|call| syntax.part(call, Part::Callee));
        let logs = |callee| context.means(callee, |meaning| matches!(meaning, Meaning::Logger(_)));
        syntax.kind(statement) == Kind::Expression && callee.is_some_and(logs)
    })
}

/// Returns whether what a function receives is served by whoever called it: it receives once, in no loop, and returns that.
pub(super) fn hands_back(context: &FileContext<'_>, receives: NodeId, function: NodeId) -> bool {
    let syntax = context.syntax();
    let returns_value = |id: NodeId| {
        let value = syntax.children(id).next().filter(|_| syntax.kind(id) == Kind::Return);
        value.is_some_and(|value| !is_error_name(context, value))
    };
    let has_other_result =
        syntax.parts(function, Part::Result).count() != 1 || !returns_error(context, function);
    innermost(syntax, receives).is_none() && has_other_result && syntax.own(function).any(returns_value)
}
