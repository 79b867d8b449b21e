//! One pass over a file that finds what binds a name.

use super::{Binding, BindingKind, Bindings};
use crate::language::Habits;
use crate::syntax::{Kind, NONE, NodeId, Part, Syntax};

pub(super) struct Collector<'a> {
    pub(super) syntax: &'a Syntax,
    pub(super) habits: &'a Habits,
    pub(super) package: &'a dyn Fn(&str) -> String,
    /// Classes and functions that the pass is inside of.
    pub(super) owners: Vec<NodeId>,
    /// Classes that are other names for something, with what that is: it comes after what they embed.
    pub(super) aliased: Vec<(NodeId, NodeId)>,
    pub(super) found: Bindings,
}

impl<'a> Collector<'a> {
    /// Starts at the top of a file.
    pub(super) fn new(syntax: &'a Syntax, habits: &'a Habits, package: &'a dyn Fn(&str) -> String) -> Self {
        Self { syntax, habits, package, owners: Vec::new(), aliased: Vec::new(), found: Bindings::default() }
    }

    /// Looks at every node once, in source order.
    pub(super) fn run(mut self) -> Bindings {
        for id in 0..self.syntax.nodes().len() as NodeId {
            self.visit(id);
        }
        for (class, alias) in std::mem::take(&mut self.aliased) {
            self.found.bases.entry(class).or_default().push(alias);
        }
        self.found
    }

    fn visit(&mut self, id: NodeId) {
        self.leave(id);
        let node = *self.syntax.node(id);
        match node.kind {
            Kind::Package => self.found.package = Some(node.symbol),
            Kind::Import => self.import(id),
            Kind::Export => self.export(id),
            Kind::Call => self.load(id),
            Kind::Map if self.habits.object_literals => self.object(id),
            Kind::Function => self.function(id),
            Kind::Class => self.class(id),
            Kind::Assign => self.assign(id),
            Kind::Update => self.update(id),
            Kind::Loop | Kind::ForEach => self.iteration(id),
            Kind::Catch => self.caught(id),
            Kind::Field => self.field(id),
            Kind::Embedded => self.embedded(id),
            Kind::Parameter | Kind::FieldParameter | Kind::Variadic if node.part != Part::Result => {
                self.parameter(id);
            }
            Kind::Unpack if node.part == Part::Parameter => {
                self.unpack(id, Some(id), &BindingKind::Parameter);
            }
            Kind::UnpackList if node.part == Part::Parameter => self.unpack_nothing(id),
            Kind::Name if node.part == Part::Parameter => {
                self.add(node.function, id, node.symbol, BindingKind::Parameter);
            }
            Kind::Construct => self.construct(id),
            Kind::Switch => self.switch(id),
            Kind::Case => self.case(id),
            Kind::Extension => self.owners.push(id),
            _ => {}
        }
    }

    /// Forgets the owners that end before a node.
    fn leave(&mut self, id: NodeId) {
        while self.owners.last().is_some_and(|owner| self.syntax.node(*owner).end <= id) {
            self.owners.pop();
        }
    }

    fn update(&mut self, id: NodeId) {
        let target = self.syntax.part(id, Part::Target).map(|target| self.syntax.node(target).symbol);
        self.found.updated.extend(target);
    }

    pub(super) fn add(&mut self, scope: NodeId, node: NodeId, symbol: u32, kind: BindingKind) {
        if symbol != NONE {
            let position = self.syntax.node(node).range.start;
            self.found.scopes.entry((scope, symbol)).or_default().push(Binding { node, position, kind });
        }
    }

    /// Binds in the innermost owner: as a member where that is a class, else as a name of the scope.
    pub(super) fn bind(&mut self, node: NodeId, symbol: u32, kind: BindingKind) {
        let owner = self.owners.last().copied();
        match owner.map(|owner| (owner, self.syntax.kind(owner))) {
            Some((class, Kind::Class | Kind::Map)) => self.add_member(class, node, symbol, kind),
            Some((extension, Kind::Extension)) => {
                if let Some(r#type) = self.extended_type(extension) {
                    self.add_named_member(r#type, symbol, node, kind);
                }
            }
            Some((owner, _)) => self.add(owner, node, symbol, kind),
            None => self.add(NONE, node, symbol, kind),
        }
    }

    pub(super) fn add_member(&mut self, class: NodeId, node: NodeId, symbol: u32, kind: BindingKind) {
        let position = self.syntax.node(node).range.start;
        self.found.members.entry((class, symbol)).or_default().push(Binding { node, position, kind });
    }

    /// Binds a member of a type that is known by its name only.
    pub(super) fn add_named_member(&mut self, r#type: u32, symbol: u32, node: NodeId, kind: BindingKind) {
        let position = self.syntax.node(node).range.start;
        self.found.named_members.entry((r#type, symbol)).or_default().push(Binding { node, position, kind });
    }
}

/// Whether names that are bound directly inside become members.
pub(super) fn is_holder(kind: Kind) -> bool {
    matches!(kind, Kind::Class | Kind::Map)
}
