//! What a binding stands for: an import, a definition, a parameter, what was assigned.

use super::Resolver;
use super::types::list;
use crate::facts::FileId;
use crate::language::{ImportBinds, Modules, Receiver};
use crate::resolve::bindings::{Binding, BindingKind};
use crate::resolve::imports;
use crate::resolve::project::Parsed;
use crate::resolve::value::Value;
use crate::syntax::{Kind, NodeId, Part, Syntax};

impl Resolver<'_> {
    /// Returns what a binding stands for.
    pub fn binding(&self, file: FileId, parsed: &Parsed, binding: &Binding) -> Value {
        match &binding.kind {
            BindingKind::Import { module, member } => self.imported(file, module, member.as_deref()),
            BindingKind::Function | BindingKind::Class => Value::Definition(file, binding.node),
            BindingKind::Parameter => self.parameter(file, parsed, binding.node),
            BindingKind::Value { expression, index } => {
                let value = || self.assigned(file, parsed, *expression, *index);
                self.declared(file, parsed, binding.node).unwrap_or_else(value)
            }
            BindingKind::Typed(r#type) => self.instance_of(file, *r#type),
            BindingKind::Element { iterable, index } => self.iterated(file, *iterable, *index),
            BindingKind::Member { base, name } => {
                let base = Binding { kind: (**base).clone(), ..binding.clone() };
                self.member(file, &self.binding(file, parsed, &base), name)
            }
            BindingKind::Caught(catch) => self.caught(file, &parsed.syntax, *catch),
            BindingKind::Opaque => Value::Unknown,
        }
    }

    /// Returns what a module import stands for, seen from a file.
    pub fn module(&self, file: FileId, import: &str) -> Value {
        match self.project.language(file).habits.modules {
            Modules::Crates => self.crate_path(file, import),
            _ => imports::module(self.project, file, import),
        }
    }

    pub(super) fn imported(&self, file: FileId, module: &str, member: Option<&str>) -> Value {
        let found = self.module(file, module);
        let found = self.canonical(file, found);
        match member {
            None => self.whole(found),
            Some(member) => self.member(file, &found, member),
        }
    }

    /// The first type that a catch names.
    fn caught(&self, file: FileId, syntax: &Syntax, catch: NodeId) -> Value {
        let types = syntax.part(catch, Part::CaughtAs).and_then(|assign| syntax.part(assign, Part::Value));
        types.map_or(Value::Unknown, |types| self.instance_of(file, types))
    }

    /// What a variable is by its declared type, in a language whose bindings keep values beside types; an interface says
    /// less than the value does.
    fn declared(&self, file: FileId, parsed: &Parsed, target: NodeId) -> Option<Value> {
        let syntax = &parsed.syntax;
        let inferred = &self.project.language(file).habits.inferred_types;
        let r#type = syntax.part(syntax.node(target).parent, Part::Type)?;
        if inferred.is_empty() || inferred.iter().any(|word| word == syntax.text(r#type)) {
            return None;
        }
        let value = self.instance_of(file, r#type);
        (value.is_known() && !self.is_abstract(&value)).then_some(value)
    }

    /// A file that says what it is as a module is that.
    fn whole(&self, module: Value) -> Value {
        let Value::Module(path) = &module else { return module };
        let paths = |file: &FileId| !self.project.language(*file).habits.paths.whole.is_empty();
        let Some(file) = imports::file_of_path(self.project, path).filter(paths) else { return module };
        let Some(parsed) = self.project.parsed(file) else { return module };
        let whole = parsed.bindings.whole.as_ref().map(|whole| self.binding(file, parsed, whole));
        whole.filter(Value::is_known).unwrap_or(module)
    }

    /// `require("a")` yields the module.
    pub(super) fn loaded(&self, file: FileId, parsed: &Parsed, call: NodeId) -> Option<Value> {
        let syntax = &parsed.syntax;
        if !self.loads(file, call) {
            return None;
        }
        let path = syntax.part(call, Part::Argument).and_then(|path| syntax.string_value(path))?;
        Some(self.imported(file, path, None))
    }

    /// Returns whether a call is one that yields a module, whatever its name is made of.
    pub fn loads(&self, file: FileId, call: NodeId) -> bool {
        let loaders = &self.project.language(file).habits.paths.loaders;
        let Some(parsed) = self.project.parsed(file).filter(|_| !loaders.is_empty()) else { return false };
        let syntax = &parsed.syntax;
        let callee = syntax.part(call, Part::Callee).filter(|callee| syntax.kind(*callee) == Kind::Name);
        syntax.kind(call) == Kind::Call
            && callee.is_some_and(|callee| loaders.iter().any(|loader| loader == syntax.name(callee)))
    }

    fn assigned(&self, file: FileId, parsed: &Parsed, expression: NodeId, index: u32) -> Value {
        let syntax = &parsed.syntax;
        let value = match (index, syntax.kind(expression)) {
            (0, _) => self.value(file, expression),
            (_, Kind::Call) => self.nth_result(file, syntax, expression, index),
            (_, Kind::Await) => self.nth_result(file, syntax, expression + 1, index),
            _ => Value::Unknown,
        };
        let is_entered = syntax.node(syntax.node(expression).parent).part == Part::Item;
        if is_entered { self.entered(file, &value).unwrap_or(value) } else { value }
    }

    fn nth_result(&self, file: FileId, syntax: &Syntax, call: NodeId, index: u32) -> Value {
        let Some(callee) = syntax.part(call, Part::Callee) else { return Value::Unknown };
        self.result(file, &self.value(file, callee), index)
    }

    /// `with X() as y` binds what entering yields, where a library says so.
    fn entered(&self, file: FileId, value: &Value) -> Option<Value> {
        let entering = self.project.language(file).habits.entering.as_ref()?;
        let entered = format!("{}.{entering}()", value.path()?);
        self.project.knowledge(file).value(&entered).map(|known| Value::Path(known.into()))
    }

    fn iterated(&self, file: FileId, iterable: NodeId, index: u32) -> Value {
        let binds_index_first = self.project.language(file).habits.import_binds == ImportBinds::LastSegment;
        if index > 0 && !binds_index_first {
            return Value::Unknown;
        }
        let iterable = self.value(file, iterable);
        self.element(file, &iterable)
    }

    /// The declared type, else the class where it is a method's receiver, else its default.
    fn parameter(&self, file: FileId, parsed: &Parsed, id: NodeId) -> Value {
        let syntax = &parsed.syntax;
        if let Some(r#type) = syntax.part(id, Part::Type) {
            let value = self.instance_of(file, r#type);
            return if syntax.kind(id) == Kind::Variadic { list(value) } else { value };
        }
        let function = syntax.node(id).function;
        if let Some(class) = parsed.bindings.class_of(function)
            && self.project.language(file).habits.receiver == Receiver::FirstParameter
            && syntax.part(function, Part::Parameter) == Some(id)
        {
            return Value::Instance(file, class);
        }
        let default = syntax.part(id, Part::Default).map(|default| self.value(file, default));
        let handed = || self.handed(file, syntax, id);
        default.filter(Value::is_known).or_else(handed).unwrap_or(Value::Unknown)
    }
}
