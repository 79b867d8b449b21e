//! Expressions become values.

use super::bindings::{Binding, BindingKind};
use super::imports;
use super::project::{Parsed, Project, folder};
use super::value::Value;
use crate::facts::FileId;
use crate::language::{Modules, Receiver};
use crate::syntax::{Kind, NONE, NodeId, Part, Syntax};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Chains longer than this end without an answer.
const MAX_DEPTH: u32 = 24;

/// Resolves expressions; one per thread, with a memory of what it has resolved.
pub struct Resolver<'p> {
    /// The run's files.
    pub project: &'p Project<'p>,
    memory: RefCell<FxHashMap<(FileId, NodeId), Value>>,
    depth: Cell<u32>,
}

impl<'p> Resolver<'p> {
    /// Starts without memory.
    pub fn new(project: &'p Project<'p>) -> Self {
        Self { project, memory: RefCell::default(), depth: Cell::new(0) }
    }

    /// Returns what an expression stands for. Cost: amortised constant; first use may parse other files.
    pub fn value(&self, file: FileId, id: NodeId) -> Value {
        if let Some(known) = self.memory.borrow().get(&(file, id)) {
            return known.clone();
        }
        let Some(parsed) = self.project.parsed(file) else { return Value::Unknown };
        if self.depth.get() >= MAX_DEPTH {
            return Value::Unknown;
        }
        self.depth.set(self.depth.get() + 1);
        // Breaks cycles: whatever asks again on the way gets no answer.
        self.memory.borrow_mut().insert((file, id), Value::Unknown);
        let value = self.evaluate(file, parsed, id);
        self.depth.set(self.depth.get() - 1);
        self.memory.borrow_mut().insert((file, id), value.clone());
        value
    }

    /// Returns the API path of an expression, if it has one.
    pub fn path(&self, file: FileId, id: NodeId) -> Option<Rc<str>> {
        match self.value(file, id) {
            Value::Path(path) => Some(path),
            _ => None,
        }
    }

