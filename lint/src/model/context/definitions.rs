//! Names are followed to what defines them in this file, and constant texts are put together.

use super::FileContext;
use crate::resolve::{Binding, BindingKind, Visible, visible};
use crate::syntax::{Kind, NONE, NodeId, Part};

/// How many parts a constant text may have: `b = a + a`, `c = b + b` and so on has no end.
const MAX_PARTS: u32 = 256;

impl FileContext<'_> {
    /// Follows a name to the one expression of this file that defines it; else returns it unchanged.
    pub(crate) fn defining(&self, id: NodeId) -> NodeId {
        let syntax = self.syntax();
        let mut current = id;
        for _ in 0..8 {
            let next = match syntax.kind(current) {
                Kind::Name => self.single_value(current),
                Kind::Await | Kind::Propagate | Kind::Splat => syntax.children(current).next(),
                _ => None,
            };
            let Some(next) = next else { return current };
            current = next;
        }
        current
    }

    /// Every step leads to an expression before the name in its own function, or to one further out: whoever follows
    /// the parts of what is found, and their definitions in turn, comes to an end.
    fn single_value(&self, name: NodeId) -> Option<NodeId> {
        let syntax = self.syntax();
        let own = syntax.node(name).function;
        if self.habits().implicit_receiver
            && let Some(Visible::Member(_, members)) = visible(self.parsed, name)
        {
            return only_value(&members);
        }
        let (symbol, mut scope) = (syntax.node(name).symbol, own);
        loop {
            let bindings = self.parsed.bindings.in_scope(scope, symbol);
            if !bindings.is_empty() {
                let position = syntax.node(name).range.start;
                let is_made_of_it = |binding: &&Binding| match binding.kind {
                    BindingKind::Value { expression, .. } => syntax.contains(expression, name),
                    _ => false,
                };
                let mut known = bindings.iter().rev().filter(|binding| !is_made_of_it(binding));
                let before = known.find(|binding| binding.position <= position);
                let later = bindings.last().filter(|last| scope != own && !is_made_of_it(last));
                return match before.or(later).map(|binding| &binding.kind) {
                    Some(BindingKind::Value { expression, index: 0 }) => Some(*expression),
                    Some(BindingKind::Typed(r#type)) => self.declared_text(*r#type),
                    _ => None,
                };
            }
            if scope == NONE {
                return None;
            }
            scope = syntax.node(syntax.node(scope).parent).function;
        }
    }

    /// The literal that a name of a declared type is given where it is declared.
    fn declared_text(&self, r#type: NodeId) -> Option<NodeId> {
        let syntax = self.syntax();
        let value = syntax.part(syntax.node(r#type).parent, Part::Value)?;
        (syntax.kind(value) == Kind::String).then_some(value)
    }

    /// Returns the text of an expression that is constant: a literal, a named constant, a sum of such.
    pub(crate) fn constant_text(&self, id: NodeId) -> Option<String> {
        self.constant_within(id, &mut { MAX_PARTS })
    }

    fn constant_within(&self, id: NodeId, parts_left: &mut u32) -> Option<String> {
        let syntax = self.syntax();
        let id = self.defining(id);
        *parts_left = parts_left.checked_sub(1)?;
        match syntax.kind(id) {
            Kind::String => syntax.string_value(id).map(str::to_owned),
            Kind::Joined => syntax.children(id).map(|part| self.constant_within(part, parts_left)).collect(),
            Kind::Binary => {
                let (left, right) = (syntax.part(id, Part::Left)?, syntax.part(id, Part::Right)?);
                if syntax.operator(left, right) != "+" {
                    return None;
                }
                Some(self.constant_within(left, parts_left)? + &self.constant_within(right, parts_left)?)
            }
            _ => None,
        }
    }
}

/// The one value that a member is ever given, where it is declared or later.
fn only_value(members: &[Binding]) -> Option<NodeId> {
    let mut given = members.iter().filter(|member| !matches!(member.kind, BindingKind::Typed(_)));
    match (given.next().map(|member| &member.kind), given.next()) {
        (Some(BindingKind::Value { expression, index: 0 }), None) => Some(*expression),
        _ => None,
    }
}
