//! Contexts: is one at hand, and do calls get it?

use super::context::FileContext;
use super::file::Analysis;
use crate::facts::Fact;
use crate::knowledge::OutboundSpec;
use crate::resolve::Value;
use crate::syntax::{Kind, NONE, NodeId, Part};

/// Collects `context-call` facts: a fresh context handed on by a function that has one.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    let context = &analysis.context;
    let syntax = context.syntax();
    for id in 0..syntax.nodes().len() as NodeId {
        let node = syntax.node(id);
        if node.kind != Kind::Call || node.part != Part::Argument || !is_background(context, id) {
            continue;
        }
        let call = node.parent;
        if syntax.kind(call) != Kind::Call
            || makes_context(context, call)
            || !should_have_been_passed(context, id)
        {
            continue;
        }
        let callee =
            syntax.part(call, Part::Callee).map_or_else(String::new, |callee| context.excerpt(callee));
        facts.push(context.fact(
            "context-call",
            id,
            vec![("callee", callee.into()), ("context", "background".into())],
        ));
    }
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
    let argument = context.select(call, spec.context.as_ref()?)?;
    let defining = context.defining(argument);
    let made = maker(context, defining).or_else(|| maker(context, argument));
    Some(match made {
        Some("deadline") => "given",
        Some("background") => return None,
        _ => "unknown",
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
    maker(context, id) == Some("background")
}

fn makes_context(context: &FileContext<'_>, call: NodeId) -> bool {
    maker(context, call).is_some()
        || matches!(context.value(call), Value::Path(path) if context.knowledge.is_context(&path))
}

/// A context is at hand, and nothing says that leaving it behind is meant.
fn should_have_been_passed(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    let (mut function, mut depth) = (syntax.node(id).function, 0);
    while function != NONE && depth < 16 {
        if has_context(context, function) {
            return !is_deliberate(context, function, id);
        }
        // A closure that another goroutine or a later time runs outlives the context around it.
        if matches!(syntax.kind(syntax.node(syntax.node(function).parent).parent), Kind::Spawn | Kind::Defer)
        {
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

/// Shutting down, after the context has ended, or detached with a word that says so.
fn is_deliberate(context: &FileContext<'_>, function: NodeId, id: NodeId) -> bool {
    let syntax = context.syntax();
    let name = syntax.name(function).to_ascii_lowercase();
    let habits = &context.resolver.project.language(context.file).habits;
    let is_cleanup = habits.clean_up.iter().any(|word| name.contains(word.as_str()));
    let is_entry = habits.entry_functions.contains(&name);
    let waited = syntax.subtree(function).any(|inner| inner < id && syntax.kind(inner) == Kind::Receive);
    is_cleanup || is_entry || waited || syntax.enclosing(id, &[Kind::Defer]).is_some()
}
