//! What calling a value yields, and what iterating over it does.

use super::Resolver;
use crate::facts::FileId;
use crate::resolve::value::Value;
use crate::syntax::{Kind, NodeId, Part};
use std::rc::Rc;

impl Resolver<'_> {
    /// Returns the `index`th result of calling a value.
    pub fn result(&self, from: FileId, callee: &Value, index: u32) -> Value {
        match callee {
            Value::Path(path) => {
                let called = if index == 0 { format!("{path}()") } else { format!("{path}()#{index}") };
                let knowledge = self.project.knowledge(from);
                match knowledge.value(&called) {
                    Some(known) => Value::Path(known.into()),
                    None if index == 0 && knowledge.is_type(path) => Value::Path(Rc::clone(path)),
                    None => Value::Path(called.into()),
                }
            }
            Value::Definition(file, id) => self.definition_result(*file, *id, index),
            _ => Value::Unknown,
        }
    }

    fn definition_result(&self, file: FileId, id: NodeId, index: u32) -> Value {
        let Some(parsed) = self.project.parsed(file) else { return Value::Unknown };
        let syntax = &parsed.syntax;
        if syntax.kind(id) == Kind::Class {
            return Value::Instance(file, id);
        }
        let declared = syntax.parts(id, Part::Result).nth(index as usize);
        let declared = declared.map(|result| syntax.part(result, Part::Type).unwrap_or(result));
        let value = declared.map_or(Value::Unknown, |r#type| self.instance_of(file, r#type));
        // An interface or an abstract type says less than what is returned.
        if value.is_known() && !self.is_abstract(&value) {
            return value;
        }
        let returns = syntax.own(id).filter(|inner| syntax.kind(*inner) == Kind::Return);
        let mut results = returns
            .filter_map(|exit| syntax.children(exit).nth(index as usize))
            .map(|result| self.value(file, result));
        results.find(Value::is_known).unwrap_or(value)
    }

    pub(super) fn is_abstract(&self, value: &Value) -> bool {
        let Value::Instance(file, class) = value else { return false };
        self.project.parsed(*file).is_some_and(|parsed| parsed.bindings.is_abstract(*class))
    }

    pub(super) fn element(&self, from: FileId, value: &Value) -> Value {
        match value {
            Value::List(inner) => (**inner).clone(),
            Value::Path(path) => self.canonical(from, Value::Path(format!("{path}[]").into())),
            _ => Value::Unknown,
        }
    }

    /// Replaces a path by the one it is an alias of.
    pub(super) fn canonical(&self, from: FileId, value: Value) -> Value {
        match &value {
            Value::Path(path) => match self.project.knowledge(from).value(path) {
                Some(known) => Value::Path(known.into()),
                None => value,
            },
            _ => value,
        }
    }
}
