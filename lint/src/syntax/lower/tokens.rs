//! What a macro is given: tokens that the grammar does not look into, read once more as a list of expressions.
//!
//! `info!(id = %order.id, "paid")` holds `(id = %order.id, "paid")`; without the marks that only macros know
//! ([`Grammar::sigils`]) that is a tuple.

use super::{Builder, Frame, parse_with};
use crate::syntax::grammar::Grammar;
use tree_sitter::{Node as TreeNode, Parser, Range};

/// What may stand before a mark.
const BEFORE_MARKS: &[u8] = b"([{,=";

impl<'g> Builder<'g> {
    /// Writes tokens down as children of `frame`'s node. Cost: one more parse of them; macros inside macros are parsed
    /// as often as they are nested.
    pub(super) fn tokens(&mut self, tokens: TreeNode<'_>, frame: Frame<'g>) {
        let mut parser = Parser::new();
        let ready = parser.set_language(&self.grammar.language).is_ok()
            && parser.set_included_ranges(&without_marks(self.grammar, self.bytes, tokens)).is_ok();
        let tree = ready.then(|| parse_with(&mut parser, self.bytes, self.limit)).flatten();
        let Some(tree) = tree else { return };
        let was_in_tokens = std::mem::replace(&mut self.in_tokens, true);
        let list = list_at(tree.root_node(), tokens.start_byte());
        let mut cursor = list.walk();
        for child in list.named_children(&mut cursor) {
            self.below(child, frame);
        }
        self.in_tokens = was_in_tokens;
    }
}

/// The innermost node that starts with the first token: the bracket.
fn list_at(root: TreeNode<'_>, start: usize) -> TreeNode<'_> {
    let mut node = root;
    while let Some(child) = node.named_child(0).filter(|child| child.start_byte() == start) {
        node = child;
    }
    node
}

/// The tokens' range, in pieces between the marks.
fn without_marks(grammar: &Grammar, bytes: &[u8], tokens: TreeNode<'_>) -> Vec<Range> {
    let whole = tokens.range();
    let (mut ranges, mut start) = (Vec::new(), whole.start_byte);
    for mark in marks(grammar, bytes, tokens) {
        ranges.push(Range { start_byte: start, end_byte: mark, ..whole });
        start = mark + 1;
    }
    ranges.push(Range { start_byte: start, ..whole });
    ranges
}

/// Where marks stand between the named nodes of a list.
fn marks(grammar: &Grammar, bytes: &[u8], tokens: TreeNode<'_>) -> Vec<usize> {
    let mut marks = Vec::new();
    if grammar.sigils.is_empty() {
        return marks;
    }
    let (mut cursor, mut gap) = (tokens.walk(), tokens.start_byte());
    for child in tokens.named_children(&mut cursor) {
        let mut last = 0;
        let between = bytes.iter().copied().enumerate().take(child.start_byte()).skip(gap);
        for (at, byte) in between {
            if grammar.sigils.contains(&byte) && BEFORE_MARKS.contains(&last) {
                marks.push(at);
            } else if !byte.is_ascii_whitespace() {
                last = byte;
            }
        }
        gap = child.end_byte();
    }
    marks
}
