//! The ways through a subtree: its nodes are a range, and each says where its own subtree ends.

use super::{Kind, NodeId, Syntax};

/// Direct children of a node.
pub struct Children<'a> {
    pub(super) syntax: &'a Syntax,
    pub(super) next: NodeId,
    pub(super) end: NodeId,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let child = (self.next < self.end).then_some(self.next)?;
        self.next = self.syntax.node(child).end;
        Some(child)
    }
}

/// Nodes of a subtree without its root and without nested functions' bodies.
pub struct OwnNodes<'a> {
    pub(super) syntax: &'a Syntax,
    pub(super) next: NodeId,
    pub(super) end: NodeId,
}

impl Iterator for OwnNodes<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let id = (self.next < self.end).then_some(self.next)?;
        let node = self.syntax.node(id);
        self.next = if node.kind == Kind::Function { node.end } else { id + 1 };
        Some(id)
    }
}
