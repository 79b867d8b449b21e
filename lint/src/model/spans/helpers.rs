//! Spans that functions of the run start and hand out: their callers have to end them.

use super::Start;
use crate::facts::FileId;
use crate::knowledge::{Meaning, SpanSpec};
use crate::model::context::FileContext;
use crate::model::file::Analysis;
use crate::resolve::{BindingKind, Value};
use crate::syntax::{Kind, NodeId, Part};
use rustc_hash::FxHashMap;

/// How many functions a span may be handed through.
const MAX_HANDS: u32 = 3;

/// Returns the spans that calls of the run's own functions start. Cost: a look at each function whose result a
/// variable gets.
pub(super) fn starts<'a>(analysis: &'a Analysis<'a>) -> Vec<Start<'a>> {
    let context = &analysis.context;
    let syntax = context.syntax();
    let is_held = |id: &NodeId| {
        let node = syntax.node(*id);
        node.kind == Kind::Call && node.part == Part::Value && syntax.kind(node.parent) == Kind::Assign
    };
    let mut known: FxHashMap<(FileId, NodeId), Option<(&SpanSpec, usize)>> = FxHashMap::default();
    (0..syntax.nodes().len() as NodeId)
        .filter(is_held)
        .filter_map(|call| {
            let Value::Definition(file, function) = context.value(syntax.part(call, Part::Callee)?) else {
                return None;
            };
            let handed = *known
                .entry((file, function))
                .or_insert_with(|| handed_out(context, (file, function), MAX_HANDS));
            let (spec, result) = handed?;
            Some(Start::through_helper(analysis, call, spec, result))
        })
        .collect()
}

/// What a call starts, and which of its results that is.
fn started<'a>(context: &FileContext<'a>, call: NodeId, hands: u32) -> Option<(&'a SpanSpec, usize)> {
    let callee = context.syntax().part(call, Part::Callee)?;
    match context.value(callee) {
        Value::Path(path) => {
            context.knowledge.meanings(&path).into_iter().find_map(|meaning| match meaning {
                Meaning::Span(spec) => Some((&**spec, spec.result)),
                _ => None,
            })
        }
        Value::Definition(file, function) => handed_out(context, (file, function), hands),
        _ => None,
    }
}

/// What a function of the run starts and returns without ending it.
fn handed_out<'a>(
    context: &FileContext<'a>,
    (file, function): (FileId, NodeId),
    hands: u32,
) -> Option<(&'a SpanSpec, usize)> {
    let other = context.at(file)?;
    let syntax = other.syntax();
    if hands == 0 || syntax.kind(function) != Kind::Function || !may_return_span(&other, function) {
        return None;
    }
    let ends = |id: NodeId| syntax.node(id).part == Part::Callee && is_end(&other, id);
    if syntax.subtree(function).any(ends) {
        return None;
    }
    let returns = syntax.own(function).filter(|id| syntax.kind(*id) == Kind::Return);
    returns.into_iter().find_map(|exit| returned(&other, exit, hands - 1))
}

/// Declared results rule most functions out before anything is looked up in them.
fn may_return_span(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    let mut declared = syntax.parts(function, Part::Result).peekable();
    declared.peek().is_none()
        || declared.any(|result| {
            let r#type = syntax.part(result, Part::Type).unwrap_or(result);
            let value = context.resolver.instance_of(context.file, r#type);
            value.path().is_some_and(|path| context.knowledge.is_span(path))
        })
}

fn returned<'a>(context: &FileContext<'a>, exit: NodeId, hands: u32) -> Option<(&'a SpanSpec, usize)> {
    let syntax = context.syntax();
    let results: Vec<NodeId> = syntax.children(exit).collect();
    if let [only] = results.as_slice()
        && syntax.kind(*only) == Kind::Call
    {
        return started(context, *only, hands);
    }
    results.iter().enumerate().find_map(|(position, result)| {
        let node = syntax.node(*result);
        let bindings = context.parsed.bindings.in_scope(node.function, node.symbol);
        let made = bindings.iter().filter(|_| node.kind == Kind::Name).find_map(|binding| {
            let BindingKind::Value { expression, index } = binding.kind else { return None };
            let is_call = syntax.kind(expression) == Kind::Call;
            let (spec, result) = is_call.then(|| started(context, expression, hands)).flatten()?;
            (result == index as usize).then_some(spec)
        });
        made.map(|spec| (spec, position))
    })
}

/// Returns whether a callee ends the span it is called on.
pub(super) fn is_end(context: &FileContext<'_>, callee: NodeId) -> bool {
    if !context.knowledge.is_last_segment(context.syntax().name(callee)) {
        return false;
    }
    let value = context.value(callee);
    let meanings = value.path().map(|path| context.knowledge.meanings(path)).unwrap_or_default();
    meanings.iter().any(|meaning| matches!(meaning, Meaning::SpanEnd))
}
