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
                let wrapped = syntax.part(r#type, Part::Base).map(|base| self.value(file, base));
                let is_wrapper =
                    wrapped.as_ref().and_then(Value::path).is_some_and(|path| self.wraps_type(file, path));
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

    fn wraps_type(&self, file: FileId, path: &str) -> bool {
        self.project.language(file).habits.type_wrappers.iter().any(|wrapper| wrapper == path)
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
