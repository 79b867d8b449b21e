//! Definitions bind names: functions, parameters, fields, and literals that name their fields.

use super::BindingKind;
use super::collect::{Collector, is_holder};
use crate::syntax::{Kind, NONE, NodeId, Part};

impl Collector<'_> {
    pub(super) fn class(&mut self, id: NodeId) {
        let symbol = self.syntax.node(id).symbol;
        if symbol != NONE {
            self.bind(id, symbol, BindingKind::Class);
        }
        self.owners.push(id);
        self.bases(id);
    }

    pub(super) fn function(&mut self, id: NodeId) {
        let symbol = self.syntax.node(id).symbol;
        if self.syntax.part(id, Part::Body).is_none() {
            self.found.abstracts.insert(self.syntax.node(id).parent);
        }
        if let Some(r#type) = self.receiver_type(id) {
            self.add_named_member(r#type, symbol, id, BindingKind::Function);
        } else if symbol != NONE && self.syntax.node(id).part != Part::Value {
            self.bind(id, symbol, BindingKind::Function);
            if let Some(extension) = self.owners.last().copied()
                && self.syntax.kind(extension) == Kind::Extension
            {
                self.found.extension_of.insert(id, extension);
                if let Some(r#type) = self.extended_type(extension) {
                    self.found.given.entry(r#type).or_default().push(symbol);
                }
            }
        }
        // A function without a name that a class or an object holds knows the object as a method does.
        let knows_object = symbol != NONE || !self.habits.self_names.is_empty();
        if let Some(owner) = self.owners.last()
            && knows_object
            && self.receiver_type(id).is_none()
            && is_holder(self.syntax.kind(*owner))
        {
            self.found.class_of.insert(id, *owner);
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

    /// The name of the type that an extension gives methods to.
    pub(super) fn extended_type(&self, extension: NodeId) -> Option<u32> {
        let mut r#type = self.syntax.part(extension, Part::Type)?;
        while self.syntax.kind(r#type) == Kind::Index {
            r#type = self.syntax.part(r#type, Part::Base)?;
        }
        Some(self.syntax.node(r#type).symbol).filter(|symbol| *symbol != NONE)
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
        for name in syntax.parts(id, Part::Binding).flat_map(|binding| syntax.bound_names(binding)) {
            // What a class is made with, where it says so at its top, it has.
            if syntax.kind(owner) == Kind::Class
                && let Some(r#type) = syntax.part(id, Part::Type)
            {
                self.add_member(owner, name, syntax.node(name).symbol, BindingKind::Typed(r#type));
                continue;
            }
            match syntax.kind(name) {
                Kind::Unpack => self.unpack(name, Some(id), &BindingKind::Parameter),
                Kind::UnpackList => self.unpack_nothing(name),
                _ => self.add(function, id, syntax.node(name).symbol, BindingKind::Parameter),
            }
        }
        if syntax.kind(id) == Kind::FieldParameter
            && let Some(class) = self.found.class_of.get(&function).copied()
        {
            for name in syntax.parts(id, Part::Binding) {
                self.add_member(class, id, syntax.node(name).symbol, BindingKind::Parameter);
            }
        }
    }

    /// `{ a: 1, b, c() {} }` has members.
    pub(super) fn object(&mut self, id: NodeId) {
        let syntax = self.syntax;
        for child in syntax.children(id) {
            let (key, value) = match syntax.kind(child) {
                Kind::Pair => (syntax.part(child, Part::Key), syntax.part(child, Part::Value)),
                Kind::Name => (Some(child), Some(child)),
                _ => continue,
            };
            let (Some(key), Some(value)) = (key, value) else { continue };
            let symbol = match syntax.string_value(key) {
                Some(text) => syntax.find_symbol(text),
                None => Some(syntax.node(key).symbol),
            };
            if let Some(symbol) = symbol {
                self.add_member(id, child, symbol, BindingKind::Value { expression: value, index: 0 });
            }
        }
        self.owners.push(id);
    }

    /// The type around, where a name stands for it.
    fn own_type(&self, name: NodeId) -> Option<u32> {
        if !self.habits.self_types.iter().any(|known| known == self.syntax.name(name)) {
            return None;
        }
        let extensions =
            self.owners.iter().rev().filter(|owner| self.syntax.kind(**owner) == Kind::Extension);
        extensions.copied().find_map(|extension| self.extended_type(extension))
    }

    /// `T{Field: value}` says what fields of `T` hold.
    pub(super) fn construct(&mut self, id: NodeId) {
        let syntax = self.syntax;
        let Some(callee) = syntax.part(id, Part::Callee).filter(|callee| syntax.kind(*callee) == Kind::Name)
        else {
            return;
        };
        let Some(literal) = syntax.part(id, Part::Argument) else { return };
        let r#type = self.own_type(callee).unwrap_or(syntax.node(callee).symbol);
        for field in syntax.children(literal) {
            let (key, value) = match syntax.kind(field) {
                Kind::Pair => (syntax.part(field, Part::Key), syntax.part(field, Part::Value)),
                // `T { field }` takes it from a variable of that name.
                Kind::Name if !self.habits.self_types.is_empty() => (Some(field), Some(field)),
                _ => continue,
            };
            let (Some(key), Some(value)) = (key, value) else { continue };
            let kind = BindingKind::Value { expression: value, index: 0 };
            self.add_named_member(r#type, syntax.node(key).symbol, field, kind);
        }
    }
}
