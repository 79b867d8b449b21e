//! Which pattern a node fits, and what that makes of its children.

use super::{Builder, Frame};
use crate::syntax::grammar::{Child, Pattern};
use crate::syntax::kind::Part;
use tree_sitter::TreeCursor;

impl<'g> Builder<'g> {
    /// Returns the first pattern that fits.
    pub(super) fn fitting(&self, cursor: &mut TreeCursor<'_>, node_kind: u16) -> Option<&'g Pattern> {
        let grammar = self.grammar;
        grammar.patterns(node_kind).iter().find(|pattern| !pattern.conditional || self.holds(pattern, cursor))
    }

    /// Looks at the children for what a conditional pattern demands.
    fn holds(&self, pattern: &Pattern, cursor: &mut TreeCursor<'_>) -> bool {
        if !cursor.goto_first_child() {
            return false;
        }
        let mut missing: Vec<&Child> = pattern.children.iter().filter(|child| child.is_required()).collect();
        let mut failed = false;
        loop {
            let (field, node) = (field_of(cursor), cursor.node());
            missing.retain(|child| !child.fits(field, node.kind_id()));
            failed |= !self.predicates_hold(pattern, field, &node);
            if !cursor.goto_next_sibling() {
                break;
            }
        }
        cursor.goto_parent();
        missing.is_empty() && !failed
    }

    fn predicates_hold(&self, pattern: &Pattern, field: u16, node: &tree_sitter::Node<'_>) -> bool {
        pattern.predicates.iter().all(|predicate| {
            let is_about =
                |child: &Child| child.part == Some(predicate.part) && child.fits(field, node.kind_id());
            let text = || std::str::from_utf8(&self.bytes[node.byte_range()]).unwrap_or_default();
            !pattern.children.iter().any(is_about) || predicate.test.holds(text())
        })
    }
}

/// What the cursor's node is to the fact above it: what the pattern says, else what was inherited.
pub(super) fn part_of(frame: &Frame<'_>, cursor: &TreeCursor<'_>, node_kind: u16) -> Part {
    let Some(pattern) = frame.pattern else { return frame.inherited };
    if pattern.children.is_empty() {
        return frame.inherited;
    }
    let field = field_of(cursor);
    let mut fitting = pattern.children.iter().filter(|child| child.fits(field, node_kind));
    let first = fitting.next();
    // Of several that take any child, the last takes the last one.
    let takes_any = first.is_some_and(|first| first.field == 0 && first.nodes.is_empty());
    let last = if takes_any { fitting.next_back().filter(|_| is_last_of_several(cursor)) } else { None };
    let said = last.or(first);
    said.and_then(|child| child.part).unwrap_or(frame.inherited)
}

fn is_last_of_several(cursor: &TreeCursor<'_>) -> bool {
    let node = cursor.node();
    node.prev_named_sibling().is_some() && node.next_named_sibling().is_none()
}

/// The field that the cursor's node stands in; 0 for none.
fn field_of(cursor: &TreeCursor<'_>) -> u16 {
    cursor.field_id().map_or(0, std::num::NonZero::get)
}

impl Child {
    fn fits(&self, field: u16, node_kind: u16) -> bool {
        (self.field == 0 || self.field == field) && (self.nodes.is_empty() || self.nodes.contains(&node_kind))
    }
}
