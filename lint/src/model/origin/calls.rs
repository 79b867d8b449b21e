//! Calls: what libraries say of them, what functions of this run return, what they hand through.

use super::access::literal_of;
use super::paths::{Known, known, passes};
use super::walk::{Frame, Walk};
use super::{Class, Origin, bindings_of};
use crate::facts::FileId;
use crate::knowledge::{Meaning, Quantity, Style};
use crate::language::ImportBinds;
use crate::model::context::FileContext;
use crate::resolve::{BindingKind, Value};
use crate::syntax::{Kind, NodeId, Part};

impl Walk {
    pub(super) fn call(&mut self, context: &FileContext<'_>, id: NodeId) -> Origin {
        let Known { bound, mut quantity } = known(context, id);
        if matches!(quantity, Some(Quantity::Difference | Quantity::Moved)) {
            quantity = self.of_receiver(context, id, quantity);
        }
        if let Some(bound) = bound {
            return bound.measuring(quantity);
        }
        let Some(callee) = context.syntax().part(id, Part::Callee) else {
            return Origin::unknown(context.excerpt(id));
        };
        let result = self.result_of(context, id, callee);
        Origin { quantity: quantity.or(result.quantity), ..result }
    }

    /// From now back to something: an elapsed time. From a deadline or another date: what is left, or a date's business.
    fn of_receiver(
        &mut self,
        context: &FileContext<'_>,
        call: NodeId,
        quantity: Option<Quantity>,
    ) -> Option<Quantity> {
        let from = context.receiver(call)?;
        match (quantity?, self.expression(context, from).quantity?) {
            (Quantity::Difference, Quantity::Clock) => Some(Quantity::Elapsed),
            (Quantity::Moved, Quantity::Clock | Quantity::Deadline) => Some(Quantity::Deadline),
            _ => None,
        }
    }

    fn result_of(&mut self, context: &FileContext<'_>, id: NodeId, callee: NodeId) -> Origin {
        if passes(context, callee) {
            return self.passed(context, id, callee);
        }
        if let Some(style) = formatter(context, callee) {
            return self.formatted(context, id, style);
        }
        if let Value::Definition(file, definition) = context.value(callee) {
            return self.defined(context, id, (file, definition));
        }
        if context.syntax().kind(callee) == Kind::Member {
            return self.method(context, id, callee);
        }
        Origin::unknown(context.excerpt(id))
    }

    /// A function that hands its first argument through, or a method that does so with what it is called on.
    fn passed(&mut self, context: &FileContext<'_>, id: NodeId, callee: NodeId) -> Origin {
        let mut through: Vec<NodeId> = Vec::new();
        if let Some(base) = context.syntax().part(callee, Part::Base)
            && !is_module(context, base)
        {
            through.push(base);
        }
        through.extend(context.arguments(id).first().map(|first| first.value));
        let origins: Vec<Origin> = through.iter().map(|id| self.text(context, *id)).collect();
        let quantity = origins.iter().find_map(|origin| origin.quantity);
        let handed = Origin::composed(origins).unwrap_or_else(|| Origin::unknown(context.excerpt(id)));
        handed.measuring(quantity)
    }

    /// A call of something of this run.
    fn defined(&mut self, context: &FileContext<'_>, call: NodeId, function: (FileId, NodeId)) -> Origin {
        let Some(other) = context.at(function.0) else { return Origin::unknown(context.excerpt(call)) };
        if other.syntax().kind(function.1) == Kind::Class {
            return self.converted(context, call, &other, function.1);
        }
        self.frames.push(Frame { function, call: (context.file, call) });
        let result = self.returned(&other, function.1, 0);
        self.frames.pop();
        match result.class {
            Class::Unknown if reads(context, call) => {
                let base = context.receiver(call).unwrap_or(call);
                self.taken_from(context, base, call, other.syntax().name(function.1))
            }
            Class::Unknown => Origin { source: context.excerpt(call), ..result },
            _ => result,
        }
    }

