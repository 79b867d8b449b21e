//! Targets bind names: of assignments, loops, handlers, and members of the receiver among them.

use super::BindingKind;
use super::collect::{Collector, is_holder};
use crate::language::Receiver;
use crate::syntax::{Kind, NONE, NodeId, Part};

impl Collector<'_> {
    pub(super) fn assign(&mut self, id: NodeId) {
        let syntax = self.syntax;
        // What was caught is bound as that.
        if self.declares_by_type() && syntax.node(id).part == Part::CaughtAs {
            return;
        }
        if syntax.kind(syntax.node(id).parent) == Kind::Variadic {
            self.rest(id);
            return;
        }
        let targets = self.targets(id);
        let values: Vec<NodeId> = syntax.parts(id, Part::Value).collect();
        let r#type = syntax.part(id, Part::Type).filter(|r#type| !self.is_inferred(*r#type));
        let keeps_values = self.declares_by_type();
        for (index, target) in targets.iter().enumerate() {
            let kind = match (r#type, values.len() == targets.len(), values.first()) {
                (Some(r#type), _, value) if value.is_none() || !keeps_values => BindingKind::Typed(r#type),
                (_, true, _) => BindingKind::Value { expression: values[index], index: 0 },
                (_, _, Some(value)) => BindingKind::Value { expression: *value, index: index as u32 },
                _ => BindingKind::Opaque,
            };
            self.exported_target(*target, &kind);
            if keeps_values && syntax.part(id, Part::Type).is_none() && syntax.kind(*target) == Kind::Name {
                self.rebind(*target, kind);
            } else {
                self.bind_target(*target, kind);
            }
        }
    }

    /// A parameter that takes all further arguments, where the grammar has it as a variable.
    fn rest(&mut self, id: NodeId) {
        let syntax = self.syntax;
        for target in syntax.parts(id, Part::Target) {
            self.add(syntax.node(id).function, target, syntax.node(target).symbol, BindingKind::Opaque);
        }
    }

    /// Whether only what has a type declares a name.
    fn declares_by_type(&self) -> bool {
        !self.habits.inferred_types.is_empty()
    }

    fn is_inferred(&self, r#type: NodeId) -> bool {
        self.habits.inferred_types.iter().any(|word| word == self.syntax.text(r#type))
    }

    /// Gives a name that is there another value: the innermost scope that has it, else the class around.
    fn rebind(&mut self, target: NodeId, kind: BindingKind) {
        let syntax = self.syntax;
        let symbol = syntax.node(target).symbol;
        let owners: Vec<NodeId> = self.owners.iter().rev().copied().collect();
        let has = |owner: &NodeId| !self.found.in_scope(*owner, symbol).is_empty();
        if let Some(function) = owners.iter().copied().find(has) {
            self.add(function, target, symbol, kind);
        } else if let Some(class) = owners.into_iter().find(|owner| syntax.kind(*owner) == Kind::Class) {
            self.add_member(class, target, symbol, kind);
        }
    }

    pub(super) fn iteration(&mut self, id: NodeId) {
        let Some(iterable) = self.syntax.part(id, Part::Iterable) else { return };
        let declared = self.syntax.part(id, Part::Type).filter(|r#type| !self.is_inferred(*r#type));
        for (index, target) in self.targets(id).into_iter().enumerate() {
            if let Some(r#type) = declared {
                self.bind_target(target, BindingKind::Typed(r#type));
                continue;
            }
            self.bind_target(target, BindingKind::Element { iterable, index: index as u32 });
        }
    }

    pub(super) fn caught(&mut self, id: NodeId) {
        let syntax = self.syntax;
        let caught_as = syntax.part(id, Part::CaughtAs);
        let name = caught_as
            .and_then(|assign| syntax.part(assign, Part::Target))
            .or_else(|| syntax.part(id, Part::Binding));
        if let Some(name) = name {
            self.bind(name, syntax.node(name).symbol, BindingKind::Caught(id));
        }
    }

    pub(super) fn switch(&mut self, id: NodeId) {
        let syntax = self.syntax;
        syntax.parts(id, Part::Target).for_each(|target| self.bind_target(target, BindingKind::Opaque));
    }

    /// What an assignment or a loop binds, left to right.
    fn targets(&self, id: NodeId) -> Vec<NodeId> {
        self.syntax.parts(id, Part::Target).flat_map(|target| self.flatten(target)).collect()
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
            Kind::Pattern => self.bind_pattern(target, &kind),
            Kind::Collection | Kind::Pair => self.bind_parts(target),
            Kind::Unpack => self.unpack(target, None, &kind),
            Kind::UnpackList => self.unpack_list(target, &kind),
            _ => {}
        }
    }

    /// What a case matches is bound to what is asked for.
    pub(super) fn case(&mut self, id: NodeId) {
        let syntax = self.syntax;
        if self.habits.transparent_patterns.is_empty() {
            return;
        }
        let asked = syntax.part(syntax.node(id).parent, Part::Condition);
        let kind =
            asked.map_or(BindingKind::Opaque, |expression| BindingKind::Value { expression, index: 0 });
        for key in syntax.case_patterns(id) {
            let is_constant = syntax.name(key).starts_with(char::is_uppercase);
            if syntax.kind(key) != Kind::Name || !is_constant {
                self.bind_target(key, kind.clone());
            }
        }
    }

    /// `Some(x)` binds `x` to what is wrapped; of other patterns it is not known what they take out.
    fn bind_pattern(&mut self, pattern: NodeId, kind: &BindingKind) {
        let syntax = self.syntax;
        let callee = syntax.part(pattern, Part::Callee).map_or("", |callee| syntax.name(callee));
        let elements: Vec<NodeId> = syntax.parts(pattern, Part::Element).collect();
        let kind = if self.habits.error_pattern.as_deref() == Some(callee) {
            BindingKind::Caught(pattern)
        } else if self.habits.transparent_patterns.iter().any(|known| known == callee) {
            kind.clone()
        } else {
            return self.bind_parts(pattern);
        };
        for element in elements {
            self.bind_target(element, kind.clone());
        }
    }

    fn bind_parts(&mut self, pattern: NodeId) {
        for name in self.syntax.bound_names(pattern).collect::<Vec<NodeId>>() {
            self.bind_target(name, BindingKind::Opaque);
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
        if self.habits.self_names.iter().any(|name| name == syntax.symbol(receiver)) {
            let holders = self.owners.iter().rev().copied();
            let class = holders.into_iter().find(|owner| is_holder(syntax.kind(*owner)));
            if let Some(class) = class {
                self.add_member(class, target, node.symbol, kind);
            }
            return;
        }
        if let Some(class) = self.found.class_of.get(&node.function).copied() {
            let is_first = self.habits.receiver == Receiver::FirstParameter
                && self.first_parameter(node.function) == Some(receiver);
            if is_first || self.habits.self_names.iter().any(|name| name == syntax.symbol(receiver)) {
                self.add_member(class, target, node.symbol, kind);
            }
        } else if let Some(r#type) = self.receiver_type(node.function)
            && self.receiver_name(node.function) == Some(receiver)
        {
            self.add_named_member(r#type, node.symbol, target, kind);
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
}
