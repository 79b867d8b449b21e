//! Spans: are they ended on every path, and do errors inside them leave a trace?

mod ended;
mod error_paths;
mod guards;
mod handed_on;
mod helpers;
mod names;
mod propagated;
mod returned;
mod start;

use super::call_sites::CallSite;
use super::context::FileContext;
use super::file::Analysis;
use super::span_search;
use crate::diagnostic::Confidence;
use crate::facts::Fact;
use crate::knowledge::{Meaning, SpanSpec};
use crate::resolve::Value;
use crate::syntax::{Kind, NONE, NodeId, Part};
use rustc_hash::FxHashMap;
use start::Start;
use std::cell::RefCell;

/// Collects `span-start` and `error-path` facts.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    let direct = starts(analysis).map(|(site, spec)| Start::direct(analysis, site.node, spec));
    let through_helpers = helpers::starts(analysis);
    facts.extend(guards::facts(analysis));
    for start in direct.chain(through_helpers) {
        facts.push(start.fact());
        facts.extend(error_paths::facts(analysis, &start));
    }
    facts.extend(names::facts(analysis));
}

/// What is found out once about the spans of a file.
pub(super) struct KnownSpans<'a> {
    /// The call sites that start spans, by their index.
    starts: Vec<(usize, &'a SpanSpec)>,
    /// The first call of a function that opens a span elsewhere.
    opening: RefCell<FxHashMap<NodeId, Option<NodeId>>>,
}

impl<'a> KnownSpans<'a> {
    pub(super) fn of(sites: &[CallSite<'a>]) -> Self {
        let spec = |site: &CallSite<'a>| {
            site.meanings.iter().find_map(|meaning| match meaning {
                Meaning::Span(spec) => Some(&**spec),
                _ => None,
            })
        };
        let starts = sites.iter().enumerate().filter_map(|(index, site)| Some((index, spec(site)?)));
        Self { starts: starts.collect(), opening: RefCell::default() }
    }
}

/// Returns the calls that start spans.
pub(super) fn starts<'a, 'b>(
    analysis: &'b Analysis<'a>,
) -> impl Iterator<Item = (&'b CallSite<'a>, &'a SpanSpec)> {
    analysis.spans.starts.iter().filter_map(|(index, spec)| Some((analysis.sites.get(*index)?, *spec)))
}

/// Returns the statement that holds an expression: the outermost node below a block.
pub(super) fn statement_of(context: &FileContext<'_>, id: NodeId) -> NodeId {
    let syntax = context.syntax();
    let mut current = id;
    for _ in 0..64 {
        let parent = syntax.node(current).parent;
        let is_body =
            matches!(syntax.kind(parent), Kind::Block | Kind::Module | Kind::Case | Kind::DefaultCase);
        if is_body || parent == current {
            return current;
        }
        current = parent;
    }
    current
}

/// Returns whether a span is active around a node: its block or decorated function holds the node, or it was
/// started before it in the same function or one around it.
pub(super) fn is_in_span(analysis: &Analysis<'_>, id: NodeId) -> bool {
    let syntax = analysis.context.syntax();
    starts(analysis).any(|(site, spec)| {
        if let Some(block) = block_of(&analysis.context, site.node, spec) {
            syntax.contains(block, id)
        } else {
            let function = syntax.node(site.node).function;
            let shares_function =
                syntax.node(id).function == function || (function != NONE && syntax.contains(function, id));
            site.node < id && shares_function
        }
    }) || is_in_own_span(analysis, id)
}

/// Returns the block or decorated function that a span lasts for, where it has one.
fn block_of(context: &FileContext<'_>, start: NodeId, spec: &SpanSpec) -> Option<NodeId> {
    let syntax = context.syntax();
    if let Some(function) = start::callback(context, start, spec) {
        return Some(function);
    }
    if let Some(work) = given_to(context, start) {
        return Some(work);
    }
    let mut current = start;
    for _ in 0..8 {
        let node = syntax.node(current);
        match (node.part, syntax.kind(node.parent)) {
            (Part::Decorator, Kind::Decorated) | (Part::Item, Kind::With | Kind::Try) => {
                return Some(node.parent);
            }
            (_, Kind::Block | Kind::Module | Kind::Function) => return None,
            _ => current = node.parent,
        }
    }
    None
}

/// Functions of the run may open the span: helpers that return it, context managers, decorators.
fn is_in_own_span(analysis: &Analysis<'_>, id: NodeId) -> bool {
    let context = &analysis.context;
    let syntax = context.syntax();
    let mut function = syntax.node(id).function;
    for _ in 0..4 {
        if function == crate::syntax::NONE {
            return false;
        }
        let parent = syntax.node(function).parent;
        let decorators =
            syntax.parts(parent, Part::Decorator).filter(|_| syntax.kind(parent) == Kind::Decorated);
        if decorators.into_iter().any(|decorator| opens_span(context, decorator, true)) {
            return true;
        }
        if first_opening(analysis, function).is_some_and(|call| call < id) {
            return true;
        }
        function = syntax.node(parent).function;
    }
    false
}

/// The first call of a function that opens a span elsewhere.
fn first_opening(analysis: &Analysis<'_>, function: NodeId) -> Option<NodeId> {
    let (context, syntax) = (&analysis.context, analysis.context.syntax());
    let known = analysis.spans.opening.borrow().get(&function).copied();
    known.unwrap_or_else(|| {
        let mut calls = syntax.own(function).filter(|inner| syntax.kind(*inner) == Kind::Call);
        let found = calls.find(|call| {
            let around = [*call, syntax.node(*call).parent];
            opens_span(context, *call, around.iter().any(|id| syntax.node(*id).part == Part::Item))
        });
        analysis.spans.opening.borrow_mut().insert(function, found);
        found
    })
}

/// The work that a span is handed to where it is started: `client.send().instrument(info_span!("send"))`.
fn given_to(context: &FileContext<'_>, start: NodeId) -> Option<NodeId> {
    let syntax = context.syntax();
    let call = syntax.node(start).parent;
    let callee = syntax.part(call, Part::Callee).filter(|_| syntax.node(start).part == Part::Argument)?;
    let value = context.value(callee);
    let keeps = context.knowledge.context_maker(value.path()?) == Some("keeps");
    keeps.then(|| context.receiver(call))?
}

/// A call of a function of the run that yields a span; entered or as a decorator, one that starts a span.
fn opens_span(context: &FileContext<'_>, call: NodeId, is_entered: bool) -> bool {
    let callee = context.syntax().part(call, Part::Callee).unwrap_or(call);
    let Value::Definition(file, definition) = context.value(callee) else { return false };
    let Some(other) = context.at(file) else { return false };
    if is_entered {
        return span_search::span_in(&other, definition, span_search::WRAPPER_DEPTH).is_some();
    }
    let called = Value::Definition(file, definition);
    let mut results = (0..2).map(|index| context.resolver.result(context.file, &called, index));
    results.any(|result| result.path().is_some_and(|path| context.knowledge.is_span(path)))
}

/// Returns a low confidence where `condition` holds.
pub(super) fn low_if(condition: bool) -> Confidence {
    if condition { Confidence::Low } else { Confidence::High }
}
