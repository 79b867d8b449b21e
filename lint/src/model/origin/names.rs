//! Names: any of the values they can have where they are used.

use super::access::literal_of;
use super::paths::{known, known_path};
use super::reach::{Place, bindings_of};
use super::walk::{Walk, elements};
use super::{Class, Origin};
use crate::language::ImportBinds;
use crate::model::context::FileContext;
use crate::resolve::{Binding, BindingKind, Value};
use crate::syntax::{Kind, NONE, NodeId, Part};

/// Names that second results go by where they say how the call went.
const OUTCOMES: &[&str] = &["ok", "err", "error", "found", "exists", "_"];

impl Walk {
    pub(super) fn name(&mut self, context: &FileContext<'_>, id: NodeId) -> Origin {
        let places = bindings_of(context, id);
        let mut alternatives: Vec<Origin> = places.iter().filter_map(|place| self.binding(place)).collect();
        alternatives.extend(self.updates(context, id));
        if let Some(found) = Origin::either(alternatives) {
            return found;
        }
        let known = known(context, id);
        known.bound.unwrap_or_else(|| Origin::unknown(context.excerpt(id))).measuring(known.quantity)
    }

    /// What `name += value` adds before the place of use.
    fn updates(&mut self, context: &FileContext<'_>, id: NodeId) -> Vec<Origin> {
        let syntax = context.syntax();
        let node = *syntax.node(id);
        if node.function == NONE {
            return Vec::new();
        }
        let updates = syntax.own(node.function).take_while(|update| *update < id).filter(|update| {
            let target = syntax.part(*update, Part::Target);
            syntax.kind(*update) == Kind::Update
                && target.is_some_and(|target| syntax.node(target).symbol == node.symbol)
        });
        let values: Vec<NodeId> = updates.filter_map(|update| syntax.part(update, Part::Value)).collect();
        values
            .into_iter()
            .filter(|value| !syntax.contains(*value, id))
            .map(|value| self.expression(context, value))
            .collect()
    }

    /// What a binding gives; `None` where it says nothing, as a declaration without a value.
    pub(super) fn binding(&mut self, place: &Place<'_>) -> Option<Origin> {
        let (context, binding) = (&place.context, &place.binding);
        let words = || context.excerpt(binding.node);
        match &binding.kind {
            BindingKind::Value { .. } if declared_bound(place).is_some() => declared_bound(place),
            BindingKind::Value { expression, index } => {
                Some(self.result(context, binding.node, *expression, *index))
            }
            BindingKind::Typed(_) => declared_value(place).map(|value| self.expression(context, value)),
            BindingKind::Element { iterable, index } => Some(self.element(context, *iterable, *index)),
            BindingKind::Parameter => Some(self.parameter(place)),
            BindingKind::Caught(_) => Some(Origin { is_error: true, ..Origin::unknown(words()) }),
            BindingKind::Import { .. } => {
                let Value::Path(path) = context.resolver.binding(context.file, context.parsed, binding)
                else {
                    return None;
                };
                let known = known_path(context, &path);
                Some(known.bound.unwrap_or_else(|| Origin::unknown(words())).measuring(known.quantity))
            }
            BindingKind::Member { base, .. } => {
                if let Value::Path(path) = context.resolver.binding(context.file, context.parsed, binding)
                    && let Some(bound) = known_path(context, &path).bound
                {
                    return Some(bound.measuring(known_path(context, &path).quantity));
                }
                let kind = (**base).clone();
                self.binding(&Place { binding: Binding { kind, ..binding.clone() }, ..place.clone() })
            }
            BindingKind::Function | BindingKind::Class | BindingKind::Opaque => {
                Some(Origin::unknown(words()))
            }
        }
    }

