//! Contexts: is one at hand, and do calls get it?

mod carried;
mod deliberate;

use super::context::FileContext;
use super::file::Analysis;
use super::spans::low_if;
use crate::facts::Fact;
use crate::knowledge::{Meaning, OutboundSpec, RequestSpec};
use crate::resolve::Value;
use crate::syntax::{Kind, NONE, NodeId, Part};
use carried::{is_background, makes_context, only_definition};
use rustc_hash::FxHashSet;

pub(super) use carried::{Carried, carried, deadline, is_made, is_within_deadline, sets_deadline};

/// Collects `context-call` facts: calls by a function that has a context, with a fresh one or without.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    let context = &analysis.context;
    let syntax = context.syntax();
    let mut seen = FxHashSet::default();
    for id in 0..syntax.nodes().len() as NodeId {
        let node = syntax.node(id);
        if node.part == Part::Argument && is_fresh_argument(context, id) {
            // A name that holds a fresh context is one fault, however often it is handed on.
            let is_new = node.kind == Kind::Call || seen.insert((node.function, node.symbol));
            if is_new {
                let mut fact = call_fact(context, id, node.parent, "background", "");
                fact.confidence = low_if(deliberate::stays_here(context, node.parent, 2));
                facts.push(fact);
            }
        }
    }
    for site in &analysis.sites {
        let spec = site.meanings.iter().find_map(|meaning| match meaning {
            Meaning::Request(spec) => Some(spec),
            _ => None,
        });
        if let Some(spec) = spec
            && should_have_been_passed(context, site.node)
            && !gets_context_later(context, site.node, spec)
        {
            facts.push(call_fact(context, site.node, site.node, "dropped", &spec.variant));
        }
    }
}

fn call_fact(context: &FileContext<'_>, at: NodeId, call: NodeId, what: &'static str, variant: &str) -> Fact {
    let callee = context.syntax().part(call, Part::Callee);
    let callee = callee.map_or_else(String::new, |callee| context.excerpt(callee));
    let fields =
        vec![("callee", callee.into()), ("context", what.into()), ("variant", variant.to_owned().into())];
    context.fact("context-call", at, fields)
}

/// A fresh context as an argument of a call that uses it, where one is at hand.
fn is_fresh_argument(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    let call = syntax.node(id).parent;
    if syntax.kind(call) != Kind::Call || !matches!(syntax.kind(id), Kind::Call | Kind::Name) {
        return false;
    }
    // What a new task is given is judged with the task.
    let starts_task = syntax.kind(syntax.node(call).parent) == Kind::Spawn;
    !starts_task
        && is_background(context, id)
        && !makes_context(context, call)
        && carried::maker(context, call) != Some("indifferent")
        && !replaces_context(context, call)
        && !deliberate::is_chosen(context, id, call)
        && should_have_been_passed(context, id)
}

/// A method of something that carries a context already: to exchange that is meant.
fn replaces_context(context: &FileContext<'_>, call: NodeId) -> bool {
    context.receiver(call).is_some_and(|receiver| {
        matches!(context.value(receiver), Value::Path(path) if context.knowledge.context_carrier(&path).is_some())
    })
}

/// Whether a request gets a context after it was built: in its function something puts one in, or it is handed
/// to a call together with one.
fn gets_context_later(context: &FileContext<'_>, call: NodeId, spec: &RequestSpec) -> bool {
    let syntax = context.syntax();
    let Some(function) = context.function_of(call) else { return false };
    let assign = syntax.node(call).parent;
    let request = (syntax.kind(assign) == Kind::Assign).then(|| syntax.part(assign, Part::Target)).flatten();
    let symbol = request.map_or(NONE, |request| syntax.node(request).symbol);
    syntax.subtree(function).filter(|id| *id > call && syntax.kind(*id) == Kind::Call).any(|id| {
        let callee = syntax.part(id, Part::Callee).unwrap_or(id);
        let puts_in =
            matches!(context.value(callee), Value::Path(path) if is_from(&spec.context_from, &path));
        let arguments = context.arguments(id);
        let is_given =
            arguments.iter().any(|given| symbol != NONE && syntax.node(given.value).symbol == symbol);
        puts_in || (is_given && arguments.iter().any(|argument| is_context_value(context, argument.value)))
    })
}

fn is_context_value(context: &FileContext<'_>, id: NodeId) -> bool {
    matches!(context.value(id), Value::Path(path) if context.knowledge.is_context(&path))
}

/// Whether a path is one of the calls that put a context into what they yield.
fn is_from(from: &[String], path: &str) -> bool {
    from.iter().any(|pattern| crate::knowledge::expand(pattern).iter().any(|known| known == path))
}

/// Says what context an outbound call gets.
pub(super) fn of_call(context: &FileContext<'_>, call: NodeId, spec: &OutboundSpec) -> &'static str {
    if let Some(selector) = &spec.context {
        let fresh = context.select(call, selector).is_some_and(|argument| is_background(context, argument));
        return if fresh && should_have_been_passed(context, call) { "background" } else { "passed" };
    }
    if spec.variant.is_some() && should_have_been_passed(context, call) { "dropped" } else { "none" }
}

/// Returns whether a context is at hand, and nothing says that leaving it behind is meant.
pub(super) fn should_have_been_passed(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    let (mut function, mut depth) = (syntax.node(id).function, 0);
    while function != NONE && depth < 16 {
        if has_context(context, function) {
            return !deliberate::is_deliberate(context, function, id);
        }
        if deliberate::outlives(context, function) {
            return false;
        }
        function = syntax.node(syntax.node(function).parent).function;
        depth += 1;
    }
    false
}

/// Whether a function's parameters bring a context, or something that carries one.
pub(super) fn has_context(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    syntax.parts(function, Part::Parameter).any(|parameter| {
        let is_named = syntax.parts(parameter, Part::Binding).any(|name| syntax.name(name) != "_");
        let r#type = syntax.part(parameter, Part::Type).filter(|_| is_named);
        let path = r#type.map(|r#type| context.resolver.instance_of(context.file, r#type));
        path.as_ref().and_then(Value::path).is_some_and(|path| {
            context.knowledge.is_context(path) || context.knowledge.context_carrier(path).is_some()
        })
    })
}
