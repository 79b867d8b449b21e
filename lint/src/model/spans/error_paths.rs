//! Error paths inside a span that leave no trace on it.
//!
//! Where errors are raised, the path is a handler that keeps one from the span; where they are returned, it is a
//! `return` of an error that was just found, see [`returned`]; where one leaves from the middle of an expression, see
//! [`propagated`].

use super::{Start, block_of, low_if, propagated, returned, starts};
use crate::facts::Fact;
use crate::knowledge::Meaning;
use crate::model::call_sites::CallSite;
use crate::model::context::FileContext;
use crate::model::errors::{Handler, returns_error};
use crate::model::file::Analysis;
use crate::resolve::Value;
use crate::syntax::{Kind, NONE, NodeId, Part};

/// Collects error paths inside a span that neither record the error nor set a status.
pub(super) fn facts(analysis: &Analysis<'_>, start: &Start<'_>) -> Vec<Fact> {
    let syntax = analysis.context.syntax();
    if let Some(block) = block_of(&analysis.context, start.call, start.spec) {
        // What is entered records what leaves it; what a function is given does not.
        let unasked = propagated::unasked(analysis, start);
        if unasked.is_some() {
            return unasked.into_iter().collect();
        }
        let records = start.spec.records_errors || !start.spec.scoped && start.spec.callback.is_none();
        return handlers(analysis, start, block, records);
    }
    let function = syntax.node(start.call).function;
    let Some(variable) = start.variable.filter(|id| syntax.kind(*id) == Kind::Name && function != NONE)
    else {
        return Vec::new();
    };
    if returns_error(&analysis.context, function) {
        if !analysis.context.habits().result_types.is_empty() {
            return propagated::first(analysis, start, variable, function).into_iter().collect();
        }
        return returned::facts(analysis, start, variable, function);
    }
    if start.is_handed_on(variable) { Vec::new() } else { handlers(analysis, start, function, false) }
}

/// Handlers in a span's region that neither record what they catch nor, where that is enough, let it out.
fn handlers(analysis: &Analysis<'_>, start: &Start<'_>, region: NodeId, records_escaping: bool) -> Vec<Fact> {
    let syntax = analysis.context.syntax();
    let caught = syntax.subtree(region).filter(|id| *id > start.call && syntax.kind(*id) == Kind::Catch);
    caught
        .filter_map(|id| Handler::catch(analysis, id))
        .filter(|handler| !handler.is_answer)
        .filter(|handler| !(records_escaping && handler.raises()))
        .filter(|handler| !(start.spec.takes_logged_errors && handler.logs_error()))
        .filter(|handler| !records_there(analysis, start, handler.node, handler.body))
        .filter(|handler| !is_of_inner_span(analysis, start, handler))
        .map(|handler| unrecorded(analysis, start, &handler))
        .collect()
}

/// Whether the error is recorded in the handler, in the finally beside it, or by what is given the span.
fn records_there(analysis: &Analysis<'_>, start: &Start<'_>, handler: NodeId, body: NodeId) -> bool {
    let syntax = analysis.context.syntax();
    let finally = syntax.part(syntax.node(handler).parent, Part::Finally);
    [Some(body), finally].into_iter().flatten().any(|block| {
        let records = |site: &CallSite<'_>| {
            syntax.contains(block, site.node)
                && site.meanings.iter().any(|meaning| matches!(meaning, Meaning::SpanError))
        };
        let helps = |id: NodeId| syntax.kind(id) == Kind::Call && calls_recorder(&analysis.context, id);
        analysis.sites.iter().any(records)
            || start.variable.is_some_and(|variable| passes(start, variable, block).next().is_some())
            || syntax.subtree(block).any(helps)
    })
}

/// The error is the business of a span nearer by: one around the handler, or one that it escaped from.
fn is_of_inner_span(analysis: &Analysis<'_>, start: &Start<'_>, handler: &Handler<'_>) -> bool {
    let context = &analysis.context;
    let syntax = context.syntax();
    let guarded = syntax.node(handler.node).parent;
    starts(analysis).any(|(site, spec)| {
        site.node > start.call
            && match block_of(context, site.node, spec) {
                Some(block) => syntax.contains(block, handler.node) || syntax.contains(guarded, block),
                None => syntax.contains(guarded, site.node),
            }
    })
}

