//! Members and indices: what is known of them, else what is known of what they are taken from.

use super::names::declared_value;
use super::paths::{Known, known};
use super::texts::is_text_member;
use super::walk::Walk;
use super::words::words;
use super::{Class, Origin, Place, bindings_of, paths};
use crate::model::context::FileContext;
use crate::resolve::{BindingKind, Value};
use crate::syntax::{Kind, NodeId, Part};

/// First words of names that ask a question with a yes or a no.
const QUESTIONS: &[&str] =
    &["is", "has", "can", "was", "starts", "startswith", "ends", "endswith", "contains", "exists", "equals"];

impl Walk {
    pub(super) fn member(&mut self, context: &FileContext<'_>, id: NodeId) -> Origin {
        let Known { bound, quantity } = known(context, id);
        if let Some(bound) = bound {
            return bound.measuring(quantity);
        }
        if let Some(found) = self.declared_member(context, id) {
            return Origin { quantity: quantity.or(found.quantity), ..found };
        }
        let Some(base) = context.syntax().part(id, Part::Base) else {
            return Origin::unknown(context.excerpt(id));
        };
        // An object that is written down says what its members are: another is none of those.
        if context.habits().object_literals && is_object(context, base) {
            return Origin::unknown(context.excerpt(id)).measuring(quantity);
        }
        let taken = self.taken_from(context, base, id, context.syntax().name(id));
        Origin { quantity: quantity.or(taken.quantity), ..taken }
    }

    pub(super) fn index(&mut self, context: &FileContext<'_>, id: NodeId) -> Origin {
        let Known { bound, quantity } = known(context, id);
        if let Some(bound) = bound {
            return bound.measuring(quantity);
        }
        let Some(base) = context.syntax().part(id, Part::Base) else {
            return Origin::unknown(context.excerpt(id));
        };
        if let Some((place, literal)) = literal_of(context, base) {
            return self.elements(&place, literal);
        }
        let taken = self.taken_from(context, base, id, "");
        Origin { quantity: quantity.or(taken.quantity), ..taken }
    }

    /// A member that code of this run gives a value: a class's constant, a field, a module's variable.
    fn declared_member(&mut self, context: &FileContext<'_>, id: NodeId) -> Option<Origin> {
        if let Value::Definition(file, function) = context.value(id) {
            // A method that is read like a field; a plain method is no value worth following.
            let other = context.at(file)?;
            let parent = other.syntax().node(function).parent;
            let is_property = other.syntax().kind(parent) == Kind::Decorated;
            return is_property.then(|| self.returned(&other, function, 0));
        }
        let places = bindings_of(context, id);
        let alternatives: Vec<Origin> = places.iter().filter_map(|place| self.binding(place)).collect();
        Origin::either(alternatives)
    }

    /// What is taken from a base that is known is as bounded as the base, questions aside.
    pub(super) fn taken_from(
        &mut self,
        context: &FileContext<'_>,
        base: NodeId,
        id: NodeId,
        name: &str,
    ) -> Origin {
        let origin = self.expression(context, base);
        if asks(name) {
            return Origin::truth();
        }
        if let Some(path) = caught_path(context, base)
            && let Some(bound) = paths::known_path(context, &format!("{path}.{name}")).bound
        {
            return bound;
        }
        if origin.is_error {
            return if is_text_member(context, name) {
                self.text(context, base)
            } else {
                Origin::unknown(context.excerpt(id))
            };
        }
        match origin.class {
            Class::Unknown => Origin::unknown(context.excerpt(id)).measuring(origin.quantity),
            _ => origin,
        }
    }
}

/// Whether a name is given a literal of members somewhere.
fn is_object(context: &FileContext<'_>, base: NodeId) -> bool {
    let is_literal = |place: &Place<'_>| {
        declared_value(place).is_some_and(|value| place.context.syntax().kind(value) == Kind::Map)
    };
    bindings_of(context, base).iter().any(is_literal)
}

/// Returns whether a member's name asks a question with a yes or a no.
fn asks(name: &str) -> bool {
    words(name).first().is_some_and(|first| QUESTIONS.contains(&first.as_str()))
}

/// The type of the error that a name holds, where a catch says it.
fn caught_path(context: &FileContext<'_>, base: NodeId) -> Option<String> {
    let places = bindings_of(context, base);
    let [Place { context: place, binding, .. }] = places.as_slice() else { return None };
    let BindingKind::Caught(catch) = binding.kind else { return None };
    let syntax = place.syntax();
    let named = syntax.part(catch, Part::CaughtAs).and_then(|assign| syntax.part(assign, Part::Value));
    let mut r#type = named.or_else(|| syntax.part(catch, Part::Caught))?;
    if matches!(syntax.kind(r#type), Kind::Collection | Kind::Union) {
        r#type = syntax.children(r#type).next()?;
    }
    place.value(r#type).path().map(str::to_owned)
}

/// Follows an expression to the one collection or map literal it stands for; an empty one is filled elsewhere.
pub(super) fn literal_of<'a>(context: &FileContext<'a>, id: NodeId) -> Option<(FileContext<'a>, NodeId)> {
    let (mut context, mut id) = (*context, id);
    for _ in 0..8 {
        let syntax = context.syntax();
        match syntax.kind(id) {
            Kind::Collection | Kind::Map => {
                return (!super::walk::elements(&context, id).is_empty()).then_some((context, id));
            }
            Kind::Call => {
                let callee = syntax.part(id, Part::Callee)?;
                id = context.arguments(id).first().filter(|_| paths::passes(&context, callee))?.value;
            }
            Kind::Name | Kind::Member => {
                let places = bindings_of(&context, id);
                let [place] = places.as_slice() else { return None };
                id = declared_value(place)?;
                context = place.context;
            }
            _ => return None,
        }
    }
    None
}
