//! What a function's body ends in, where that is what the function returns; and what is left out as only tests have it.

use super::decorated::inside;
use super::{Builder, Frame, range_of};
use crate::syntax::NodeId;
use crate::syntax::grammar::Pattern;
use crate::syntax::kind::{Kind, Part};
use tree_sitter::Node as TreeNode;

impl Builder<'_> {
    /// Opens a return around the expression that a function's body ends in; `None` around anything else.
    pub(super) fn tail(
        &mut self,
        pattern: &Pattern,
        part: Part,
        tree_node: TreeNode<'_>,
        frame: &Frame<'_>,
    ) -> Option<NodeId> {
        if !self.grammar.manner.returns_tail || part != Part::None || !is_expression(pattern.kind) {
            return None;
        }
        let block = self.nodes[frame.node as usize];
        let is_body = block.kind == Kind::Block
            && block.part == Part::Body
            && self.nodes[block.parent as usize].kind == Kind::Function;
        (is_body && is_last(tree_node))
            .then(|| self.push(Kind::Return, part, range_of(tree_node), frame.node, frame.function))
    }

    /// Whether an annotation above a node or in it says that only tests have it.
    pub(super) fn leaves_out(
        &self,
        pattern: &Pattern,
        tree_node: TreeNode<'_>,
        above: &[TreeNode<'_>],
    ) -> bool {
        let texts = &self.grammar.manner.test_annotations;
        let text = |annotation: TreeNode<'_>| std::str::from_utf8(&self.bytes[annotation.byte_range()]);
        let own = || inside(pattern, tree_node);
        !texts.is_empty()
            && above
                .iter()
                .copied()
                .chain(own())
                .any(|annotation| texts.is_match(text(annotation).unwrap_or_default()))
    }
}

/// Whether nothing but comments stands behind a node.
fn is_last(tree_node: TreeNode<'_>) -> bool {
    let Some(parent) = tree_node.parent() else { return true };
    let mut cursor = parent.walk();
    let is_behind =
        |sibling: &TreeNode<'_>| sibling.start_byte() >= tree_node.end_byte() && !sibling.is_extra();
    !parent.named_children(&mut cursor).any(|sibling| is_behind(&sibling))
}

fn is_expression(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Name
            | Kind::Member
            | Kind::Index
            | Kind::Call
            | Kind::Construct
            | Kind::String
            | Kind::Number
            | Kind::Boolean
            | Kind::Null
            | Kind::Binary
            | Kind::Logical
            | Kind::Compare
            | Kind::Not
            | Kind::Collection
            | Kind::Await
            | Kind::Propagate
            | Kind::Cast
            | Kind::Function
    )
}
