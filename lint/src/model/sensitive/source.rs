//! Whether a value is a secret, or the whole of what a client sent, by where it comes from.
//!
//! Only what hands the value on unchanged is followed: what a function makes of a secret may be harmless.

use super::words;
use crate::facts::FileId;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::origin::{bindings_of, declared_value, passes, sensitive_path, stems_from_outside};
use crate::syntax::{Kind, NodeId, Part};

/// Values are handed on so often at most.
const MAX_STEPS: usize = 8;

/// Where a value comes from that must not be written down.
pub(super) struct Source {
    /// What it is, in words.
    pub(super) what: String,
    /// The expressions it passes through, the source first.
    pub(super) steps: Vec<(FileId, NodeId)>,
}

/// Follows a value to where it comes from.
pub(super) fn of(context: &FileContext<'_>, value: NodeId) -> Option<Source> {
    let (mut context, mut id, mut steps) = (*context, value, Vec::new());
    while steps.len() < MAX_STEPS {
        steps.push((context.file, id));
        if let Some(what) = what(&context, id) {
            steps.reverse();
            return Some(Source { what, steps });
        }
        (context, id) = before(&context, id)?;
    }
    None
}

/// What an expression is by itself.
fn what(context: &FileContext<'_>, id: NodeId) -> Option<String> {
    if let Some(what) = sensitive_path(context, id) {
        return Some(what);
    }
    let key = key_of(context, id).filter(|key| words::is_secret(key))?;
    stems_from_outside(context, id).then(|| format!("`{key}`"))
}

/// The name by which a value is read out of many: `headers["Cookie"]`, `getenv("TOKEN")`, `env.TOKEN`.
fn key_of(context: &FileContext<'_>, id: NodeId) -> Option<String> {
    let syntax = context.syntax();
    let key = match syntax.kind(id) {
        Kind::Index => syntax.part(id, Part::Key)?,
        Kind::Member if context.habits().object_literals => return Some(syntax.name(id).to_owned()),
        Kind::Call => context.arguments(id).first()?.value,
        _ => return None,
    };
    context.constant_text(key)
}

/// What a value was a step earlier, where it has been handed on unchanged.
fn before<'a>(context: &FileContext<'a>, id: NodeId) -> Option<(FileContext<'a>, NodeId)> {
    let syntax = context.syntax();
    match syntax.kind(id) {
        Kind::Name => {
            let places = bindings_of(context, id);
            let [place] = places.as_slice() else { return None };
            Some((place.context, declared_value(place)?))
        }
        Kind::Await | Kind::Cast => {
            let inner = syntax.part(id, Part::Value).or_else(|| syntax.children(id).next());
            Some((*context, inner?))
        }
        Kind::Call => {
            let callee = syntax.part(id, Part::Callee)?;
            if let Some(wrapped) = unwrapped(context, callee) {
                return Some((*context, wrapped));
            }
            let given = context.arguments(id).first()?.value;
            hands_on(context, callee).then_some((*context, given))
        }
        _ => None,
    }
}

/// What a method that hands on what it is called on is called on: `x.unwrap()`.
fn unwrapped(context: &FileContext<'_>, callee: NodeId) -> Option<NodeId> {
    let (syntax, known) = (context.syntax(), &context.habits().transparent_methods);
    let is_known = known.iter().any(|method| method == syntax.name(callee));
    (is_known && syntax.kind(callee) == Kind::Member).then(|| syntax.part(callee, Part::Base)).flatten()
}

/// `str(x)`, `fmt.Sprint(x)`.
fn hands_on(context: &FileContext<'_>, callee: NodeId) -> bool {
    let formats = |path: &str| {
        let meanings = context.knowledge.meanings(path);
        meanings.iter().any(|meaning| matches!(meaning, Meaning::Formatter(_)))
    };
    passes(context, callee) || context.value(callee).path().is_some_and(formats)
}
