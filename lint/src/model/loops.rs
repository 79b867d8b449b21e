//! Loops that go on as long as the program does.

use crate::syntax::{Kind, NodeId, Part, Syntax};

/// Returns whether nothing inside of a loop leaves it.
fn is_endless(syntax: &Syntax, r#loop: NodeId) -> bool {
    !syntax.own(r#loop).any(|id| match syntax.kind(id) {
        Kind::Return => true,
        Kind::Break => syntax.enclosing(id, &[Kind::Loop, Kind::ForeverLoop]) == Some(r#loop),
        _ => false,
    })
}

/// Returns whether a loop goes on for ever, or as long as something comes: `while let Some(message) = messages.recv().await`
pub(super) fn goes_on(syntax: &Syntax, r#loop: NodeId) -> bool {
    match syntax.kind(r#loop) {
        Kind::ForeverLoop => is_endless(syntax, r#loop),
        Kind::Loop => syntax
            .part(r#loop, Part::Condition)
            .is_some_and(|condition| syntax.subtree(condition).any(|id| syntax.kind(id) == Kind::Await)),
        _ => false,
    }
}

/// Returns the innermost loop of its own function that a node stands in.
pub(super) fn innermost(syntax: &Syntax, id: NodeId) -> Option<NodeId> {
    let outer = syntax.enclosing(id, &[Kind::Loop, Kind::ForeverLoop, Kind::Function]);
    outer.filter(|outer| syntax.kind(*outer) != Kind::Function)
}
