//! What the names of one file are bound to.

use crate::language::{Habits, Receiver};
use crate::syntax::{Kind, NONE, NodeId, Part, Syntax};
use rustc_hash::FxHashMap;

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
        let mut collector = Collector { syntax, habits, package, owners: Vec::new(), found: Self::default() };
        for id in 0..syntax.nodes().len() as NodeId {
            collector.visit(id);
        }
        collector.found
    }

    /// Returns what a name is bound to in one scope (a function, or [`NONE`] for the file), in source order.
    pub fn in_scope(&self, scope: NodeId, symbol: u32) -> &[Binding] {
        self.scopes.get(&(scope, symbol)).map_or(&[], Vec::as_slice)
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
}

struct Collector<'a> {
    syntax: &'a Syntax,
    habits: &'a Habits,
    package: &'a dyn Fn(&str) -> String,
    /// Classes and functions that the pass is inside of.
    owners: Vec<NodeId>,
    found: Bindings,
}

impl Collector<'_> {
    fn visit(&mut self, id: NodeId) {
        let node = *self.syntax.node(id);
        while self.owners.last().is_some_and(|owner| self.syntax.node(*owner).end <= id) {
            self.owners.pop();
        }
        match node.kind {
            Kind::Package => self.found.package = Some(node.symbol),
            Kind::Import => self.import(id),
            Kind::Function => self.function(id),
            Kind::Class => {
                self.bind(id, node.symbol, BindingKind::Class);
                self.owners.push(id);
            }
            Kind::Assign => self.assign(id),
            Kind::Loop | Kind::ForEach => self.iteration(id),
            Kind::Catch => self.caught(id),
            Kind::Field => self.field(id),
            Kind::Parameter | Kind::Variadic if node.part != Part::Result => self.parameter(id),
            Kind::Name if node.part == Part::Parameter => {
                self.add(node.function, id, node.symbol, BindingKind::Parameter);
            }
            Kind::Construct => self.construct(id),
            Kind::Switch => {
                self.syntax
                    .parts(id, Part::Target)
                    .for_each(|target| self.bind_target(target, BindingKind::Opaque));
            }
            _ => {}
        }
    }

    fn add(&mut self, scope: NodeId, node: NodeId, symbol: u32, kind: BindingKind) {
        if symbol != NONE {
            let position = self.syntax.node(node).range.start;
            self.found.scopes.entry((scope, symbol)).or_default().push(Binding { node, position, kind });
        }
    }

    /// Binds in the innermost owner: as a member where that is a class, else as a name of the scope.
    fn bind(&mut self, node: NodeId, symbol: u32, kind: BindingKind) {
        let owner = self.owners.last().copied();
        match owner.filter(|owner| self.syntax.kind(*owner) == Kind::Class) {
            Some(class) => self.add_member(class, node, symbol, kind),
            None => self.add(owner.unwrap_or(NONE), node, symbol, kind),
        }
    }

    fn add_member(&mut self, class: NodeId, node: NodeId, symbol: u32, kind: BindingKind) {
        let position = self.syntax.node(node).range.start;
        self.found.members.entry((class, symbol)).or_default().push(Binding { node, position, kind });
    }

    fn function(&mut self, id: NodeId) {
        let symbol = self.syntax.node(id).symbol;
        if let Some(r#type) = self.receiver_type(id) {
            let position = self.syntax.node(id).range.start;
            let binding = Binding { node: id, position, kind: BindingKind::Function };
            self.found.named_members.entry((r#type, symbol)).or_default().push(binding);
        } else if symbol != NONE {
            self.bind(id, symbol, BindingKind::Function);
            if let Some(owner) = self.owners.last()
                && self.syntax.kind(*owner) == Kind::Class
            {
                self.found.class_of.insert(id, *owner);
            }
        }
        self.owners.push(id);
    }

    /// The type's name in a declared receiver.
    fn receiver_type(&self, function: NodeId) -> Option<u32> {
        let receiver = self.syntax.part(function, Part::Receiver)?;
        let r#type = self.syntax.part(receiver, Part::Type)?;
        self.syntax
            .subtree(r#type)
            .find(|id| self.syntax.kind(*id) == Kind::Name)
            .map(|id| self.syntax.node(id).symbol)
    }

    fn import(&mut self, id: NodeId) {
        let syntax = self.syntax;
        let items: Vec<NodeId> = syntax.parts(id, Part::Item).collect();
        let Some(path) = syntax.part(id, Part::Path) else {
            for item in items {
                self.plain_import(item);
            }
            return;
        };
        let module: Box<str> = syntax.string_value(path).unwrap_or_else(|| syntax.name(path)).into();
        self.found.imports.push((id, module.clone()));
        let everything = syntax.children(id).any(|child| syntax.kind(child) == Kind::Wildcard);
        if everything {
            self.found.wildcards.push(module);
        } else if items.is_empty() {
            self.module_import(id, module);
        } else {
            for item in items {
                self.member_import(item, &module);
            }
        }
    }

    /// `import a.b` or `import a.b as c`.
    fn plain_import(&mut self, item: NodeId) {
        let (path, alias) = self.path_and_alias(item);
        let full: Box<str> = self.syntax.name(path).into();
        self.found.imports.push((item, full.clone()));
        if let Some(alias) = alias {
            self.bind(
                item,
                self.syntax.node(alias).symbol,
                BindingKind::Import { module: full, member: None },
            );
            return;
        }
        let first: Box<str> = full.split('.').next().unwrap_or(&full).into();
        let symbol = self.syntax.find_symbol(&first);
        if let Some(symbol) = symbol {
            self.bind(item, symbol, BindingKind::Import { module: first, member: None });
        }
    }

    /// `from module import a as b`.
    fn member_import(&mut self, item: NodeId, module: &str) {
        let (path, alias) = self.path_and_alias(item);
        let member: Box<str> = self.syntax.name(path).into();
        let symbol = self.syntax.node(alias.unwrap_or(path)).symbol;
        self.bind(item, symbol, BindingKind::Import { module: module.into(), member: Some(member) });
    }

    /// `import alias "path"`.
    fn module_import(&mut self, id: NodeId, module: Box<str>) {
        let alias = self.syntax.part(id, Part::PathAlias).map(|alias| self.syntax.node(alias).symbol);
        let symbol = alias.or_else(|| self.syntax.find_symbol(&(self.package)(&module)));
        if let Some(symbol) = symbol {
            self.bind(id, symbol, BindingKind::Import { module, member: None });
        }
    }

    fn path_and_alias(&self, item: NodeId) -> (NodeId, Option<NodeId>) {
        if self.syntax.kind(item) != Kind::ImportItem {
            return (item, None);
        }
        (self.syntax.part(item, Part::Path).unwrap_or(item), self.syntax.part(item, Part::PathAlias))
    }

    fn assign(&mut self, id: NodeId) {
        let syntax = self.syntax;
        let targets: Vec<NodeId> =
            syntax.parts(id, Part::Target).flat_map(|target| self.flatten(target)).collect();
        let values: Vec<NodeId> = syntax.parts(id, Part::Value).collect();
        let r#type = syntax.part(id, Part::Type);
        for (index, target) in targets.iter().enumerate() {
            let kind = match (r#type, values.len() == targets.len(), values.first()) {
                (Some(r#type), ..) => BindingKind::Typed(r#type),
                (_, true, _) => BindingKind::Value { expression: values[index], index: 0 },
                (_, _, Some(value)) => BindingKind::Value { expression: *value, index: index as u32 },
                _ => BindingKind::Opaque,
            };
            self.bind_target(*target, kind);
        }
    }

    /// `(a, b)` as a target stands for its elements.
    fn flatten(&self, target: NodeId) -> Vec<NodeId> {
        match self.syntax.kind(target) {
            Kind::Collection => self.syntax.children(target).collect(),
            _ => vec![target],
        }
    }

    fn bind_target(&mut self, target: NodeId, kind: BindingKind) {
        let node = *self.syntax.node(target);
        match node.kind {
            Kind::Name => self.bind(target, node.symbol, kind),
            Kind::Member => self.bind_member(target, kind),
            _ => {}
        }
    }

    /// `self.x = …`, by whatever name the receiver goes.
    fn bind_member(&mut self, target: NodeId, kind: BindingKind) {
        let (syntax, node) = (self.syntax, *self.syntax.node(target));
        let Some(base) = syntax.part(target, Part::Base) else { return };
        if syntax.kind(base) != Kind::Name || node.function == NONE {
            return;
        }
        let receiver = syntax.node(base).symbol;
        if let Some(class) = self.found.class_of.get(&node.function).copied() {
            if self.habits.receiver == Receiver::FirstParameter
                && self.first_parameter(node.function) == Some(receiver)
            {
                self.add_member(class, target, node.symbol, kind);
            }
        } else if let Some(r#type) = self.receiver_type(node.function)
            && self.receiver_name(node.function) == Some(receiver)
        {
            let binding = Binding { node: target, position: node.range.start, kind };
            self.found.named_members.entry((r#type, node.symbol)).or_default().push(binding);
        }
    }

    fn first_parameter(&self, function: NodeId) -> Option<u32> {
        let first = self.syntax.part(function, Part::Parameter)?;
        let name = self.syntax.part(first, Part::Binding).unwrap_or(first);
        Some(self.syntax.node(name).symbol)
    }

    fn receiver_name(&self, function: NodeId) -> Option<u32> {
        let receiver = self.syntax.part(function, Part::Receiver)?;
        self.syntax.part(receiver, Part::Binding).map(|name| self.syntax.node(name).symbol)
    }

    fn iteration(&mut self, id: NodeId) {
        let syntax = self.syntax;
        let Some(iterable) = syntax.part(id, Part::Iterable) else { return };
        let targets: Vec<NodeId> =
            syntax.parts(id, Part::Target).flat_map(|target| self.flatten(target)).collect();
        for (index, target) in targets.into_iter().enumerate() {
            self.bind_target(target, BindingKind::Element { iterable, index: index as u32 });
        }
    }

    fn caught(&mut self, id: NodeId) {
        let syntax = self.syntax;
        let caught_as = syntax.part(id, Part::CaughtAs);
        let name = caught_as
            .and_then(|assign| syntax.part(assign, Part::Target))
            .or_else(|| syntax.part(id, Part::Binding));
        if let Some(name) = name {
            self.bind(name, syntax.node(name).symbol, BindingKind::Caught(id));
        }
    }

    fn field(&mut self, id: NodeId) {
        let Some(r#type) = self.syntax.part(id, Part::Type) else { return };
        let Some(class) = self.owners.last().copied() else { return };
        let names: Vec<NodeId> = self.syntax.parts(id, Part::Binding).collect();
        for name in names {
            self.add_member(class, name, self.syntax.node(name).symbol, BindingKind::Typed(r#type));
        }
    }

    fn parameter(&mut self, id: NodeId) {
        let (syntax, function) = (self.syntax, self.syntax.node(id).function);
        for name in syntax.parts(id, Part::Binding) {
            self.add(function, id, syntax.node(name).symbol, BindingKind::Parameter);
        }
    }

    /// `T{Field: value}` says what fields of `T` hold.
    fn construct(&mut self, id: NodeId) {
        let syntax = self.syntax;
        let Some(callee) = syntax.part(id, Part::Callee).filter(|callee| syntax.kind(*callee) == Kind::Name)
        else {
            return;
        };
        let Some(literal) = syntax.part(id, Part::Argument) else { return };
        for pair in syntax.children(literal).filter(|pair| syntax.kind(*pair) == Kind::Pair) {
            let (Some(key), Some(value)) = (syntax.part(pair, Part::Key), syntax.part(pair, Part::Value))
            else {
                continue;
            };
            let kind = BindingKind::Value { expression: value, index: 0 };
            let binding = Binding { node: pair, position: syntax.node(pair).range.start, kind };
            let place = (syntax.node(callee).symbol, syntax.node(key).symbol);
            self.found.named_members.entry(place).or_default().push(binding);
        }
    }
}
