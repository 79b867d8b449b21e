//! Decorators, wherever the grammar puts them, become what they are in every language: parts of a whole around the
//! definition.
//!
//! They may stand before it as siblings (`@annotation` patterns: attributes), or inside it (a child that is a
//! `@decorator` of a function or class: modifiers).

use super::{Builder, Frame, range_of};
use crate::source::TextRange;
use crate::syntax::NodeId;
use crate::syntax::grammar::Pattern;
use crate::syntax::kind::{Kind, Part};
use tree_sitter::Node as TreeNode;

impl<'g> Builder<'g> {
    /// Opens the whole around a definition, and writes its decorators down; `None` where it has none.
    pub(super) fn decorated(
        &mut self,
        pattern: &Pattern,
        part: Part,
        definition: TreeNode<'_>,
        frame: &Frame<'g>,
        before: &[TreeNode<'_>],
    ) -> Option<NodeId> {
        if !matches!(pattern.kind, Kind::Function | Kind::Class | Kind::Namespace) {
            return None;
        }
        let decorators: Vec<TreeNode<'_>> =
            before.iter().copied().chain(inside(pattern, definition)).collect();
        let first = decorators.first()?;
        let range = TextRange::new(range_of(*first).start, range_of(definition).end);
        let whole = self.push(Kind::Decorated, part, range, frame.node, frame.function);
        for decorator in decorators {
            let mut cursor = decorator.walk();
            for child in decorator.named_children(&mut cursor) {
                self.below(child, Frame::under(whole, frame.function, Part::Decorator));
            }
        }
        Some(whole)
    }
}

/// The children of a definition that hold its decorators.
pub(super) fn inside<'t>(pattern: &Pattern, definition: TreeNode<'t>) -> Vec<TreeNode<'t>> {
    if !pattern.may_be_decorated() {
        return Vec::new();
    }
    let mut cursor = definition.walk();
    let holds = |child: &TreeNode<'t>| {
        child.named_child_count() > 0 && pattern.part_of_node(child.kind_id()) == Some(Part::Decorator)
    };
    definition.named_children(&mut cursor).filter(holds).collect()
}
