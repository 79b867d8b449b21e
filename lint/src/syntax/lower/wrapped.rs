//! Lone statements and expressions where elsewhere a block stands become blocks: `if (x) return;`, `x => f(x)`.
//!
//! Whoever reads facts finds statements in blocks, in every language. A call whose grammar takes `await f<T>()` for
//! `(await f)<T>()` (`@awaited-call`) becomes a call that is waited for.

use super::{Builder, Frame, range_of};
use crate::syntax::NodeId;
use crate::syntax::kind::{Kind, Part};
use tree_sitter::Node as TreeNode;

/// What was opened around a node: its first node, the parent that the node gets, and the node's part.
type Opened = (NodeId, NodeId, Part);

impl Builder<'_> {
    /// Opens what belongs around a node, if anything.
    pub(super) fn wrapped(
        &mut self,
        kind: Kind,
        part: Part,
        tree_node: TreeNode<'_>,
        frame: &Frame<'_>,
    ) -> Option<Opened> {
        let (above, range) = (self.nodes[frame.node as usize].kind, range_of(tree_node));
        let around = if part == Part::Returned {
            let block = self.push(Kind::Block, Part::Body, range, frame.node, frame.function);
            let exit = self.push(Kind::Return, Part::None, range, block, frame.function);
            Some((block, exit, Part::None))
        } else if is_lone_statement(above, kind, part) {
            let block = self.push(Kind::Block, part, range, frame.node, frame.function);
            Some((block, block, Part::None))
        } else {
            None
        };
        if kind != Kind::AwaitedCall {
            return around;
        }
        let (parent, part) = around.map_or((frame.node, part), |(_, parent, part)| (parent, part));
        let wait = self.push(Kind::Await, part, range, parent, frame.function);
        Some((around.map_or(wait, |(first, ..)| first), wait, Part::None))
    }
}

impl Builder<'_> {
    /// A function that is written as the value of something with a name (`@named-value`) bears that name.
    pub(super) fn named_value(&mut self, function: NodeId, above: NodeId) {
        if self.nodes[function as usize].part != Part::NamedValue {
            return;
        }
        let named = self.nodes[above as usize + 1];
        let node = &mut self.nodes[function as usize];
        (node.part, node.symbol, node.name_start) = (Part::Value, named.symbol, named.name_start);
    }
}

/// `else if` is no lone statement.
fn is_lone_statement(above: Kind, kind: Kind, part: Part) -> bool {
    let has_body = match above {
        Kind::Branch => part == Part::Then || part == Part::Else && kind != Kind::Branch,
        Kind::Loop | Kind::ForeverLoop => part == Part::Body,
        _ => false,
    };
    has_body && kind != Kind::Block
}
