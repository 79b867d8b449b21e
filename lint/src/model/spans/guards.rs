//! Guards, which make a span the active one for as long as they live: it must not live over an await, where its thread
//! turns to other work, nor end at once.

use crate::facts::Fact;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::file::Analysis;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// Collects the `span-start` facts of guards that are held too long, or not at all.
pub(super) fn facts(analysis: &Analysis<'_>) -> Vec<Fact> {
    let context = &analysis.context;
    let guards = analysis.sites.iter().filter(|site| {
        site.meanings.iter().any(|meaning| matches!(meaning, Meaning::SpanGuard)) && !site.is_guessed
    });
    guards.filter_map(|site| fact(context, site.node)).collect()
}

fn fact(context: &FileContext<'_>, guard: NodeId) -> Option<Fact> {
    let syntax = context.syntax();
    let holder = syntax.node(guard).parent;
    let variable = syntax.part(holder, Part::Target).filter(|target| syntax.kind(*target) == Kind::Name);
    let ended = match (syntax.kind(holder), variable) {
        (Kind::Expression, _) => "at-once",
        (Kind::Assign, None) if syntax.part(holder, Part::Target).is_none() => "at-once",
        (Kind::Assign, Some(variable)) if is_held_over_await(context, holder, variable) => "over-await",
        _ => return None,
    };
    let fields = vec![
        ("name", span_name(context, guard).into()),
        ("ended", ended.into()),
        ("variable", variable.map_or("", |variable| syntax.name(variable)).to_owned().into()),
    ];
    Some(context.fact("span-start", guard, fields))
}

/// In the rest of the block that holds the guard, something is waited for before the guard is given away.
fn is_held_over_await(context: &FileContext<'_>, assign: NodeId, variable: NodeId) -> bool {
    let syntax = context.syntax();
    let block = syntax.node(assign).parent;
    let mut behind = syntax.own(block).filter(|id| *id >= syntax.node(assign).end);
    let symbol = syntax.node(variable).symbol;
    let first = behind.find(|id| {
        let node = syntax.node(*id);
        let gives_away = node.kind == Kind::Name && node.symbol == symbol && node.part == Part::Argument;
        gives_away || node.kind == Kind::Await
    });
    first.is_some_and(|id| syntax.kind(id) == Kind::Await)
}

/// The span's name where it is made, else what it is called in the code.
fn span_name(context: &FileContext<'_>, guard: NodeId) -> String {
    let syntax = context.syntax();
    let Some(span) = context.receiver(guard) else { return String::new() };
    let made = context.defining(span);
    let callee = (syntax.kind(made) == Kind::Call).then(|| syntax.part(made, Part::Callee)).flatten();
    let path = callee.map(|callee| context.value(callee));
    let meanings = path.as_ref().and_then(Value::path).map(|path| context.knowledge.meanings(path));
    let spec = meanings.unwrap_or_default().into_iter().find_map(|meaning| match meaning {
        Meaning::Span(spec) => Some(spec),
        _ => None,
    });
    let name = spec.and_then(|spec| context.constant_text(context.select(made, &spec.name)?));
    name.unwrap_or_else(|| context.excerpt(span))
}
