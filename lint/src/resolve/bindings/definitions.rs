//! Definitions bind names: functions, parameters, fields, and literals that name their fields.

use super::BindingKind;
use super::collect::Collector;
use crate::syntax::{Kind, NONE, NodeId, Part};

impl Collector<'_> {
    pub(super) fn class(&mut self, id: NodeId) {
        let symbol = self.syntax.node(id).symbol;
        if symbol != NONE {
            self.bind(id, symbol, BindingKind::Class);
        }
        self.owners.push(id);
    }

    pub(super) fn function(&mut self, id: NodeId) {
        let symbol = self.syntax.node(id).symbol;
        if let Some(r#type) = self.receiver_type(id) {
            self.add_named_member(r#type, symbol, id, BindingKind::Function);
        } else if symbol != NONE {
            self.bind(id, symbol, BindingKind::Function);
            if let Some(owner) = self.owners.last()
                && self.syntax.kind(*owner) == Kind::Class
            {
                self.found.class_of.insert(id, *owner);
            }
        }
        self.owners.push(id);
    }

    /// The type's name in a declared receiver.
    pub(super) fn receiver_type(&self, function: NodeId) -> Option<u32> {
        let receiver = self.syntax.part(function, Part::Receiver)?;
        let r#type = self.syntax.part(receiver, Part::Type)?;
        self.syntax
            .subtree(r#type)
            .find(|id| self.syntax.kind(*id) == Kind::Name)
            .map(|id| self.syntax.node(id).symbol)
    }

    pub(super) fn field(&mut self, id: NodeId) {
        let Some(r#type) = self.syntax.part(id, Part::Type) else { return };
        let Some(class) = self.owners.last().copied() else { return };
        let names: Vec<NodeId> = self.syntax.parts(id, Part::Binding).collect();
        for name in names {
            self.add_member(class, name, self.syntax.node(name).symbol, BindingKind::Typed(r#type));
        }
    }

    pub(super) fn parameter(&mut self, id: NodeId) {
        let (syntax, function) = (self.syntax, self.syntax.node(id).function);
        let owner = syntax.node(id).parent;
        for name in syntax.parts(id, Part::Binding) {
            // What a class is made with, where it says so at its top, it has.
            if syntax.kind(owner) == Kind::Class
                && let Some(r#type) = syntax.part(id, Part::Type)
            {
                self.add_member(owner, name, syntax.node(name).symbol, BindingKind::Typed(r#type));
                continue;
            }
            self.add(function, id, syntax.node(name).symbol, BindingKind::Parameter);
        }
    }

    /// `T{Field: value}` says what fields of `T` hold.
    pub(super) fn construct(&mut self, id: NodeId) {
        let syntax = self.syntax;
        let Some(callee) = syntax.part(id, Part::Callee).filter(|callee| syntax.kind(*callee) == Kind::Name)
        else {
            return;
        };
        let Some(literal) = syntax.part(id, Part::Argument) else { return };
        for pair in syntax.children(literal).filter(|pair| syntax.kind(*pair) == Kind::Pair) {
            let (Some(key), Some(value)) = (syntax.part(pair, Part::Key), syntax.part(pair, Part::Value))
            else {
                continue;
            };
            let kind = BindingKind::Value { expression: value, index: 0 };
            self.add_named_member(syntax.node(callee).symbol, syntax.node(key).symbol, pair, kind);
        }
    }
}
