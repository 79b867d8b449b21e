//! Patterns that take a value apart bind its members: `const { a, b: { c } } = f()`.

use super::BindingKind;
use super::collect::Collector;
use crate::syntax::{Kind, NodeId, Part};

impl Collector<'_> {
    /// Binds what a pattern names to the members of what `kind` binds; `node` is what is said to bind them.
    pub(super) fn unpack(&mut self, pattern: NodeId, node: Option<NodeId>, kind: &BindingKind) {
        let syntax = self.syntax;
        for child in syntax.children(pattern) {
            match syntax.kind(child) {
                Kind::Name => self.unpack_member(child, child, node, kind),
                Kind::Pair => {
                    let value = syntax.part(child, Part::Value);
                    let key = syntax.part(child, Part::Key).or(value);
                    if let (Some(key), Some(value)) = (key, value) {
                        self.unpack_member(key, value, node, kind);
                    }
                }
                _ => self.unpack_nothing(child),
            }
        }
    }

    /// `[a, b]` as a target binds elements.
    pub(super) fn unpack_list(&mut self, pattern: NodeId, kind: &BindingKind) {
        let syntax = self.syntax;
        for child in syntax.children(pattern) {
            match (syntax.kind(child), kind) {
                (Kind::Name, BindingKind::Value { expression, .. }) => {
                    let element = BindingKind::Element { iterable: *expression, index: 0 };
                    self.bind(child, syntax.node(child).symbol, element);
                }
                _ => self.unpack_nothing(child),
            }
        }
    }

    /// What is left over, or stands at a place in a list, is not followed; it hides outer names all the same.
    pub(super) fn unpack_nothing(&mut self, pattern: NodeId) {
        let syntax = self.syntax;
        for id in syntax.subtree(pattern) {
            let node = syntax.node(id);
            if node.kind == Kind::Name && !matches!(node.part, Part::Key | Part::Default) {
                self.bind(id, node.symbol, BindingKind::Opaque);
            }
        }
    }

    fn unpack_member(&mut self, key: NodeId, target: NodeId, node: Option<NodeId>, kind: &BindingKind) {
        let syntax = self.syntax;
        let name = syntax.string_value(key).unwrap_or_else(|| syntax.name(key)).into();
        let member = BindingKind::Member { base: Box::new(kind.clone()), name };
        match syntax.kind(target) {
            Kind::Name => self.bind(node.unwrap_or(target), syntax.node(target).symbol, member),
            Kind::Unpack => self.unpack(target, node, &member),
            // `{ a = 1 }` and `{ a: b = 1 }` have defaults.
            Kind::Parameter => match syntax.part(target, Part::Binding) {
                Some(inner) => self.unpack_member(key, inner, node, kind),
                None => self.unpack_nothing(target),
            },
            _ => self.unpack_nothing(target),
        }
    }
}
