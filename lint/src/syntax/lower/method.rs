//! A call that names its object and its method in one node (`@method-call`) becomes a call of a member, as elsewhere.

use super::{Builder, Frame, range_of};
use crate::source::TextRange;
use crate::syntax::NodeId;
use crate::syntax::grammar::Pattern;
use crate::syntax::kind::{Kind, Part};
use tree_sitter::Node as TreeNode;

impl Builder<'_> {
    /// Turns the node that was just written into a call, and writes its callee: a member, or a name where it has no
    /// object.
    pub(super) fn method_call(
        &mut self,
        pattern: &Pattern,
        tree_node: TreeNode<'_>,
        call: NodeId,
        function: NodeId,
    ) {
        self.nodes[call as usize].kind = Kind::Call;
        let Some(name) = child_of(pattern, tree_node, Part::Name) else { return };
        let object = child_of(pattern, tree_node, Part::Base);
        let start = object.map_or(name.start_byte(), |object| object.start_byte());
        let range = TextRange::new(start as u32, name.end_byte() as u32);
        let kind = if object.is_some() { Kind::Member } else { Kind::Name };
        let callee = self.push(kind, Part::Callee, range, call, function);
        if let Some(object) = object {
            self.below(object, Frame::under(callee, function, Part::Base));
        }
        self.name(callee, range_of(name));
        self.nodes[callee as usize].end = self.nodes.len() as NodeId;
    }
}

/// The child that a pattern gives a part, by its field.
pub(super) fn child_of<'t>(pattern: &Pattern, tree_node: TreeNode<'t>, part: Part) -> Option<TreeNode<'t>> {
    let field = pattern.children.iter().find(|child| child.part == Some(part))?.field;
    tree_node.child_by_field_id(field)
}
