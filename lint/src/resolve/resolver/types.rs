//! From a type as written to the objects of it.

use super::Resolver;
use crate::facts::FileId;
use crate::resolve::project::Parsed;
use crate::resolve::value::Value;
use crate::syntax::{Kind, NONE, NodeId, Part, Syntax};
use std::rc::Rc;

impl Resolver<'_> {
    /// Returns an object of the type that a type expression names.
    pub fn instance_of(&self, file: FileId, r#type: NodeId) -> Value {
        let Some(parsed) = self.project.parsed(file) else { return Value::Unknown };
        let syntax = &parsed.syntax;
        match syntax.kind(r#type) {
            Kind::Index => {
                let wrappers = &self.project.language(file).habits.type_wrappers;
                let wrapped = syntax.part(r#type, Part::Base).map(|base| self.value(file, base));
                let is_wrapper = wrapped.as_ref().is_some_and(|value| self.stands_for(value, wrappers, 0));
                let inner = syntax.part(r#type, Part::Key).map(|key| first_type(syntax, key));
                match (is_wrapper, inner) {
                    (true, Some(inner)) => self.instance_of(file, inner),
                    _ => wrapped.map_or(Value::Unknown, into_instance),
                }
            }
            Kind::Union => {
                syntax.children(r#type).next().map_or(Value::Unknown, |first| self.instance_of(file, first))
            }
            Kind::Binary => {
                let left = syntax.part(r#type, Part::Left);
                left.map_or(Value::Unknown, |left| self.instance_of(file, left))
            }
            Kind::String => {
                self.module_binding(file, parsed, syntax.string_value(r#type).unwrap_or_default())
            }
            _ => into_instance(self.value(file, r#type)),
        }
    }

    /// Returns whether a type as written is one of those named, whatever its arguments.
    pub fn is_of_types(&self, file: FileId, r#type: NodeId, names: &[String]) -> bool {
        let Some(parsed) = self.project.parsed(file).filter(|_| !names.is_empty()) else { return false };
        let base = match parsed.syntax.kind(r#type) {
            Kind::Index => parsed.syntax.part(r#type, Part::Base),
            _ => Some(r#type),
        };
        base.is_some_and(|base| self.stands_for(&self.value(file, base), names, 0))
    }

    /// One of the types named, or an alias of the run for one.
    fn stands_for(&self, value: &Value, names: &[String], depth: u32) -> bool {
        match value {
            Value::Path(path) => names.iter().any(|name| **name == **path),
            Value::Definition(file, class) if depth < 3 => {
                let Some(parsed) = self.project.parsed(*file) else { return false };
                let syntax = &parsed.syntax;
                let Some(alias) = syntax.part(*class, Part::Definition) else { return false };
                let base = match syntax.kind(alias) {
                    Kind::Index => syntax.part(alias, Part::Base),
                    _ => Some(alias),
                };
                base.is_some_and(|base| self.stands_for(&self.value(*file, base), names, depth + 1))
            }
            _ => false,
        }
    }

    /// A name in quotes: a type declared later.
    fn module_binding(&self, file: FileId, parsed: &Parsed, name: &str) -> Value {
        let bindings = parsed.syntax.find_symbol(name).map(|symbol| parsed.bindings.in_scope(NONE, symbol));
        let value =
            bindings.and_then(|bindings| bindings.last()).map(|binding| self.binding(file, parsed, binding));
        value.map_or(Value::Unknown, into_instance)
    }
}

/// A union's first type stands for it.
fn first_type(syntax: &Syntax, key: NodeId) -> NodeId {
    match syntax.kind(key) {
        Kind::Collection => syntax.children(key).next().unwrap_or(key),
        _ => key,
    }
}

fn into_instance(value: Value) -> Value {
    match value {
        Value::Definition(file, class) => Value::Instance(file, class),
        other => other,
    }
}

pub(super) fn list(element: Value) -> Value {
    Value::List(Rc::new(element))
}
