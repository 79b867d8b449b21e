//! A declaration of several variables names their type once (`@declaration`); each of them gets it.

use super::{Builder, Frame};
use crate::syntax::kind::{Kind, Part};
use tree_sitter::TreeCursor;

impl<'g> Builder<'g> {
    /// Writes the type of the declaration around the cursor's node, as a child of what was just written for it.
    pub(super) fn declared_type(
        &mut self,
        cursor: &TreeCursor<'_>,
        around: &Frame<'g>,
        written: Option<Frame<'g>>,
    ) {
        let declaration = around.pattern.filter(|pattern| pattern.kind == Kind::Declaration);
        let (Some(declaration), Some(below)) = (declaration, written) else { return };
        if self.nodes[below.node as usize].kind != Kind::Assign || !below.closes {
            return;
        }
        let mut up = cursor.clone();
        let typed = declaration.children.iter().find(|child| child.part == Some(Part::Type));
        if let Some(typed) = typed.filter(|_| up.goto_parent())
            && let Some(r#type) = up.node().child_by_field_id(typed.field)
        {
            self.below(r#type, Frame::under(below.node, below.function, Part::Type));
        }
    }
}
