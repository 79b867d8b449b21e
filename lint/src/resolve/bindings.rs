//! What the names of one file are bound to: by its imports, its definitions, and its assignments.

mod bases;
mod collect;
mod definitions;
mod exports;
mod imports;
mod targets;
mod trees;
mod unpack;

use crate::language::Habits;
use crate::syntax::{NodeId, Syntax};
use collect::Collector;
use rustc_hash::{FxHashMap, FxHashSet};

/// One place that gives a name a meaning.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The node that binds it.
    pub node: NodeId,
    /// First byte of that node: later bindings shadow earlier ones.
    pub position: u32,
    /// What it is bound to.
    pub kind: BindingKind,
}

/// What a name is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BindingKind {
    /// An imported module, or a member of it.
    Import {
        /// The module as written.
        module: Box<str>,
        /// The imported member.
        member: Option<Box<str>>,
    },
    /// A function.
    Function,
    /// A class or named type.
    Class,
    /// A parameter; the node is the parameter.
    Parameter,
    /// The `index`th of the results of an expression.
    Value {
        /// The expression.
        expression: NodeId,
        /// Which result.
        index: u32,
    },
    /// Something of a declared type.
    Typed(NodeId),
    /// An element of an iterable; `index` of several targets.
    Element {
        /// The iterable.
        iterable: NodeId,
        /// Which target.
        index: u32,
    },
    /// A member of what another kind of binding would bind: `{ a: b }` as a target.
    Member {
        /// What is taken apart.
        base: Box<BindingKind>,
        /// The member.
        name: Box<str>,
    },
    /// The error that a catch caught.
    Caught(NodeId),
    /// Something that resolution does not follow.
    Opaque,
}

type Scoped = FxHashMap<(NodeId, u32), Vec<Binding>>;

/// All bindings of one file.
#[derive(Debug, Default)]
pub struct Bindings {
    scopes: Scoped,
    members: Scoped,
    named_members: FxHashMap<(u32, u32), Vec<Binding>>,
    class_of: FxHashMap<NodeId, NodeId>,
    extension_of: FxHashMap<NodeId, NodeId>,
    given: FxHashMap<u32, Vec<u32>>,
    bases: FxHashMap<NodeId, Vec<NodeId>>,
    abstracts: FxHashSet<NodeId>,
    exports: FxHashMap<Box<str>, Vec<Binding>>,
    /// What the file is as a module, where it is one thing rather than several.
    pub whole: Option<Binding>,
    /// Modules of which the file offers all that they offer.
    pub passed_on: Vec<Box<str>>,
    /// Names that something is added to, or the like, anywhere in the file.
    pub updated: FxHashSet<u32>,
    /// Modules whose every name is imported into all files of the crate.
    pub shared_wildcards: Vec<Box<str>>,
    /// Modules whose every name is imported.
    pub wildcards: Vec<Box<str>>,
    /// The package clause's name, if the language has one.
    pub package: Option<u32>,
    /// All imported modules, with the node that imports each.
    pub imports: Vec<(NodeId, Box<str>)>,
}

impl Bindings {
    /// Collects the bindings of a file in one pass.
    pub fn collect(syntax: &Syntax, habits: &Habits, package: &dyn Fn(&str) -> String) -> Self {
        Collector::new(syntax, habits, package).run()
    }

    /// Returns what a name is bound to in one scope, in source order: a function, or [`NONE`](crate::syntax::NONE)
    /// for the file.
    pub fn in_scope(&self, scope: NodeId, symbol: u32) -> &[Binding] {
        self.scopes.get(&(scope, symbol)).map_or(&[], Vec::as_slice)
    }

    /// Returns what a file offers under a name, where it says so apart from the definition.
    pub fn exported(&self, name: &str) -> &[Binding] {
        self.exports.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns the bindings that import a member of a module, with its name; in no order.
    pub fn imported_members(&self) -> impl Iterator<Item = (&Binding, &str)> {
        self.scopes.values().flatten().filter_map(|binding| match &binding.kind {
            BindingKind::Import { member: Some(member), .. } => Some((binding, &**member)),
            _ => None,
        })
    }

    /// Returns what a member of a class is bound to: methods, declared fields, class attributes, and what its
    /// methods assign.
    pub fn members(&self, syntax: &Syntax, class: NodeId, symbol: u32) -> impl Iterator<Item = &Binding> {
        let own = self.members.get(&(class, symbol)).into_iter().flatten();
        own.chain(self.named_members(syntax.node(class).symbol, symbol))
    }

    /// Returns what a member is bound to in declarations that name the type only: methods with a declared
    /// receiver, literals with named fields.
    pub fn named_members(&self, r#type: u32, symbol: u32) -> impl Iterator<Item = &Binding> {
        self.named_members.get(&(r#type, symbol)).into_iter().flatten()
    }

    /// Returns the methods declared for a type of that name.
    pub fn methods_of_name(&self, r#type: u32) -> impl Iterator<Item = NodeId> {
        let of_type = self.named_members.iter().filter(move |((owner, _), _)| *owner == r#type);
        of_type
            .flat_map(|(_, bindings)| bindings)
            .filter(|binding| binding.kind == BindingKind::Function)
            .map(|binding| binding.node)
    }

    /// Returns the methods in a class's body.
    pub fn methods(&self, class: NodeId) -> impl Iterator<Item = NodeId> {
        self.class_of.iter().filter(move |(_, owner)| **owner == class).map(|(method, _)| *method)
    }

    /// Returns the class whose body a method stands in.
    pub fn class_of(&self, method: NodeId) -> Option<NodeId> {
        self.class_of.get(&method).copied()
    }

    /// Returns a class's bases as written: base classes, embedded types, what it is another name for.
    pub fn bases(&self, class: NodeId) -> &[NodeId] {
        self.bases.get(&class).map_or(&[], Vec::as_slice)
    }

    /// Returns whether a class has a method without a body.
    pub fn is_abstract(&self, class: NodeId) -> bool {
        self.abstracts.contains(&class)
    }

    /// Returns the names of the methods that extensions give to a type of that name.
    pub fn given_to(&self, r#type: u32) -> &[u32] {
        self.given.get(&r#type).map_or(&[], Vec::as_slice)
    }

    /// Returns the extension of a type that a method stands in.
    pub fn extension_of(&self, method: NodeId) -> Option<NodeId> {
        self.extension_of.get(&method).copied()
    }
}