    /// A conversion to a named type keeps the value; building an object does not yield a value to follow.
    fn converted(
        &mut self,
        context: &FileContext<'_>,
        call: NodeId,
        other: &FileContext<'_>,
        class: NodeId,
    ) -> Origin {
        let named = other.syntax().part(class, Part::Definition);
        let is_named_type = named.is_some_and(|named| other.syntax().kind(named) == Kind::Name);
        match context.arguments(call).as_slice() {
            [only] if is_named_type => self.expression(context, only.value),
            _ => Origin::unknown(context.excerpt(call)),
        }
    }

    /// Any of the `index`th results that a function of this run returns.
    pub(super) fn returned(&mut self, context: &FileContext<'_>, function: NodeId, index: usize) -> Origin {
        let syntax = context.syntax();
        let Some(body) = syntax.part(function, Part::Body) else {
            return Origin::unknown(syntax.name(function));
        };
        if syntax.kind(body) != Kind::Block {
            return self.expression(context, body);
        }
        let is_generator = syntax.own(function).any(|id| syntax.kind(id) == Kind::Yield);
        let exits = syntax.own(function).filter(|id| syntax.kind(*id) == Kind::Return);
        let results: Vec<NodeId> = exits.filter_map(|exit| syntax.children(exit).nth(index)).collect();
        if is_generator || results.is_empty() {
            return Origin::unknown(syntax.name(function));
        }
        self.either(context, results.into_iter())
    }

    /// A method of something that no library file speaks of.
    fn method(&mut self, context: &FileContext<'_>, id: NodeId, callee: NodeId) -> Origin {
        let syntax = context.syntax();
        let Some(base) = syntax.part(callee, Part::Base).filter(|base| !is_module(context, *base)) else {
            return Origin::unknown(context.excerpt(id));
        };
        let arguments: Vec<NodeId> =
            context.arguments(id).into_iter().map(|argument| argument.value).collect();
        if let Some((place, literal)) = literal_of(context, base) {
            // Looked up: one of the literal's values, or the default that stands behind the key.
            let found = self.elements(&place, literal);
            let defaults = arguments.into_iter().skip(1).map(|default| self.expression(context, default));
            let alternatives: Vec<Origin> =
                std::iter::once(found).chain(defaults.collect::<Vec<_>>()).collect();
            return Origin::either(alternatives).unwrap_or_else(|| Origin::unknown(context.excerpt(id)));
        }
        let taken = self.taken_from(context, base, id, syntax.name(callee));
        match taken.class {
            Class::Constant if !arguments.is_empty() => self.parts(context, arguments.into_iter()),
            _ => taken,
        }
    }
}

/// Whether a call only reads something of the object it is called on, by its name.
fn reads(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let name = syntax.part(call, Part::Callee).map_or("", |callee| syntax.name(callee));
    context.arguments(call).is_empty()
        && context.receiver(call).is_some_and(|base| syntax.kind(base) == Kind::Name)
        && context.habits().methods.accessors.iter().any(|start| name.starts_with(start.as_str()))
}

/// How a function builds a text, if that is what it does.
fn formatter(context: &FileContext<'_>, callee: NodeId) -> Option<Style> {
    let Value::Path(path) = context.value(callee) else { return None };
    context.knowledge.meanings(&path).into_iter().find_map(|meaning| match meaning {
        Meaning::Formatter(style) => Some(*style),
        _ => None,
    })
}

/// Returns whether an expression names a module, so that what is called on it is a plain function.
pub(in crate::model) fn is_module(context: &FileContext<'_>, base: NodeId) -> bool {
    if matches!(context.value(base), Value::Module(_)) {
        return true;
    }
    let mut root = base;
    while context.syntax().kind(root) == Kind::Member
        && let Some(inner) = context.syntax().part(root, Part::Base)
    {
        root = inner;
    }
    let places = bindings_of(context, root);
    // Where imports bind types, what is called on one belongs to it as to a module; some types need no import.
    let binds_types = context.habits().import_binds == ImportBinds::LastName;
    let is_import = |kind: &BindingKind| match kind {
        BindingKind::Import { member, .. } => binds_types || member.is_none(),
        _ => false,
    };
    if places.is_empty() {
        return binds_types && matches!(context.value(root), Value::Path(_));
    }
    places.iter().all(|place| is_import(&place.binding.kind))
}
