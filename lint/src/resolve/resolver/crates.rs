//! Names and paths in languages whose modules hang together in crates.

use super::{MemberKey, Resolver};
use crate::facts::FileId;
use crate::resolve::bindings::{Binding, BindingKind};
use crate::resolve::imports::crates;
use crate::resolve::project::Parsed;
use crate::resolve::value::Value;
use crate::syntax::{Kind, NONE, NodeId, Part, Syntax};

impl Resolver<'_> {
    /// Returns what a dotted path stands for: a module of the run and its members, else the API path it is.
    pub(super) fn crate_path(&self, file: FileId, path: &str) -> Value {
        // `::a::b` starts at a crate, whatever modules are called so.
        if let Some(path) = path.strip_prefix('.') {
            return self.canonical(file, Value::Path(path.into()));
        }
        let mut words = path.split('.');
        let first = words.next().unwrap_or(path);
        let Some(start) = crates::start(self.project, file, first) else {
            let found = Value::Path(path.into());
            return self.canonical(file, found);
        };
        words.fold(Value::Module(start), |value, word| self.member(file, &value, word))
    }

    /// Returns a member of a module: what its files bind, a module inside it, else a path that tells where it would be.
    pub(super) fn crate_member(&self, from: FileId, module: &str, name: &str) -> Value {
        self.remembered(module, name, || self.find_crate_member(from, module, name))
    }

    /// What a search for a name in a module finds, each asked once. Modules that import everything from each other would
    /// ask each other for ever.
    pub(super) fn remembered(&self, module: &str, name: &str, find: impl FnOnce() -> Value) -> Value {
        let key = (Box::from(module), Box::from(name));
        let known = self.members.borrow().get(&key).cloned();
        if let Some(known) = known.or_else(|| self.searched(&key)) {
            return known;
        }
        // What was found on the way depends on where the search began, so only its outcome is kept, and that only where
        // nothing cut it off.
        let is_outermost = self.searched.borrow().is_empty();
        self.searched.borrow_mut().insert(key.clone(), (Value::Unknown, false));
        let (found, is_cut) = self.watched(find);
        if !is_outermost {
            self.searched.borrow_mut().insert(key, (found.clone(), is_cut));
            return found;
        }
        self.searched.borrow_mut().clear();
        if !is_cut {
            self.members.borrow_mut().insert(key, found.clone());
        }
        found
    }

    fn searched(&self, key: &MemberKey) -> Option<Value> {
        let (known, is_cut) = self.searched.borrow().get(key).cloned()?;
        self.is_cut.set(self.is_cut.get() || is_cut);
        Some(known)
    }

    fn find_crate_member(&self, from: FileId, module: &str, name: &str) -> Value {
        if let Some(above) = crates::above(self.project, from, module, name) {
            return Value::Module(above);
        }
        let mut files = crates::files(self.project, from, module);
        if let Some(found) = files.find_map(|file| self.file_member(file, name)) {
            return found;
        }
        match crates::below(self.project, from, module, name) {
            Some(inner) => Value::Module(inner),
            // Written by a macro, or at build time.
            None => Value::Path(format!("{}.{name}", module.replace('/', ".")).into()),
        }
    }

    /// Returns what a name stands for that nothing in its file binds.
    pub(super) fn crate_name(&self, file: FileId, parsed: &Parsed, name: &str) -> Value {
        if let Some(module) = crates::start(self.project, file, name) {
            return Value::Module(module);
        }
        let mut wildcards = parsed.bindings.wildcards.iter();
        if let Some(found) = wildcards.find_map(|module| self.through_wildcard(file, module, name)) {
            return found;
        }
        self.shared_name(file, name).unwrap_or_else(|| self.of_prelude(file, name))
    }

    fn of_prelude(&self, file: FileId, name: &str) -> Value {
        let builtins = self.project.language(file).habits.builtins.as_deref();
        match builtins {
            _ if self.project.knowledge(file).has_root(name) => Value::Path(name.into()),
            Some(builtins) => self.canonical(file, Value::Path(format!("{builtins}.{name}").into())),
            None => Value::Unknown,
        }
    }

    /// A name that the root of the crate imports for all files.
    fn shared_name(&self, file: FileId, name: &str) -> Option<Value> {
        let root = crates::root(self.project, file);
        let roots: Vec<FileId> = crates::files(self.project, file, &root).collect();
        let knowledge = self.project.knowledge(file);
        roots.into_iter().find_map(|root| {
            let parsed = self.project.parsed(root)?;
            let mut paths = parsed.bindings.shared_wildcards.iter().map(|module| format!("{module}.{name}"));
            let known = paths.find(|path| !knowledge.meanings(path).is_empty())?;
            Some(Value::Path(known.into()))
        })
    }

    /// Whether a name is that of a macro: no variable shares its space.
    pub(super) fn is_macro(&self, file: FileId, syntax: &Syntax, id: NodeId) -> bool {
        let Some(mark) = &self.project.language(file).habits.macro_mark else { return false };
        let node = syntax.node(id);
        let behind = syntax.file.bytes().get(node.range.end as usize..).unwrap_or_default();
        node.part == Part::Callee && behind.starts_with(mark.as_bytes())
    }

    /// Returns the macro of a name: imported where it is used or at the top, else from where all names come.
    pub(super) fn macro_name(&self, file: FileId, parsed: &Parsed, id: NodeId) -> Value {
        let node = parsed.syntax.node(id);
        let is_import = |binding: &&Binding| matches!(binding.kind, BindingKind::Import { .. });
        let mut found: Vec<Value> = Vec::new();
        for scope in [node.function, NONE] {
            let imports = parsed.bindings.in_scope(scope, node.symbol).iter().rev().filter(is_import);
            found.extend(imports.map(|binding| self.binding(file, parsed, binding)));
        }
        let shared = self.crate_name(file, parsed, parsed.syntax.symbol(node.symbol));
        // A module may be imported by the name of a macro that all files have.
        let is_known = |value: &Value| value.path().is_some_and(|path| self.is_known(file, path));
        let is_module = |value: &Value| matches!(value, Value::Module(_));
        match found.into_iter().find(|value| is_known(value) || !is_known(&shared) && !is_module(value)) {
            Some(imported) => imported,
            None => shared,
        }
    }

    /// What stands, in a method of an extension, for the object it is called on, or for its type.
    pub(super) fn of_type_around(
        &self,
        file: FileId,
        parsed: &Parsed,
        method: NodeId,
        name: &str,
    ) -> Option<Value> {
        let habits = &self.project.language(file).habits;
        let is = |names: &[String]| names.iter().any(|known| known == name);
        let is_object = is(&habits.self_names);
        if !is_object && !is(&habits.self_types) {
            return None;
        }
        if let Some(class) = parsed.bindings.class_of(method) {
            return Some(Value::Definition(file, class));
        }
        let r#type = parsed.syntax.part(parsed.bindings.extension_of(method)?, Part::Type)?;
        if is_object {
            return Some(self.instance_of(file, r#type));
        }
        let named = match parsed.syntax.kind(r#type) {
            Kind::Index => parsed.syntax.part(r#type, Part::Base)?,
            _ => r#type,
        };
        Some(self.value(file, named))
    }
}
