//! Methods that objects have beyond those of their type: wrappers' own, and those that an imported trait gives to any.

use super::{Given, Resolver};
use crate::facts::FileId;
use crate::resolve::project::Parsed;
use crate::resolve::value::Value;
use crate::syntax::{Kind, NodeId, Part};

impl Resolver<'_> {
    /// Returns what is behind a method that hands on what it is called on, such as one that unwraps it; `None` where a
    /// call is no such, or its library says what it yields.
    pub(super) fn through_method(&self, file: FileId, parsed: &Parsed, call: NodeId) -> Option<Value> {
        let syntax = &parsed.syntax;
        let callee = syntax.part(call, Part::Callee).filter(|callee| syntax.kind(*callee) == Kind::Member)?;
        let name = syntax.name(callee);
        let habits = &self.project.language(file).habits;
        if !habits.transparent_methods.iter().any(|known| known == name) {
            return None;
        }
        let base = self.value(file, syntax.part(callee, Part::Base)?);
        if let Some(given) = self.through_wrapper(file, parsed, call, &base) {
            return Some(given);
        }
        match (&base, self.member(file, &base, name)) {
            (Value::Unknown | Value::Module(_), _) | (_, Value::Definition(..)) => None,
            (Value::Path(_), Value::Path(method)) if self.is_known(file, &method) => None,
            _ => Some(base),
        }
    }

    /// `Wrapper::clone(&value)`: such a method called as a function of the wrapper's type, on what it is given.
    fn through_wrapper(&self, file: FileId, parsed: &Parsed, call: NodeId, base: &Value) -> Option<Value> {
        let wrappers = &self.project.language(file).habits.type_wrappers;
        let is_wrapper = matches!(base, Value::Path(path) if wrappers.iter().any(|known| **known == **path));
        let mut given = parsed.syntax.parts(call, Part::Argument);
        let (first, second) = (given.next()?, given.next());
        (is_wrapper && second.is_none()).then(|| self.value(file, first)).filter(Value::is_known)
    }

    /// Returns the method of an imported trait that is meant where an object has none of the name by itself.
    pub(super) fn extended(&self, from: FileId, base: &Value, name: &str, found: &Value) -> Option<Value> {
        let knowledge = self.project.knowledge(from);
        let traits = knowledge.extending(name);
        if traits.is_empty() || matches!(base, Value::Module(_)) {
            return None;
        }
        match found {
            Value::Unknown => {}
            Value::Path(path) if !self.is_known(from, path) => {}
            _ => return None,
        }
        let parsed = self.project.parsed(from)?;
        let imports = |owner: &str| {
            let root = owner.split('.').next().unwrap_or(owner);
            let mut imported = parsed.bindings.imports.iter().map(|(_, path)| &**path);
            let by_name = |path: &str| path == owner || knowledge.value(path) == Some(owner);
            let of_same_root = |path: &str| path.split('.').next() == Some(root);
            imported.any(by_name) || parsed.bindings.wildcards.iter().any(|path| of_same_root(path))
        };
        let owner = traits.iter().find(|owner| imports(owner))?;
        Some(self.canonical(from, Value::Path(format!("{owner}.{name}").into())))
    }

    /// Returns a method that another file gives to a type of this one.
    pub(super) fn extension_member(&self, file: FileId, r#type: &str, name: &str) -> Option<Value> {
        let key = (Box::from(r#type), Box::from(name));
        if let Some(known) = self.given.borrow().get(&key) {
            return known.get(&file).cloned();
        }
        let (given, is_cut) = self.watched(|| self.given(r#type, name));
        let found = given.get(&file).cloned();
        if !is_cut {
            self.given.borrow_mut().insert(key, given);
        }
        found
    }

    /// The methods of a name that files give to types of a name in other files, by the types' files.
    fn given(&self, r#type: &str, name: &str) -> Given {
        let mut given = Given::default();
        for other in self.project.extended_in(r#type, name) {
            let Some(parsed) = self.project.parsed(*other) else { continue };
            let symbols = parsed.syntax.find_symbol(r#type).zip(parsed.syntax.find_symbol(name));
            let bindings =
                symbols.into_iter().flat_map(|(owner, name)| parsed.bindings.named_members(owner, name));
            for binding in bindings {
                let extension = parsed.bindings.extension_of(binding.node);
                let extended = extension.and_then(|extension| parsed.syntax.part(extension, Part::Type));
                // A type of another file may have the name too.
                let of = extended.map(|extended| self.instance_of(*other, extended));
                if let Some(Value::Instance(of, _)) = of
                    && of != *other
                {
                    given.entry(of).or_insert_with(|| self.binding(*other, parsed, binding));
                }
            }
        }
        given
    }

    /// Whether a library file says anything of a path.
    pub(super) fn is_known(&self, file: FileId, path: &str) -> bool {
        let knowledge = self.project.knowledge(file);
        let called = format!("{path}()");
        !knowledge.meanings(path).is_empty()
            || knowledge.value(&called).is_some()
            || knowledge.bound(&called).is_some()
            || knowledge.is_type(path)
    }
}