fn unrecorded(analysis: &Analysis<'_>, start: &Start<'_>, handler: &Handler<'_>) -> Fact {
    let context = &analysis.context;
    let mut fact = fact(context, start, handler.node);
    fact.range.end = context.syntax().node(handler.body).range.start.max(fact.range.start + 1);
    // A handler that does nothing is for another rule; here it more often says that nothing is wrong.
    fact.confidence = low_if(handler.catches_own() || handler.is_empty() || handler.guards_clean_up());
    fact
}

pub(super) fn fact(context: &FileContext<'_>, start: &Start<'_>, at: NodeId) -> Fact {
    let mut fact =
        context.fact("error-path", at, vec![("name", start.name().into()), ("recorded", "no".into())]);
    let started_at = context.syntax().node(start.call).range;
    fact.related.push((context.file, started_at, "the span starts here".to_owned()));
    fact
}

/// Where the span is handed to some function of this run, or an unknown one, which may record on it.
fn passes<'a>(start: &'a Start<'_>, variable: NodeId, within: NodeId) -> impl Iterator<Item = NodeId> + 'a {
    let syntax = start.analysis.context.syntax();
    let symbol = syntax.node(variable).symbol;
    syntax.subtree(within).filter(move |id| {
        let node = syntax.node(*id);
        let is_passed = node.kind == Kind::Name && node.symbol == symbol && node.part == Part::Argument;
        is_passed && *id > variable && !start.is_known_to_keep(node.parent)
    })
}

/// Returns what makes it somebody else's business what fails later: where the span is told of something, is given away, or
/// ends beside its start.
pub(super) fn settled(
    analysis: &Analysis<'_>,
    start: &Start<'_>,
    variable: NodeId,
    function: NodeId,
) -> Vec<NodeId> {
    let told = recorders(analysis, start, variable, function).chain(passes(start, variable, function));
    told.chain(ends_beside(start, variable)).collect()
}

/// Calls that record on the span, or on whatever span is active.
fn recorders<'a>(
    analysis: &'a Analysis<'_>,
    start: &'a Start<'_>,
    variable: NodeId,
    function: NodeId,
) -> impl Iterator<Item = NodeId> + 'a {
    let context = &analysis.context;
    let syntax = context.syntax();
    let named = start.calls_on(variable, &|meaning| matches!(meaning, Meaning::SpanError));
    let active = analysis.sites.iter().filter(move |site| {
        syntax.contains(function, site.node)
            && site.meanings.iter().any(|meaning| matches!(meaning, Meaning::SpanError))
            && context.receiver(site.node).is_none_or(|receiver| syntax.kind(receiver) != Kind::Name)
    });
    named.into_iter().chain(active.map(|site| site.node))
}

/// Where the span ends in the block it started in: what fails later is none of its errors.
fn ends_beside(start: &Start<'_>, variable: NodeId) -> Vec<NodeId> {
    let context = &start.analysis.context;
    let syntax = context.syntax();
    let block = syntax.node(start.statement).parent;
    let ends = start.calls_on(variable, &|meaning| matches!(meaning, Meaning::SpanEnd));
    ends.into_iter()
        .filter(|end| {
            let statement = super::statement_of(context, *end);
            syntax.node(statement).parent == block && syntax.kind(statement) != Kind::Defer
        })
        .collect()
}

/// Whether a call reaches a function of this run that itself records on a span.
pub(super) fn calls_recorder(context: &FileContext<'_>, call: NodeId) -> bool {
    let Some(callee) = context.syntax().part(call, Part::Callee) else { return false };
    let Value::Definition(file, function) = context.value(callee) else { return false };
    let Some(other) = context.at(file) else { return false };
    let syntax = other.syntax();
    syntax.kind(function) == Kind::Function
        && syntax.subtree(function).any(|id| {
            let inner = (syntax.kind(id) == Kind::Call).then(|| syntax.part(id, Part::Callee)).flatten();
            inner
                .filter(|inner| other.knowledge.is_last_segment(syntax.name(*inner)))
                .is_some_and(|inner| other.means(inner, |meaning| matches!(meaning, Meaning::SpanError)))
        })
}