    /// The `index`th result of an expression.
    fn result(
        &mut self,
        context: &FileContext<'_>,
        target: NodeId,
        expression: NodeId,
        index: u32,
    ) -> Origin {
        let syntax = context.syntax();
        if index == 0 {
            return self.expression(context, expression);
        }
        match syntax.kind(expression) {
            Kind::Collection => match elements(context, expression).get(index as usize) {
                Some(element) => self.expression(context, *element),
                None => Origin::unknown(context.excerpt(expression)),
            },
            Kind::Index | Kind::Cast | Kind::Receive => Origin::truth(),
            _ if OUTCOMES.contains(&syntax.name(target)) => Origin::unknown(syntax.name(target)),
            Kind::Call => self.call_result(context, expression, index),
            _ => self.expression(context, expression),
        }
    }

    fn call_result(&mut self, context: &FileContext<'_>, call: NodeId, index: u32) -> Origin {
        let callee = context.syntax().part(call, Part::Callee).map(|callee| context.value(callee));
        match callee {
            Some(Value::Definition(file, function)) => match context.at(file) {
                Some(other) => self.returned(&other, function, index as usize),
                None => Origin::unknown(context.excerpt(call)),
            },
            Some(Value::Path(path)) => {
                let known = known_path(context, &format!("{path}()#{index}"));
                known.bound.unwrap_or_else(|| self.expression(context, call)).measuring(known.quantity)
            }
            _ => self.expression(context, call),
        }
    }

    /// One of what an iterable yields.
    fn element(&mut self, context: &FileContext<'_>, iterable: NodeId, index: u32) -> Origin {
        let habits = &context.habits();
        let values_come_second = habits.import_binds == ImportBinds::LastSegment;
        if let Some((place, literal)) = iterated_literal(context, iterable) {
            return self.literal_element(&place, literal, index, values_come_second);
        }
        if values_come_second && index == 0 {
            return Origin::unknown(context.excerpt(iterable));
        }
        let whole = self.expression(context, iterable);
        whole.measuring(None)
    }

    /// An element of a literal; of an element that is a tuple, its part.
    fn literal_element(
        &mut self,
        context: &FileContext<'_>,
        literal: NodeId,
        index: u32,
        values_come_second: bool,
    ) -> Origin {
        let syntax = context.syntax();
        if syntax.kind(literal) == Kind::Map && index == 0 {
            return Origin::new(Class::Enumerated, "a key of a literal");
        }
        let is_part = |element: &NodeId| !values_come_second && syntax.kind(*element) == Kind::Collection;
        let all = elements(context, literal).into_iter();
        let picked: Vec<NodeId> = all
            .map(|element| {
                if is_part(&element) {
                    elements(context, element).get(index as usize).copied().unwrap_or(element)
                } else {
                    element
                }
            })
            .collect();
        self.either(context, picked.into_iter()).one_of_several()
    }
}

/// What is known of every value of a variable's declared type.
fn declared_bound(place: &Place<'_>) -> Option<Origin> {
    let (context, syntax) = (&place.context, place.context.syntax());
    let r#type = syntax.part(syntax.node(place.binding.node).parent, Part::Type)?;
    let value = context.resolver.instance_of(context.file, r#type);
    known_path(context, value.path()?).bound.filter(|origin| origin.class == Class::Bounded)
}

/// The literal that is iterated over: itself, or through a call that enumerates it, such as `items()`.
fn iterated_literal<'a>(context: &FileContext<'a>, iterable: NodeId) -> Option<(FileContext<'a>, NodeId)> {
    let syntax = context.syntax();
    let callee = syntax.part(iterable, Part::Callee).filter(|_| syntax.kind(iterable) == Kind::Call);
    let is_bare = context.arguments(iterable).is_empty();
    match callee.and_then(|callee| syntax.part(callee, Part::Base)) {
        Some(base) if is_bare => literal_of(context, base),
        _ => literal_of(context, iterable),
    }
}

/// Returns the expression that a binding assigns, if it is one.
pub(in crate::model) fn declared_value(place: &Place<'_>) -> Option<NodeId> {
    match place.binding.kind {
        BindingKind::Value { expression, index: 0 } => Some(expression),
        BindingKind::Typed(_) => {
            let syntax = place.context.syntax();
            let assign = syntax.node(place.binding.node).parent;
            syntax.part(assign, Part::Value).filter(|_| syntax.kind(assign) == Kind::Assign)
        }
        _ => None,
    }
}
