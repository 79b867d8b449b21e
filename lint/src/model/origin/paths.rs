//! What libraries say of an expression: looked up by every API path it goes by.

use super::{Class, Origin};
use crate::knowledge::{Bound, Quantity};
use crate::model::context::FileContext;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// Chains of members longer than this are not spelled out.
const MAX_SEGMENTS: u32 = 12;
/// The method that looks up what an index would.
const LOOKUP: &str = "get";

/// What is known of an expression by its path.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// How many values it has.
    pub(super) bound: Option<Origin>,
    /// What it measures.
    pub(super) quantity: Option<Quantity>,
}

/// Looks an expression up by all its paths.
pub(super) fn known(context: &FileContext<'_>, id: NodeId) -> Known {
    let mut found = Known::default();
    for path in paths(context, id) {
        let next = known_path(context, &path);
        found.bound = found.bound.or(next.bound);
        found.quantity = found.quantity.or(next.quantity);
    }
    found
}

/// Looks one path up.
pub(super) fn known_path(context: &FileContext<'_>, path: &str) -> Known {
    let bound = context.knowledge.bound(path).and_then(|bound| match bound {
        Bound::Unbounded(what) => Some(Origin::new(Class::Unbounded, &**what)),
        Bound::Bounded(what) => Some(Origin::new(Class::Bounded, &**what)),
        Bound::Passes => None,
    });
    Known { bound, quantity: context.knowledge.quantity(path) }
}

/// Returns what an expression is that must not be written down, by any of its paths.
pub(in crate::model) fn sensitive_path(context: &FileContext<'_>, id: NodeId) -> Option<String> {
    paths(context, id).iter().find_map(|path| context.knowledge.sensitive(path)).map(str::to_owned)
}

/// Returns whether libraries say of an expression, or of what it is read out of, how many values it can have: a
/// request's headers, the environment.
pub(in crate::model) fn stems_from_outside(context: &FileContext<'_>, id: NodeId) -> bool {
    let read_from = context.receiver(id).or_else(|| context.syntax().part(id, Part::Base));
    [Some(id), read_from].into_iter().flatten().any(|id| known(context, id).bound.is_some())
}

/// Every path an expression goes by: as it is spelled, which says most, then as it resolves.
fn paths(context: &FileContext<'_>, id: NodeId) -> Vec<String> {
    let mut paths = Vec::new();
    let mut add = |path: Option<String>| {
        if let Some(path) = path.filter(|path| !paths.contains(path)) {
            paths.push(path);
        }
    };
    add(spelled(context, id, 0));
    let syntax = context.syntax();
    match syntax.kind(id) {
        Kind::Call => {
            let callee = syntax.part(id, Part::Callee);
            add(callee.and_then(|callee| resolved(context, callee)).map(|path| format!("{path}()")));
            add(looked_up(context, id));
        }
        Kind::Member => {
            let base = syntax.part(id, Part::Base);
            add(base
                .and_then(|base| resolved(context, base))
                .map(|path| format!("{path}.{}", syntax.name(id))));
        }
        Kind::Index => {
            let base = syntax.part(id, Part::Base).and_then(|base| resolved(context, base));
            let key = syntax.part(id, Part::Key).and_then(|key| context.constant_text(key));
            add(base.as_ref().zip(key).map(|(base, key)| format!("{base}.{key}")));
            add(base.map(|base| format!("{base}[]")));
        }
        _ => {}
    }
    add(resolved(context, id));
    if paths.is_empty() {
        paths.extend(unresolved(context, id));
    }
    paths
}

/// A member of whatever: libraries may know it by its last segment alone.
fn unresolved(context: &FileContext<'_>, id: NodeId) -> Option<String> {
    let syntax = context.syntax();
    match syntax.kind(id) {
        Kind::Member => Some(format!("?.{}", syntax.name(id))),
        Kind::Call => {
            let callee =
                syntax.part(id, Part::Callee).filter(|callee| syntax.kind(*callee) == Kind::Member)?;
            Some(format!("?.{}()", syntax.name(callee)))
        }
        _ => None,
    }
}

fn resolved(context: &FileContext<'_>, id: NodeId) -> Option<String> {
    context.value(id).path().map(str::to_owned)
}

/// `scope.get("path")` is `scope.path`.
fn looked_up(context: &FileContext<'_>, call: NodeId) -> Option<String> {
    let syntax = context.syntax();
    let callee = syntax.part(call, Part::Callee).filter(|callee| syntax.name(*callee) == LOOKUP)?;
    let base = syntax.part(callee, Part::Base)?;
    let key = context.arguments(call).first().and_then(|first| context.constant_text(first.value))?;
    Some(format!("{}.{key}", resolved(context, base)?))
}

/// The path as written, no segment replaced by what it yields.
fn spelled(context: &FileContext<'_>, id: NodeId, depth: u32) -> Option<String> {
    if depth > MAX_SEGMENTS {
        return None;
    }
    let syntax = context.syntax();
    let part = |part| syntax.part(id, part).and_then(|inner| spelled(context, inner, depth + 1));
    match syntax.kind(id) {
        Kind::Member => match part(Part::Base) {
            Some(base) => Some(format!("{base}.{}", syntax.name(id))),
            None => resolved(context, id),
        },
        Kind::Call => Some(format!("{}()", part(Part::Callee)?)),
        Kind::Index => Some(format!("{}[]", part(Part::Base)?)),
        Kind::Await | Kind::Propagate => {
            syntax.children(id).next().and_then(|inner| spelled(context, inner, depth + 1))
        }
        Kind::Name => resolved(context, id),
        _ => None,
    }
}

/// Returns whether a function's result is as bounded as what it is given.
pub(in crate::model) fn passes(context: &FileContext<'_>, callee: NodeId) -> bool {
    let is_passing = |path: &str| matches!(context.knowledge.bound(path), Some(Bound::Passes));
    match context.value(callee) {
        Value::Path(path) => is_passing(&path),
        _ => false,
    }
}
