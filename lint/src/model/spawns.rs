//! Tasks that start without the active span.

use super::context::FileContext;
use super::file::Analysis;
use crate::facts::Fact;
use crate::knowledge::Meaning;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// How many calls within the run are followed from a task.
const REACH_DEPTH: u32 = 3;

/// Collects `task-spawn` facts.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    let context = &analysis.context;
    for site in &analysis.sites {
        let spec = site.meanings.iter().find_map(|meaning| match meaning {
            Meaning::Spawn(spec) => Some(spec),
            _ => None,
        });
        let Some(spec) = spec else { continue };
        // At file level there is no active span to lose.
        if context.function_of(site.node).is_none() {
            continue;
        }
        let Some(task) = context.select(site.node, &spec.task) else { continue };
        let kept = !spec.loses_context || carries_context(context, site.node);
        let callee = context.syntax().part(site.node, Part::Callee).unwrap_or(site.node);
        let fields = vec![
            ("callee", context.excerpt(callee).into()),
            ("name", context.excerpt(task).into()),
            ("context", if kept { "kept" } else { "lost" }.into()),
            ("reaches", reaches(context, task, REACH_DEPTH).unwrap_or("nothing").into()),
        ];
        facts.push(context.fact("task-spawn", site.node, fields));
    }
}

/// The task is run inside a copied context: `ctx.run` is what is spawned.
fn carries_context(context: &FileContext<'_>, call: NodeId) -> bool {
    context.arguments(call).iter().any(|argument| {
        matches!(context.value(argument.value), Value::Path(path) if context.knowledge.context_maker(&path) == Some("detach")
            || context.knowledge.meanings(&path).iter().any(|meaning| matches!(meaning, Meaning::Wrapper(_))))
    })
}

/// What a task gets to that should have had the span as its parent.
fn reaches(context: &FileContext<'_>, task: NodeId, depth: u32) -> Option<&'static str> {
    let syntax = context.syntax();
    if syntax.kind(task) == Kind::Function {
        return reaches_in(context, task, depth);
    }
    match context.value(task) {
        Value::Definition(file, function) => {
            context.at(file).and_then(|other| reaches_in(&other, function, depth))
        }
        Value::Path(path) => meaning(context, &path),
        _ => None,
    }
}

fn reaches_in(context: &FileContext<'_>, function: NodeId, depth: u32) -> Option<&'static str> {
    let syntax = context.syntax();
    let callees: Vec<NodeId> = syntax
        .subtree(function)
        .filter(|id| syntax.kind(*id) == Kind::Call)
        .filter_map(|id| syntax.part(id, Part::Callee))
        .collect();
    callees.into_iter().find_map(|callee| match context.value(callee) {
        Value::Path(path) => meaning(context, &path),
        Value::Definition(file, inner) if depth > 0 && inner != function => {
            context.at(file).and_then(|other| reaches_in(&other, inner, depth - 1))
        }
        _ => None,
    })
}

fn meaning(context: &FileContext<'_>, path: &str) -> Option<&'static str> {
    context.knowledge.meanings(path).iter().find_map(|meaning| match meaning {
        Meaning::Outbound(_) => Some("outbound-call"),
        Meaning::Span(_) => Some("span"),
        _ => None,
    })
}
