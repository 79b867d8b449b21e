//! Spans that leave a function's hands: whoever has them then ends them.

use super::{Start, helpers};
use crate::model::context::FileContext;
use crate::resolve::Value;
use crate::syntax::{Kind, NONE, NodeId, Part};

impl Start<'_> {
    /// Whether the span leaves the function's hands anywhere.
    pub(super) fn is_handed_on(&self, variable: NodeId) -> bool {
        !self.hand_ons(variable).is_empty()
    }

    /// Where the span leaves the function's hands: returned, stored, sent, passed to code that may end it,
    /// captured.
    pub(super) fn hand_ons(&self, variable: NodeId) -> Vec<NodeId> {
        let context = self.context();
        let syntax = context.syntax();
        let node = *syntax.node(variable);
        let range = if node.function == NONE {
            0..syntax.nodes().len() as NodeId
        } else {
            syntax.subtree(node.function)
        };
        range
            .filter(|id| {
                *id != variable && syntax.kind(*id) == Kind::Name && syntax.node(*id).symbol == node.symbol
            })
            .filter(|id| self.hands_on(*id, node.function))
            .collect()
    }

    fn hands_on(&self, id: NodeId, function: NodeId) -> bool {
        let syntax = self.context().syntax();
        let (node, parent) = (syntax.node(id), syntax.node(id).parent);
        if node.function != function && !self.is_deferred_or_called(node.function) {
            return true;
        }
        match syntax.kind(parent) {
            Kind::Return | Kind::Pair | Kind::Collection | Kind::Literal | Kind::Send | Kind::Yield => true,
            Kind::Assign => node.part == Part::Value,
            Kind::Call | Kind::Construct => node.part == Part::Argument && !self.is_kept(parent, id),
            Kind::Argument => !self.is_kept(syntax.node(parent).parent, id),
            _ => false,
        }
    }

    /// Dropped by name, but kept in the context that came with it: whoever gets that may end it.
    pub(super) fn is_in_context(&self, variable: NodeId) -> bool {
        let syntax = self.context().syntax();
        let is_dropped = |id: NodeId| syntax.name(id) == "_";
        let assign = syntax.node(variable).parent;
        is_dropped(variable) && syntax.parts(assign, Part::Target).any(|target| !is_dropped(target))
    }

    /// The context that came with the span is returned or stored: whoever gets it finds the span in it.
    pub(super) fn context_leaves(&self, variable: NodeId) -> bool {
        let syntax = self.context().syntax();
        let node = syntax.node(variable);
        let others = syntax.parts(node.parent, Part::Target).filter(|target| *target != variable);
        let symbols: Vec<u32> = others.map(|target| syntax.node(target).symbol).collect();
        let leaves = |id: NodeId| match syntax.kind(syntax.node(id).parent) {
            Kind::Return => true,
            Kind::Assign => {
                let mut targets = syntax.parts(syntax.node(id).parent, Part::Target);
                syntax.node(id).part == Part::Value && targets.any(|to| syntax.kind(to) == Kind::Member)
            }
            _ => false,
        };
        node.function != NONE
            && syntax.subtree(node.function).any(|id| {
                syntax.kind(id) == Kind::Name && symbols.contains(&syntax.node(id).symbol) && leaves(id)
            })
    }

    /// A closure that runs here and now, or at the function's end, is part of it.
    fn is_deferred_or_called(&self, function: NodeId) -> bool {
        let syntax = self.context().syntax();
        let parent = syntax.node(function).parent;
        syntax.node(function).part == Part::Callee
            && matches!(syntax.kind(syntax.node(parent).parent), Kind::Defer | Kind::Expression)
    }

    /// What a call is given stays with the caller.
    fn is_kept(&self, call: NodeId, argument: NodeId) -> bool {
        self.is_known_to_keep(call) || leaves_alone(self.context(), call, argument)
    }

    /// Library functions that take a span do not end it, unless told to.
    pub(super) fn is_known_to_keep(&self, call: NodeId) -> bool {
        let context = self.context();
        let Some(callee) = context.syntax().part(call, Part::Callee) else { return false };
        let ends = context
            .arguments(call)
            .iter()
            .any(|argument| argument.name.is_some_and(|name| name.contains("end")));
        let entered = context.syntax().node(call).part == Part::Item;
        // A list that a span is put into hands it to whoever goes through the list.
        let collects = |path: &str| {
            let of_language = context.habits().builtins.as_deref().and_then(|own| path.strip_prefix(own));
            of_language.is_some_and(|rest| rest.matches('.').count() > 1)
        };
        matches!(context.value(callee), Value::Path(path) if context.knowledge.is_module_member(&path) && !collects(&path))
            && !ends
            && !entered
    }
}

/// A function of the run does no more with the span than call its methods, none of which ends it.
fn leaves_alone(context: &FileContext<'_>, call: NodeId, argument: NodeId) -> bool {
    let Some(callee) = context.syntax().part(call, Part::Callee) else { return false };
    let Value::Definition(file, function) = context.value(callee) else { return false };
    let position = context.arguments(call).iter().position(|given| given.value == argument);
    let (Some(other), Some(position)) = (context.at(file), position) else { return false };
    let syntax = other.syntax();
    let has_body = syntax.kind(function) == Kind::Function && syntax.part(function, Part::Body).is_some();
    let name = syntax.parameters(function).nth(position).map(|(_, name)| name);
    let Some(name) = name.filter(|_| has_body && other.parsed.bindings.class_of(function).is_none()) else {
        return false;
    };
    let symbol = syntax.node(name).symbol;
    let body = syntax.part(function, Part::Body).map_or(0..0, |body| syntax.subtree(body));
    let mut uses = body.filter(|id| syntax.kind(*id) == Kind::Name && syntax.node(*id).symbol == symbol);
    uses.all(|id| is_harmless(&other, id))
}

/// A use of a span that neither ends it nor lets it out: a method's receiver, a comparison.
fn is_harmless(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    let parent = syntax.node(id).parent;
    match syntax.kind(parent) {
        Kind::Compare => true,
        Kind::Member => {
            let is_called = syntax.node(parent).part == Part::Callee;
            let value = context.value(parent);
            let is_known = value.path().is_some_and(|path| context.knowledge.is_module_member(path));
            is_called && is_known && !helpers::is_end(context, parent)
        }
        _ => false,
    }
}