    fn evaluate(&self, file: FileId, parsed: &Parsed, id: NodeId) -> Value {
        let syntax = &parsed.syntax;
        let part = |part| syntax.part(id, part);
        match syntax.kind(id) {
            Kind::Name | Kind::Dotted => self.name(file, parsed, id),
            Kind::Member => part(Part::Base).map_or(Value::Unknown, |base| {
                let base = self.value(file, base);
                self.member(file, &base, syntax.name(id))
            }),
            Kind::Call | Kind::Construct => part(Part::Callee).map_or(Value::Unknown, |callee| {
                let callee = self.value(file, callee);
                self.result(file, &callee, 0)
            }),
            Kind::Index => part(Part::Base).map_or(Value::Unknown, |base| {
                let base = self.value(file, base);
                self.element(file, &base)
            }),
            Kind::String | Kind::Template | Kind::Joined => {
                let habits = &self.project.language(file).habits;
                habits.string_type.as_ref().map_or(Value::Unknown, |path| Value::Path(path.as_str().into()))
            }
            Kind::Slice => part(Part::Base).map_or(Value::Unknown, |base| self.value(file, base)),
            Kind::Cast => part(Part::Type).map_or(Value::Unknown, |r#type| self.instance_of(file, r#type)),
            Kind::Await | Kind::Splat | Kind::Argument | Kind::Assign => {
                let inner = part(Part::Value).or_else(|| syntax.children(id).next());
                inner.map_or(Value::Unknown, |inner| self.value(file, inner))
            }
            Kind::Receive => part(Part::Value).map_or(Value::Unknown, |inner| {
                let inner = self.value(file, inner);
                self.element(file, &inner)
            }),
            Kind::Logical | Kind::Conditional => {
                let mut values = syntax.children(id).map(|child| self.value(file, child));
                values.find(Value::is_known).unwrap_or(Value::Unknown)
            }
            Kind::ListType => part(Part::Element)
                .map_or(Value::Unknown, |element| Value::List(Rc::new(self.instance_of(file, element)))),
            Kind::Collection => part(Part::Type).map_or_else(
                || {
                    syntax
                        .children(id)
                        .next()
                        .map_or(Value::Unknown, |first| Value::List(Rc::new(self.value(file, first))))
                },
                |r#type| self.value(file, r#type),
            ),
            _ => Value::Unknown,
        }
    }

    /// Looks a name up through its scopes, then in its module, then among the names that need no import.
    fn name(&self, file: FileId, parsed: &Parsed, id: NodeId) -> Value {
        let syntax = &parsed.syntax;
        let (symbol, mut scope) = (syntax.node(id).symbol, syntax.node(id).function);
        let position = syntax.node(id).range.start;
        loop {
            let bindings = parsed.bindings.in_scope(scope, symbol);
            if !bindings.is_empty() {
                return self.bound(file, parsed, bindings, position);
            }
            if scope == NONE {
                break;
            }
            scope = outer_scope(syntax, scope);
        }
        self.module_name(file, parsed, syntax.symbol(symbol))
    }

    /// The last binding before the place of use, else the first that resolves.
    fn bound(&self, file: FileId, parsed: &Parsed, bindings: &[Binding], position: u32) -> Value {
        let before = bindings.iter().rev().filter(|binding| binding.position <= position);
        let after = bindings.iter().filter(|binding| binding.position > position);
        let mut values = before.chain(after).map(|binding| self.binding(file, parsed, binding));
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
        for wildcard in &parsed.bindings.wildcards {
            let module = imports::module(self.project, file, wildcard);
            let found = self.member(file, &module, name);
            if matches!(found, Value::Definition(..))
                || found.path().is_some_and(|path| self.project.knowledge(file).is_type(path))
            {
                return found;
            }
        }
        match &habits.builtins {
            Some(builtins) if parsed.bindings.wildcards.is_empty() => {
                Value::Path(format!("{builtins}.{name}").into())
            }
            _ => Value::Unknown,
        }
    }

    /// Returns what a binding stands for.
    pub fn binding(&self, file: FileId, parsed: &Parsed, binding: &Binding) -> Value {
        match &binding.kind {
            BindingKind::Import { module, member } => self.imported(file, module, member.as_deref()),
            BindingKind::Function | BindingKind::Class => Value::Definition(file, binding.node),
            BindingKind::Parameter => self.parameter(file, parsed, binding.node),
            BindingKind::Value { expression, index } => self.assigned(file, parsed, *expression, *index),
            BindingKind::Typed(r#type) => self.instance_of(file, *r#type),
            BindingKind::Element { iterable, index } => self.iterated(file, *iterable, *index),
            BindingKind::Caught(_) | BindingKind::Opaque => Value::Unknown,
        }
    }

    /// Returns what a module import stands for, seen from a file.
    pub fn module(&self, file: FileId, import: &str) -> Value {
        imports::module(self.project, file, import)
    }

    fn imported(&self, file: FileId, module: &str, member: Option<&str>) -> Value {
        let found = imports::module(self.project, file, module);
        match member {
            None => self.canonical(file, found),
            Some(member) => self.member(file, &found, member),
        }
    }

    fn assigned(&self, file: FileId, parsed: &Parsed, expression: NodeId, index: u32) -> Value {
        let syntax = &parsed.syntax;
        let value = if index > 0 && matches!(syntax.kind(expression), Kind::Call | Kind::Await) {
            let call = if syntax.kind(expression) == Kind::Await { expression + 1 } else { expression };
            let Some(callee) = syntax.part(call, Part::Callee) else { return Value::Unknown };
            let callee = self.value(file, callee);
            self.result(file, &callee, index)
        } else if index > 0 {
            Value::Unknown
        } else {
            self.value(file, expression)
        };
        // `with X() as y` binds what entering yields, where a library says so.
        let is_entered = syntax.node(syntax.node(expression).parent).part == Part::Item;
        let entering = &self.project.language(file).habits.entering;
        if is_entered && let (Value::Path(path), Some(entering)) = (&value, entering) {
            let entered = format!("{path}.{entering}()");
            if let Some(known) = self.project.knowledge(file).value(&entered) {
                return Value::Path(known.into());
            }
        }
        value
    }

    fn iterated(&self, file: FileId, iterable: NodeId, index: u32) -> Value {
        let binds_index_first =
            self.project.language(file).habits.import_binds == crate::language::ImportBinds::LastSegment;
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
            return if syntax.kind(id) == Kind::Variadic { Value::List(Rc::new(value)) } else { value };
        }
        let function = syntax.node(id).function;
        if let Some(class) = parsed.bindings.class_of(function)
            && self.project.language(file).habits.receiver == Receiver::FirstParameter
            && syntax.part(function, Part::Parameter) == Some(id)
        {
            return Value::Instance(file, class);
        }
        syntax.part(id, Part::Default).map_or(Value::Unknown, |default| self.value(file, default))
    }

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

    /// Returns a member of a value; `from` is the file whose language and libraries apply.
    pub fn member(&self, from: FileId, base: &Value, name: &str) -> Value {
        // Classes may extend each other, and modules import everything from each other.
        if self.depth.get() >= MAX_DEPTH {
            return Value::Unknown;
        }
        self.depth.set(self.depth.get() + 1);
        let value = self.find_member(from, base, name);
        self.depth.set(self.depth.get() - 1);
        value
    }

    fn find_member(&self, from: FileId, base: &Value, name: &str) -> Value {
        match base {
            Value::Path(path) => self.canonical(from, Value::Path(format!("{path}.{name}").into())),
            Value::Module(path) => self.module_member(from, path, name),
            Value::Instance(file, class) | Value::Definition(file, class) => {
                self.class_member(*file, *class, name)
            }
            Value::Unknown | Value::List(_) => Value::Unknown,
        }
    }

    fn module_member(&self, from: FileId, path: &str, name: &str) -> Value {
        if self.project.language(from).habits.modules == Modules::Folders {
            return self.in_folder(from, path, name);
        }
        if let Some(file) = imports::module_file(self.project, from, path)
            && let Some(parsed) = self.project.parsed(file)
        {
            let symbol = parsed.syntax.find_symbol(name);
            let bindings = symbol.map_or(&[][..], |symbol| parsed.bindings.in_scope(NONE, symbol));
            if !bindings.is_empty() {
                return self.bound(file, parsed, bindings, u32::MAX);
            }
            for wildcard in &parsed.bindings.wildcards {
                let found = self.imported(file, wildcard, Some(name));
                if found.is_known() {
                    return found;
                }
            }
        }
        let inner = imports::join(path, name);
        let exists = imports::module_file(self.project, from, &inner).is_some()
            || !self.project.in_folder(&inner).is_empty();
        if exists { Value::Module(inner.into()) } else { Value::Unknown }
    }

    /// Looks a name up in every file of a folder that shares one module.
    fn in_folder(&self, from: FileId, path: &str, name: &str) -> Value {
        let language = self.project.file(from).language;
        for file in self.project.in_folder(path) {
            let candidate = self.project.file(*file);
            let mentions = || memchr::memmem::find(candidate.source.bytes(), name.as_bytes()).is_some();
            if candidate.language != language || !mentions() {
                continue;
            }
            let Some(parsed) = self.project.parsed(*file) else { continue };
            let Some(symbol) = parsed.syntax.find_symbol(name) else { continue };
            let declared: Vec<Binding> = parsed
                .bindings
                .in_scope(NONE, symbol)
                .iter()
                .filter(|binding| !matches!(binding.kind, BindingKind::Import { .. }))
                .cloned()
                .collect();
            if !declared.is_empty() {
                return self.bound(*file, parsed, &declared, u32::MAX);
            }
        }
        Value::Unknown
    }

    /// Looks in the class, in declarations that name its type, then in its bases.
    fn class_member(&self, file: FileId, class: NodeId, name: &str) -> Value {
        let Some(parsed) = self.project.parsed(file) else { return Value::Unknown };
        let mut known = Value::Unknown;
        if let Some(symbol) = parsed.syntax.find_symbol(name) {
            let mut values = parsed
                .bindings
                .members(&parsed.syntax, class, symbol)
                .map(|binding| self.binding(file, parsed, binding));
            known = values.find(Value::is_known).unwrap_or(Value::Unknown);
        }
        if !known.is_known() {
            known = self.sibling_member(file, parsed.syntax.name(class), name);
        }
        if known.is_known() {
            return known;
        }
        let bases = self.bases(file, class);
        let mut values = bases.iter().map(|base| self.member(file, base, name));
        values.find(Value::is_known).unwrap_or(Value::Unknown)
    }

    /// Methods of a type may stand in any file of its folder.
    fn sibling_member(&self, file: FileId, r#type: &str, name: &str) -> Value {
        if self.project.language(file).habits.modules != Modules::Folders {
            return Value::Unknown;
        }
        let here = folder(self.project.file(file).source.path());
        for sibling in self.project.in_folder(here).iter().filter(|sibling| **sibling != file) {
            let bytes = self.project.file(*sibling).source.bytes();
            if self.project.file(*sibling).language != self.project.file(file).language
                || memchr::memmem::find(bytes, name.as_bytes()).is_none()
            {
                continue;
            }
            let Some(parsed) = self.project.parsed(*sibling) else { continue };
            let (Some(r#type), Some(symbol)) =
                (parsed.syntax.find_symbol(r#type), parsed.syntax.find_symbol(name))
            else {
                continue;
            };
            let mut values = parsed
                .bindings
                .named_members(r#type, symbol)
                .map(|binding| self.binding(*sibling, parsed, binding));
            if let Some(found) = values.find(Value::is_known) {
                return found;
            }
        }
        Value::Unknown
    }

    /// Returns the values of a class's bases: base classes, embedded types.
    pub fn bases(&self, file: FileId, class: NodeId) -> Vec<Value> {
        let Some(parsed) = self.project.parsed(file) else { return Vec::new() };
        let syntax = &parsed.syntax;
        let embedded = syntax
            .own(class)
            .filter(|id| syntax.kind(*id) == Kind::Embedded)
            .filter_map(|id| syntax.part(id, Part::BaseType));
        let named = syntax.parts(class, Part::BaseType);
        let alias = syntax
            .part(class, Part::Definition)
            .filter(|id| matches!(syntax.kind(*id), Kind::Name | Kind::Member));
        named.chain(embedded).chain(alias).map(|base| self.value(file, base)).collect()
    }

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

    fn is_abstract(&self, value: &Value) -> bool {
        let Value::Instance(file, class) = value else { return false };
        let Some(parsed) = self.project.parsed(*file) else { return false };
        let syntax = &parsed.syntax;
        syntax
            .children(*class)
            .any(|child| syntax.kind(child) == Kind::Function && syntax.part(child, Part::Body).is_none())
    }

    fn element(&self, from: FileId, value: &Value) -> Value {
        match value {
            Value::List(inner) => (**inner).clone(),
            Value::Path(path) => self.canonical(from, Value::Path(format!("{path}[]").into())),
            _ => Value::Unknown,
        }
    }

    /// Replaces a path by the one it is an alias of.
    fn canonical(&self, from: FileId, value: Value) -> Value {
        match &value {
            Value::Path(path) => match self.project.knowledge(from).value(path) {
                Some(known) => Value::Path(known.into()),
                None => value,
            },
            _ => value,
        }
    }
}

/// A union's first type stands for it.
fn first_type(syntax: &Syntax, key: NodeId) -> NodeId {
    match syntax.kind(key) {
        Kind::Collection => syntax.children(key).next().unwrap_or(key),
        _ => key,
    }
}

/// The scope around a function: the function it stands in, or [`NONE`].
fn outer_scope(syntax: &Syntax, function: NodeId) -> NodeId {
    let parent = syntax.node(function).parent;
    if parent == function { NONE } else { syntax.node(parent).function }
}

fn into_instance(value: Value) -> Value {
    match value {
        Value::Definition(file, class) => Value::Instance(file, class),
        other => other,
    }
}
