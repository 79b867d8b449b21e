//! Spans that leave a function's hands: whoever has them then ends them.

use super::Start;
use crate::resolve::Value;
use crate::syntax::{Kind, NONE, NodeId, Part};

impl Start<'_> {
    /// The span leaves the function's hands: returned, stored, sent, passed to code that may end it, captured.
    pub(super) fn is_handed_on(&self, variable: NodeId) -> bool {
        let context = self.context();
        let syntax = context.syntax();
        let node = *syntax.node(variable);
        let range = if node.function == NONE {
            0..syntax.nodes().len() as NodeId
        } else {
            syntax.subtree(node.function)
        };
        range
            .filter(|id| {
                *id != variable && syntax.kind(*id) == Kind::Name && syntax.node(*id).symbol == node.symbol
            })
            .any(|id| self.hands_on(id, node.function))
    }

    fn hands_on(&self, id: NodeId, function: NodeId) -> bool {
        let syntax = self.context().syntax();
        let (node, parent) = (syntax.node(id), syntax.node(id).parent);
        if node.function != function && !self.is_deferred_or_called(node.function) {
            return true;
        }
        match syntax.kind(parent) {
            Kind::Return | Kind::Pair | Kind::Collection | Kind::Literal | Kind::Send | Kind::Yield => true,
            Kind::Assign => node.part == Part::Value,
            Kind::Call | Kind::Construct => node.part == Part::Argument && !self.is_known_to_keep(parent),
            Kind::Argument => !self.is_known_to_keep(syntax.node(parent).parent),
            _ => false,
        }
    }

    /// A closure that runs here and now, or at the function's end, is part of it.
    fn is_deferred_or_called(&self, function: NodeId) -> bool {
        let syntax = self.context().syntax();
        let parent = syntax.node(function).parent;
        syntax.node(function).part == Part::Callee
            && matches!(syntax.kind(syntax.node(parent).parent), Kind::Defer | Kind::Expression)
    }

    /// Library functions that take a span do not end it, unless told to.
    pub(super) fn is_known_to_keep(&self, call: NodeId) -> bool {
        let context = self.context();
        let Some(callee) = context.syntax().part(call, Part::Callee) else { return false };
        let ends = context
            .arguments(call)
            .iter()
            .any(|argument| argument.name.is_some_and(|name| name.contains("end")));
        let entered = context.syntax().node(call).part == Part::Item;
        matches!(context.value(callee), Value::Path(path) if context.knowledge.is_module_member(&path))
            && !ends
            && !entered
    }
}
