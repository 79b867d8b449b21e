//! Calls that are waited for: in languages that say so, what can fail there mostly goes out.

use super::fallible::fails;
use super::{is_clean_up, returns_error};
use crate::model::context::FileContext;
use crate::syntax::{Kind, NodeId, Part};

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
