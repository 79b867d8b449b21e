//! Members: of modules, of folders that are modules, of classes and what they extend.

use super::Resolver;
use crate::facts::FileId;
use crate::folders::folder;
use crate::language::Modules;
use crate::resolve::bindings::{Binding, BindingKind};
use crate::resolve::imports;
use crate::resolve::project::Parsed;
use crate::resolve::value::Value;
use crate::syntax::{Kind, NONE, NodeId, Part};
use std::rc::Rc;

impl Resolver<'_> {
    /// Returns a member of a value; `from` is the file whose language and libraries apply.
    pub fn member(&self, from: FileId, base: &Value, name: &str) -> Value {
        // Classes may extend each other, and modules import everything from each other.
        self.within(|| self.find_member(from, base, name))
    }

    fn find_member(&self, from: FileId, base: &Value, name: &str) -> Value {
        let found = self.own_member(from, base, name);
        self.extended(from, base, name, &found).unwrap_or(found)
    }

    fn own_member(&self, from: FileId, base: &Value, name: &str) -> Value {
        match base {
            Value::Path(path) if self.is_default(from, name) => Value::Path(Rc::clone(path)),
            Value::Path(path) => self.canonical(from, Value::Path(format!("{path}.{name}").into())),
            Value::Module(path) => self.module_member(from, path, name),
            Value::Instance(file, class) | Value::Definition(file, class) => {
                self.class_member(*file, *class, name)
            }
            Value::Unknown | Value::List(_) => Value::Unknown,
        }
    }

    /// What a library offers by default is the library.
    fn is_default(&self, from: FileId, name: &str) -> bool {
        self.project.language(from).habits.paths.default_member.as_deref() == Some(name)
    }

    fn module_member(&self, from: FileId, path: &str, name: &str) -> Value {
        match self.project.language(from).habits.modules {
            Modules::Folders => return self.in_folder(from, path, name),
            Modules::Packages => {
                // A library may share the package.
                let found = imports::package_member(self.project, from, path, name);
                let shared = || Value::Path(format!("{}.{name}", path.replace('/', ".")).into());
                return found.unwrap_or_else(|| self.canonical(from, shared()));
            }
            Modules::Crates => return self.crate_member(from, path, name),
            Modules::Files | Modules::Paths => {}
        }
        let file = imports::module_file(self.project, from, path);
        if let Some(found) = file.and_then(|file| self.file_member(file, name)) {
            return found;
        }
        if self.project.language(from).habits.modules == Modules::Paths {
            return Value::Unknown;
        }
        let inner = imports::join(path, name);
        let exists = imports::module_file(self.project, from, &inner).is_some()
            || !self.project.in_folder(&inner).is_empty();
        if exists { Value::Module(inner.into()) } else { Value::Unknown }
    }

    /// What a file binds a name to, else what it imports everything from does.
    pub(super) fn file_member(&self, file: FileId, name: &str) -> Option<Value> {
        let parsed = self.project.parsed(file)?;
        let exported = parsed.bindings.exported(name);
        if !exported.is_empty() {
            return Some(self.bound(file, parsed, exported, u32::MAX));
        }
        let symbol = parsed.syntax.find_symbol(name);
        let bindings = symbol.map_or(&[][..], |symbol| parsed.bindings.in_scope(NONE, symbol));
        if !bindings.is_empty() {
            return Some(self.bound(file, parsed, bindings, u32::MAX));
        }
        if self.project.language(file).habits.modules == Modules::Crates {
            let mut wildcards = parsed.bindings.wildcards.iter();
            return wildcards.find_map(|module| self.through_wildcard(file, module, name));
        }
        if parsed.bindings.passed_on.is_empty() {
            return self.elsewhere(file, parsed, name);
        }
        let path = self.project.file(file).source.path();
        let find = || self.elsewhere(file, parsed, name).unwrap_or(Value::Unknown);
        Some(self.remembered(path, name, find)).filter(Value::is_known)
    }

    /// A name that a file has from where it imports everything from, or passes everything on from.
    fn elsewhere(&self, file: FileId, parsed: &Parsed, name: &str) -> Option<Value> {
        let everything = parsed.bindings.wildcards.iter().chain(&parsed.bindings.passed_on);
        let mut found = everything.map(|module| self.imported(file, module, Some(name)));
        found.find(Value::is_known).or_else(|| self.member_of_whole(file, parsed, name))
    }

    /// A member of what the file is as a module.
    fn member_of_whole(&self, file: FileId, parsed: &Parsed, name: &str) -> Option<Value> {
        let whole = self.binding(file, parsed, parsed.bindings.whole.as_ref()?);
        Some(if self.is_default(file, name) { whole } else { self.member(file, &whole, name) })
    }

    /// Looks a name up in every file of a folder that shares one module.
    pub(super) fn in_folder(&self, from: FileId, path: &str, name: &str) -> Value {
        for (file, parsed) in self.mentioning(from, path, name) {
            let Some(symbol) = parsed.syntax.find_symbol(name) else { continue };
            let bindings = parsed.bindings.in_scope(NONE, symbol).iter();
            let declared: Vec<Binding> = bindings
                .filter(|binding| !matches!(binding.kind, BindingKind::Import { .. }))
                .cloned()
                .collect();
            if !declared.is_empty() {
                return self.bound(file, parsed, &declared, u32::MAX);
            }
        }
        Value::Unknown
    }

    /// The files of a folder in `from`'s language that hold a name; parsed, which is why names are sought first.
    fn mentioning(&self, from: FileId, path: &str, name: &str) -> impl Iterator<Item = (FileId, &Parsed)> {
        let language = self.project.file(from).language;
        self.project.in_folder(path).iter().filter_map(move |file| {
            let candidate = self.project.file(*file);
            let mentions = || memchr::memmem::find(candidate.source.bytes(), name.as_bytes()).is_some();
            let is_wanted = candidate.language == language && mentions();
            is_wanted.then(|| self.project.parsed(*file)).flatten().map(|parsed| (*file, parsed))
        })
    }

    /// Looks in the class, in declarations that name its type, then in its bases.
    fn class_member(&self, file: FileId, class: NodeId, name: &str) -> Value {
        let Some(parsed) = self.project.parsed(file) else { return Value::Unknown };
        let own = || {
            let symbol = parsed.syntax.find_symbol(name)?;
            let bindings = parsed.bindings.members(&parsed.syntax, class, symbol);
            bindings.map(|binding| self.bound_member(file, parsed, binding)).find(Value::is_known)
        };
        own()
            .or_else(|| self.sibling_member(file, parsed.syntax.name(class), name))
            .unwrap_or_else(|| self.inherited(file, class, name))
    }

    /// What a class has from its bases, or by what decorates it.
    pub(super) fn inherited(&self, file: FileId, class: NodeId, name: &str) -> Value {
        let found = self.of_bases(file, class, name);
        found.or_else(|| self.by_decorator(file, class, name)).unwrap_or(Value::Unknown)
    }

    /// A decorator may give its class members, where a library says so.
    fn by_decorator(&self, file: FileId, class: NodeId, name: &str) -> Option<Value> {
        let syntax = &self.project.parsed(file)?.syntax;
        let whole = syntax.node(class).parent;
        if syntax.kind(whole) != Kind::Decorated {
            return None;
        }
        let mut decorators = syntax.parts(whole, Part::Decorator);
        decorators.find_map(|decorator| {
            let named = syntax.part(decorator, Part::Callee).unwrap_or(decorator);
            let path = format!("{}.{name}", self.path(file, named)?);
            self.project.knowledge(file).value(&path).map(|known| Value::Path(known.into()))
        })
    }

    /// What a class outside of the run would have by that name is a guess: a later base of the run that has it, or one
    /// of a library that is known to, comes first.
    fn of_bases(&self, file: FileId, class: NodeId, name: &str) -> Option<Value> {
        let bases = self.bases(file, class);
        let mut guessed = None;
        for found in bases.iter().map(|base| self.member(file, base, name)).filter(Value::is_known) {
            match found.path() {
                Some(path) if self.is_guessed(file, path, name) => guessed = guessed.or(Some(found)),
                _ => return Some(found),
            }
        }
        guessed
    }

    /// Whether no library says that its class has the member.
    pub(super) fn is_guessed(&self, file: FileId, path: &str, name: &str) -> bool {
        let knowledge = self.project.knowledge(file);
        path.rsplit('.').next() == Some(name)
            && !knowledge.is_type(path)
            && knowledge.value(path).is_none()
            && knowledge.meanings(path).is_empty()
    }

    /// What a member stands for: of a method that is read like a field, what it returns.
    fn bound_member(&self, file: FileId, parsed: &Parsed, binding: &Binding) -> Value {
        let value = self.binding(file, parsed, binding);
        if binding.kind != BindingKind::Function || !self.is_property(file, parsed, binding.node) {
            return value;
        }
        Some(self.result(file, &value, 0)).filter(Value::is_known).unwrap_or(value)
    }

    fn is_property(&self, file: FileId, parsed: &Parsed, method: NodeId) -> bool {
        let syntax = &parsed.syntax;
        let makers = &self.project.language(file).habits.property_makers;
        let mut decorators = syntax.parts(syntax.node(method).parent, Part::Decorator);
        decorators.any(|decorator| makers.iter().any(|maker| maker == syntax.name(decorator)))
    }

    /// Methods of a type may stand in any file of its folder.
    fn sibling_member(&self, file: FileId, r#type: &str, name: &str) -> Option<Value> {
        match self.project.language(file).habits.modules {
            Modules::Files | Modules::Packages | Modules::Paths => return None,
            Modules::Crates => return self.extension_member(file, r#type, name),
            Modules::Folders => {}
        }
        let here = folder(self.project.file(file).source.path());
        self.mentioning(file, here, name).filter(|(sibling, _)| *sibling != file).find_map(
            |(sibling, parsed)| {
                let (r#type, symbol) = (parsed.syntax.find_symbol(r#type)?, parsed.syntax.find_symbol(name)?);
                let bindings = parsed.bindings.named_members(r#type, symbol);
                bindings.map(|binding| self.binding(sibling, parsed, binding)).find(Value::is_known)
            },
        )
    }

    /// Returns the values of a class's bases: base classes, embedded types.
    pub fn bases(&self, file: FileId, class: NodeId) -> Vec<Value> {
        let Some(parsed) = self.project.parsed(file) else { return Vec::new() };
        // What a base is made for, as in `Repository<Order>`, says nothing of what it has.
        let made_for = |base: &NodeId| {
            let syntax = &parsed.syntax;
            let whole = (syntax.kind(*base) == Kind::Index).then(|| syntax.part(*base, Part::Base));
            whole.flatten().unwrap_or(*base)
        };
        parsed.bindings.bases(class).iter().map(|base| self.value(file, made_for(base))).collect()
    }
}
