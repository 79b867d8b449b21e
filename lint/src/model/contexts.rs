//! Contexts: is one at hand, and do calls get it?

mod deliberate;

use super::context::FileContext;
use super::file::Analysis;
use super::spans::low_if;
use crate::facts::Fact;
use crate::knowledge::{Meaning, OutboundSpec, RequestSpec};
use crate::resolve::{BindingKind, Value};
use crate::syntax::{Kind, NONE, NodeId, Part};
use rustc_hash::FxHashSet;

/// How many derivations of a context are followed back.
const MAX_DERIVATIONS: u32 = 8;

/// What context a value brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carried {
    /// None at all: a request that was built without.
    Nothing,
    /// A fresh one, or one derived from that.
    Fresh,
    /// Another one, or an unknown one.
    Other,
}

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

/// Says whether a call's context bounds its time: `given`, `unknown`, or nothing where it has none.
pub(super) fn deadline(context: &FileContext<'_>, call: NodeId, spec: &OutboundSpec) -> Option<&'static str> {
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

/// The block or the call around a call bounds its time.
fn is_within_deadline(context: &FileContext<'_>, call: NodeId) -> bool {
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
pub(super) fn carried(context: &FileContext<'_>, id: NodeId, from: &[String]) -> Carried {
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
pub(super) fn is_made(context: &FileContext<'_>, id: NodeId) -> bool {
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
fn maker(context: &FileContext<'_>, id: NodeId) -> Option<&'static str> {
    let syntax = context.syntax();
    if syntax.kind(id) != Kind::Call {
        return None;
    }
    let callee = context.value(syntax.part(id, Part::Callee)?);
    let called = format!("{}()", callee.path()?);
    context.knowledge.context_maker(&called)
}

fn is_background(context: &FileContext<'_>, id: NodeId) -> bool {
    only_definition(context, id).is_some_and(|defining| maker(context, defining) == Some("background"))
}

fn makes_context(context: &FileContext<'_>, call: NodeId) -> bool {
    maker(context, call).is_some() || is_context_value(context, call)
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
