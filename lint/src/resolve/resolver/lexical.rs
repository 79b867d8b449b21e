//! Names in languages whose methods see what their class has: through functions and classes, inside out.

use super::Resolver;
use crate::facts::FileId;
use crate::language::Habits;
use crate::resolve::bindings::{Binding, BindingKind};
use crate::resolve::imports;
use crate::resolve::project::Parsed;
use crate::resolve::value::Value;
use crate::syntax::{Kind, NONE, NodeId, Part, Syntax};

/// Where a name is bound that can be seen from its use.
#[derive(Debug)]
pub enum Visible<'a> {
    /// In a function or at the top of the file, which is [`NONE`].
    Scope(&'a [Binding]),
    /// As a member of a class.
    Member(NodeId, Vec<Binding>),
}

/// Returns the innermost place that binds a name, in a language whose methods see what their class has.
pub fn visible(parsed: &Parsed, id: NodeId) -> Option<Visible<'_>> {
    let (syntax, bindings) = (&parsed.syntax, &parsed.bindings);
    let symbol = syntax.node(id).symbol;
    for outer in around(syntax, id) {
        if syntax.kind(outer) == Kind::Class {
            let own: Vec<Binding> = bindings.members(syntax, outer, symbol).cloned().collect();
            if !own.is_empty() {
                return Some(Visible::Member(outer, fitting(syntax, id, own)));
            }
        } else if let found @ [_, ..] = bindings.in_scope(outer, symbol) {
            return Some(Visible::Scope(found));
        }
    }
    let top = bindings.in_scope(NONE, symbol);
    (!top.is_empty()).then_some(Visible::Scope(top))
}

/// The functions and classes that a node stands in, inside out.
fn around(syntax: &Syntax, id: NodeId) -> impl Iterator<Item = NodeId> {
    let next = |id: NodeId| syntax.enclosing(id, &[Kind::Function, Kind::Class]);
    std::iter::successors(next(id), move |outer| next(*outer))
}

/// A method and a field may share a name: what is called is the method.
fn fitting(syntax: &Syntax, id: NodeId, own: Vec<Binding>) -> Vec<Binding> {
    let is_called = syntax.node(id).part == Part::Callee;
    let is_of_kind = |binding: &Binding| (binding.kind == BindingKind::Function) == is_called;
    if own.iter().any(is_of_kind) { own.into_iter().filter(is_of_kind).collect() } else { own }
}

