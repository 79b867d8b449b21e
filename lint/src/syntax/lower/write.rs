//! A node that fits a pattern is written down, with its name, and with what is read out of turn for it.

use super::{Builder, Frame, range_of};
use crate::source::TextRange;
use crate::syntax::grammar::Pattern;
use crate::syntax::kind::{Kind, Part};
use crate::syntax::{NONE, Node, NodeId};
use tree_sitter::Node as TreeNode;

impl<'g> Builder<'g> {
    /// Writes a node down as its pattern says, and returns the frame for its children where they matter.
    pub(super) fn write<'t>(
        &mut self,
        pattern: &'g Pattern,
        part: Part,
        tree_node: TreeNode<'t>,
        frame: &Frame<'g>,
        annotations: &mut Vec<TreeNode<'t>>,
    ) -> Option<Frame<'g>> {
        let range = range_of(tree_node);
        match pattern.kind {
            // What stands above it goes with it.
            Kind::Skip => annotations.clear(),
            Kind::Comment => self.comments.push(range),
            Kind::Module => return Some(Frame::under(frame.node, frame.function, Part::None)),
            // What is waited for is the call.
            Kind::Await if part == Part::Callee => {
                return Some(Frame { inherited: part, closes: false, pattern: None, around: NONE, ..*frame });
            }
            // What it declares stands in its place, with its type.
            Kind::Declaration => {
                let transparent = Frame::under(frame.node, frame.function, part);
                return Some(Frame { pattern: Some(pattern), ..transparent });
            }
            Kind::Name | Kind::Dotted if part == Part::Name => self.name(frame.node, range),
            // Of what it stands in: that was asked for it before.
            Kind::Annotation if part == Part::Decorator => {}
            Kind::Annotation => annotations.push(tree_node),
            Kind::Tokens => self.tokens(tree_node, Frame::under(frame.node, frame.function, part)),
            _ => {
                let above = std::mem::take(annotations);
                if self.leaves_out(pattern, tree_node, &above) {
                    return None;
                }
                return self.write_node(pattern, part, tree_node, frame, &above);
            }
        }
        None
    }

    fn write_node(
        &mut self,
        pattern: &'g Pattern,
        part: Part,
        tree_node: TreeNode<'_>,
        frame: &Frame<'g>,
        annotations: &[TreeNode<'_>],
    ) -> Option<Frame<'g>> {
        let whole = self.decorated(pattern, part, tree_node, frame, annotations);
        let wrapped = whole.map(|whole| (whole, whole, Part::Definition));
        let wrapped =
            wrapped.or_else(|| self.tail(pattern, part, tree_node, frame).map(|tail| (tail, tail, part)));
        let wrapped = wrapped.or_else(|| self.wrapped(pattern.kind, part, tree_node, frame));
        let (around, parent, part) = wrapped.unwrap_or((NONE, frame.node, part));
        let node = self.push(pattern.kind, part, range_of(tree_node), parent, frame.function);
        if matches!(pattern.kind, Kind::Name | Kind::Dotted | Kind::Alias) {
            self.name(node, range_of(tree_node));
            self.close(&Frame { closes: true, around, ..Frame::under(node, frame.function, Part::None) });
            return None;
        }
        let mut function = frame.function;
        if pattern.kind == Kind::Function {
            function = node;
            self.nodes[node as usize].function = node;
            self.named_value(node, frame.node);
        } else if pattern.kind == Kind::AwaitedCall {
            self.nodes[node as usize].kind = Kind::Call;
        } else if pattern.kind == Kind::MethodCall {
            self.method_call(pattern, tree_node, node, function);
        }
        let below = Frame::under(node, function, Part::None);
        Some(Frame { pattern: Some(pattern), closes: true, around, ..below })
    }

    pub(super) fn push(
        &mut self,
        kind: Kind,
        part: Part,
        range: TextRange,
        parent: NodeId,
        function: NodeId,
    ) -> NodeId {
        let id = self.nodes.len() as NodeId;
        let node = Node { kind, part, parent, end: NONE, function, range, symbol: NONE, name_start: 0 };
        self.nodes.push(node);
        id
    }

    /// Gives a node the name that stands there.
    pub(super) fn name(&mut self, node: NodeId, range: TextRange) {
        let symbol = self.intern(range);
        let node = &mut self.nodes[node as usize];
        (node.symbol, node.name_start) = (symbol, range.start);
    }

    fn intern(&mut self, range: TextRange) -> u32 {
        let text = std::str::from_utf8(&self.bytes[range.as_range()]).unwrap_or_default();
        if let Some(symbol) = self.symbol_ids.get(text) {
            return *symbol;
        }
        let symbol = self.symbols.len() as u32;
        self.symbols.push(text.into());
        self.symbol_ids.insert(text.into(), symbol);
        symbol
    }
}
