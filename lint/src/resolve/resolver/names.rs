//! A name becomes a value: through its scopes, then in its module, then among the names that need no import.

use super::Resolver;
use crate::facts::FileId;
use crate::folders::folder;
use crate::language::Modules;
use crate::resolve::bindings::{Binding, BindingKind};
use crate::resolve::project::Parsed;
use crate::resolve::value::Value;
use crate::syntax::{NONE, NodeId, Part, Syntax};

/// How many bindings of one name are looked at before a place of use, and behind it: generated code may hold thousands.
const MOST_BINDINGS: usize = 64;

impl Resolver<'_> {
    /// Looks a name up through its scopes, then in its module, then among the names that need no import.
    pub(super) fn name(&self, file: FileId, parsed: &Parsed, id: NodeId) -> Value {
        let syntax = &parsed.syntax;
        let habits = &self.project.language(file).habits;
        if habits.implicit_receiver {
            let found = self.lexical(file, parsed, id);
            return found.unwrap_or_else(|| self.of_package(file, parsed, syntax.name(id), habits));
        }
        let (symbol, mut scope) = (syntax.node(id).symbol, syntax.node(id).function);
        let position = syntax.node(id).range.start;
        if self.is_macro(file, syntax, id) {
            return self.macro_name(file, parsed, id);
        }
        loop {
            let bindings = parsed.bindings.in_scope(scope, symbol);
            let separator = habits.path_words.separator.as_deref();
            let is_apart = || separator.is_some_and(|mark| begins_path(syntax, bindings, id, mark));
            if !bindings.is_empty() && !describes_itself(syntax, bindings, id) && !is_apart() {
                return self.bound(file, parsed, bindings, position);
            }
            if scope == NONE {
                break;
            }
            if let Some(class) = parsed.bindings.class_of(scope)
                && self.is_self(file, syntax.symbol(symbol))
            {
                return Value::Instance(file, class);
            }
            if let Some(of_type) = self.of_type_around(file, parsed, scope, syntax.symbol(symbol)) {
                return of_type;
            }
            scope = outer_scope(syntax, scope);
        }
        self.module_name(file, parsed, syntax.symbol(symbol))
    }

    /// Whether a name stands for the object that the method around is called on.
    fn is_self(&self, file: FileId, name: &str) -> bool {
        self.project.language(file).habits.self_names.iter().any(|known| known == name)
    }

    /// The last binding before the place of use, else the first that resolves, of those near it.
    pub(super) fn bound(&self, file: FileId, parsed: &Parsed, bindings: &[Binding], position: u32) -> Value {
        let before = bindings.iter().rev().filter(|binding| binding.position <= position);
        let after = bindings.iter().filter(|binding| binding.position > position);
        let near = before.take(MOST_BINDINGS).chain(after.take(MOST_BINDINGS));
        let mut values = near.map(|binding| self.binding(file, parsed, binding));
        values.find(Value::is_known).unwrap_or(Value::Unknown)
    }

    fn module_name(&self, file: FileId, parsed: &Parsed, name: &str) -> Value {
        let habits = &self.project.language(file).habits;
        if habits.modules == Modules::Folders {
            let found = self.in_folder(file, folder(self.project.file(file).source.path()), name);
            if found.is_known() {
                return found;
            }
        }
        if habits.modules == Modules::Crates {
            return self.crate_name(file, parsed, name);
        }
        let wildcards = &parsed.bindings.wildcards;
        if let Some(found) = wildcards.iter().find_map(|module| self.through_wildcard(file, module, name)) {
            return found;
        }
        match &habits.builtins {
            Some(builtins) if wildcards.is_empty() => Value::Path(format!("{builtins}.{name}").into()),
            _ => Value::Unknown,
        }
    }

    /// A name that importing everything from a module binds, where the module is known to have it.
    pub(super) fn through_wildcard(&self, file: FileId, module: &str, name: &str) -> Option<Value> {
        let module = self.module(file, module);
        let found = self.member(file, &module, name);
        let is_type = |path| self.project.knowledge(file).is_type(path);
        (matches!(found, Value::Definition(..)) || found.path().is_some_and(is_type)).then_some(found)
    }
}

/// Whether a name stands in the type or the default of the parameter of its name: there it is that of something outside.
fn describes_itself(syntax: &Syntax, bindings: &[Binding], id: NodeId) -> bool {
    let describes = |parameter: NodeId| {
        [Part::Type, Part::Default]
            .iter()
            .any(|part| syntax.part(parameter, *part).is_some_and(|described| syntax.contains(described, id)))
    };
    let first = bindings.iter().take(MOST_BINDINGS);
    let mut parameters = first.filter(|binding| binding.kind == BindingKind::Parameter);
    parameters.any(|binding| describes(binding.node))
}

/// Whether a name begins a path, as in `settings::load()`: variables, which have a space of their own, do not.
fn begins_path(syntax: &Syntax, bindings: &[Binding], id: NodeId, separator: &str) -> bool {
    let behind = syntax.file.bytes().get(syntax.node(id).range.end as usize..);
    let is_variable = |binding: &Binding| {
        !matches!(binding.kind, BindingKind::Import { .. } | BindingKind::Function | BindingKind::Class)
    };
    behind.is_some_and(|behind| behind.starts_with(separator.as_bytes()))
        && syntax.node(id).function != NONE
        && bindings.iter().all(is_variable)
}

/// The scope around a function: the function it stands in, or [`NONE`].
fn outer_scope(syntax: &Syntax, function: NodeId) -> NodeId {
    let parent = syntax.node(function).parent;
    if parent == function { NONE } else { syntax.node(parent).function }
}