impl Resolver<'_> {
    /// Looks a name up where it can be seen, then in what its classes inherit; `None` where the language looks elsewhere
    /// or nothing binds it.
    pub(super) fn lexical(&self, file: FileId, parsed: &Parsed, id: NodeId) -> Option<Value> {
        let habits = &self.project.language(file).habits;
        let syntax = &parsed.syntax;
        let name = syntax.name(id);
        if syntax.kind(id) == Kind::Dotted && name.contains('.') {
            return Some(self.dotted(file, parsed, id, habits));
        }
        if let Some(class) = around(syntax, id).find(|outer| syntax.kind(*outer) == Kind::Class) {
            if habits.self_names.iter().any(|known| known == name) {
                return Some(Value::Instance(file, class));
            }
            if habits.base_names.iter().any(|known| known == name) {
                return Some(self.bases(file, class).into_iter().next().map_or(Value::Unknown, into_object));
            }
        }
        match visible(parsed, id) {
            Some(Visible::Scope(bindings)) => {
                return Some(self.bound(file, parsed, bindings, syntax.node(id).range.start));
            }
            Some(Visible::Member(_, bindings)) => return Some(self.bound(file, parsed, &bindings, u32::MAX)),
            None => {}
        }
        let classes = around(syntax, id).filter(|outer| syntax.kind(*outer) == Kind::Class);
        let inherited = classes.map(|class| self.inherited(file, class, name)).find(Value::is_known);
        let may_be = |found: &Value| !self.is_rather_builtin(file, found, name);
        inherited.filter(|found| syntax.node(id).part != Part::BaseType && may_be(found))
    }

    /// A class outside of the run may have a member of any name; a name that the language is known to have is hardly one.
    fn is_rather_builtin(&self, file: FileId, found: &Value, name: &str) -> bool {
        let Some(builtins) = &self.project.language(file).habits.builtins else { return false };
        let builtin = || Value::Path(format!("{builtins}.{name}").into());
        found.path().is_some_and(|path| self.is_guessed(file, path, name)) && self.is_there(file, &builtin())
    }

    /// `Outer.Inner`, `a.b.C`: its first segment is a name that is bound, or where a package begins.
    fn dotted(&self, file: FileId, parsed: &Parsed, id: NodeId, habits: &Habits) -> Value {
        let name = parsed.syntax.name(id);
        let Some((first, rest)) = name.split_once('.') else { return Value::Unknown };
        if first.starts_with(char::is_lowercase) {
            return imports::module(self.project, file, name);
        }
        let symbol = parsed.syntax.find_symbol(first);
        let outer =
            symbol.map(|symbol| parsed.bindings.in_scope(NONE, symbol)).filter(|found| !found.is_empty());
        let own = around(&parsed.syntax, id).filter(|outer| parsed.syntax.kind(*outer) == Kind::Class);
        // What is named as a whole only is bound to nothing, and imported all the same.
        let mut imported = parsed.bindings.imports.iter().map(|(_, import)| import);
        let imported = imported.find(|import| import.rsplit('.').next() == Some(first));
        let base = match (outer, imported) {
            (Some(bindings), _) => self.bound(file, parsed, bindings, u32::MAX),
            (None, Some(import)) => imports::module(self.project, file, import),
            _ => own
                .map(|class| self.member(file, &Value::Definition(file, class), first))
                .find(|found| matches!(found, Value::Definition(..)))
                .unwrap_or_else(|| self.of_package(file, parsed, first, habits)),
        };
        rest.split('.').fold(base, |value, segment| self.member(file, &value, segment))
    }

    /// A name that nothing in the file binds: a type of the package, of an import of everything, of the language.
    pub(super) fn of_package(&self, file: FileId, parsed: &Parsed, name: &str, habits: &Habits) -> Value {
        let package = imports::package_of(parsed);
        let own = package.and_then(|package| imports::package_member(self.project, file, &package, name));
        if let Some(found) = own {
            return found;
        }
        let mut wildcards = parsed
            .bindings
            .wildcards
            .iter()
            .map(|module| self.member(file, &imports::module(self.project, file, module), name));
        if let Some(found) = wildcards.find(|found| self.is_there(file, found)) {
            return found;
        }
        let is_package = name.starts_with(char::is_lowercase);
        let primitive = habits.builtins.as_ref().map(|builtins| format!("{builtins}.{name}"));
        if let Some(path) =
            primitive.filter(|path| is_package && self.project.knowledge(file).bound(path).is_some())
        {
            return Value::Path(path.into());
        }
        match &habits.builtins {
            _ if is_package && self.project.knowledge(file).has_root(name) => Value::Path(name.into()),
            Some(builtins) if !is_package => self.builtin(file, parsed, format!("{builtins}.{name}")),
            _ => Value::Unknown,
        }
    }

    /// Of a library only what is known is known to be there.
    fn is_there(&self, file: FileId, found: &Value) -> bool {
        let knowledge = self.project.knowledge(file);
        let is_known = |path: &str| {
            knowledge.is_type(path)
                || !knowledge.meanings(path).is_empty()
                || knowledge.bound(path).is_some()
                || knowledge.exception(path).is_some()
        };
        matches!(found, Value::Definition(..)) || found.path().is_some_and(is_known)
    }

    /// Where everything is imported from somewhere, only what the language is known to have is the language's.
    fn builtin(&self, file: FileId, parsed: &Parsed, path: String) -> Value {
        let found = Value::Path(path.into());
        let is_sure = parsed.bindings.wildcards.is_empty() || self.is_there(file, &found);
        if is_sure { self.canonical(file, found) } else { Value::Unknown }
    }
}

fn into_object(value: Value) -> Value {
    match value {
        Value::Definition(file, class) => Value::Instance(file, class),
        other => other,
    }
}
