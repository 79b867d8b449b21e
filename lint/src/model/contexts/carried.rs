//! What context a value brings, and whether it bounds the time of a call.

use super::{is_context_value, is_from};
use crate::knowledge::{Meaning, OutboundSpec};
use crate::model::context::FileContext;
use crate::resolve::{BindingKind, Value};
use crate::syntax::{Kind, NONE, NodeId, Part};

/// How many derivations of a context are followed back.
const MAX_DERIVATIONS: u32 = 8;

/// What context a value brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::model) enum Carried {
    /// None at all: a request that was built without.
    Nothing,
    /// A fresh one, or one derived from that.
    Fresh,
    /// Another one, or an unknown one.
    Other,
}

/// Says whether a call's context bounds its time: `given`, `unknown`, or nothing where it has none.
pub(in crate::model) fn deadline(
    context: &FileContext<'_>,
    call: NodeId,
    spec: &OutboundSpec,
) -> Option<&'static str> {
    if is_within_deadline(context, call) {
        return Some("given");
    }
    let argument = context.select(call, spec.context.as_ref()?)?;
    let mut current = argument;
    for _ in 0..MAX_DERIVATIONS {
        let defining = context.defining(current);
        if maker(context, defining) == Some("deadline") {
            return Some("given");
        }
        match derived_from(context, defining, &spec.context_from) {
            Some(next) => current = next,
            None => break,
        }
    }
    match carried(context, argument, &spec.context_from) {
        Carried::Nothing | Carried::Fresh => None,
        Carried::Other => Some("unknown"),
    }
}

/// Returns whether a call bounds the time of what it is given.
pub(in crate::model) fn sets_deadline(context: &FileContext<'_>, call: NodeId) -> bool {
    context.syntax().kind(call) == Kind::Call && maker(context, call) == Some("deadline")
}

/// Returns whether the block or the call around a call bounds its time.
pub(in crate::model) fn is_within_deadline(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let mut current = call;
    for _ in 0..64 {
        let parent = syntax.node(current).parent;
        let bounds = match syntax.kind(parent) {
            Kind::Call => maker(context, parent) == Some("deadline"),
            Kind::With => syntax
                .parts(parent, Part::Item)
                .any(|item| syntax.subtree(item).any(|inner| maker(context, inner) == Some("deadline"))),
            _ => false,
        };
        if bounds {
            return true;
        }
        if parent == current || syntax.kind(parent) == Kind::Function {
            return false;
        }
        current = parent;
    }
    false
}

/// Returns what context a value brings; `from` are the calls that put their first argument into what they yield.
pub(in crate::model) fn carried(context: &FileContext<'_>, id: NodeId, from: &[String]) -> Carried {
    let mut current = id;
    for _ in 0..MAX_DERIVATIONS {
        let Some(defining) = only_definition(context, current) else { return Carried::Other };
        if maker(context, defining) == Some("background") {
            return Carried::Fresh;
        }
        if is_request(context, defining) {
            return Carried::Nothing;
        }
        let Some(next) = derived_from(context, defining, from) else { return Carried::Other };
        current = next;
    }
    Carried::Other
}

/// Returns whether a value was made in its own function, rather than given to it.
pub(in crate::model) fn is_made(context: &FileContext<'_>, id: NodeId) -> bool {
    context.syntax().kind(context.defining(id)) == Kind::Call && context.defining(id) != id
}

/// The expression that a name stands for wherever it is used; others stand for themselves.
pub(super) fn only_definition(context: &FileContext<'_>, id: NodeId) -> Option<NodeId> {
    let syntax = context.syntax();
    if syntax.kind(id) != Kind::Name {
        return Some(id);
    }
    let (symbol, mut scope) = (syntax.node(id).symbol, syntax.node(id).function);
    loop {
        match context.parsed.bindings.in_scope(scope, symbol) {
            [] if scope == NONE => return None,
            [] => scope = syntax.node(syntax.node(scope).parent).function,
            [binding] => {
                return match binding.kind {
                    BindingKind::Value { expression, index: 0 } => Some(expression),
                    _ => None,
                };
            }
            _ => return None,
        }
    }
}

/// The context that a call derives another one from, or puts into what it yields.
fn derived_from(context: &FileContext<'_>, call: NodeId, from: &[String]) -> Option<NodeId> {
    let syntax = context.syntax();
    if syntax.kind(call) != Kind::Call {
        return None;
    }
    let callee = context.value(syntax.part(call, Part::Callee)?);
    let path = callee.path()?;
    let derives = is_from(from, path) || maker(context, call) == Some("deadline") || {
        let result = context.value(call);
        result.path().is_some_and(|path| context.knowledge.is_context(path))
            && maker(context, call) != Some("detach")
    };
    derives.then(|| context.arguments(call).first().map(|first| first.value)).flatten()
}

fn is_request(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    let callee = (syntax.kind(id) == Kind::Call).then(|| syntax.part(id, Part::Callee)).flatten();
    callee.is_some_and(|callee| {
        matches!(context.value(callee), Value::Path(path)
            if context.knowledge.meanings(&path).iter().any(|meaning| matches!(meaning, Meaning::Request(_))))
    })
}

/// The kind of context that a call makes.
pub(super) fn maker(context: &FileContext<'_>, id: NodeId) -> Option<&'static str> {
    let syntax = context.syntax();
    if syntax.kind(id) != Kind::Call {
        return None;
    }
    let callee = context.value(syntax.part(id, Part::Callee)?);
    let called = format!("{}()", callee.path()?);
    context.knowledge.context_maker(&called)
}

pub(super) fn is_background(context: &FileContext<'_>, id: NodeId) -> bool {
    only_definition(context, id).is_some_and(|defining| maker(context, defining) == Some("background"))
}

pub(super) fn makes_context(context: &FileContext<'_>, call: NodeId) -> bool {
    maker(context, call).is_some() || is_context_value(context, call)
}
