//! Returns of errors that were just found, in languages where errors are returned.

use super::error_paths::{calls_recorder, fact, settled};
use super::{Start, low_if};
use crate::diagnostic::Confidence;
use crate::facts::Fact;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::errors::{Handler, checked_error, is_error_name};
use crate::model::file::Analysis;
use crate::model::flow::Duty;
use crate::syntax::{Kind, NodeId, Part};

/// Returns the error paths that end in a return of an error that was found, with the span still untouched by it.
pub(super) fn facts(
    analysis: &Analysis<'_>,
    start: &Start<'_>,
    variable: NodeId,
    function: NodeId,
) -> Vec<Fact> {
    let context = &analysis.context;
    let syntax = context.syntax();
    let mut done = settled(analysis, start, variable, function);
    let given_error = |id: &NodeId| {
        syntax.kind(*id) == Kind::Call
            && context.arguments(*id).iter().any(|argument| mentions_error(context, argument.value))
    };
    let calls = syntax.subtree(function).filter(|id| *id > start.call).filter(given_error);
    done.extend(calls.filter(|id| calls_recorder(context, *id)));
    done.sort_unstable();
    let symbol = syntax.node(variable).symbol;
    let held = |condition: NodeId| start.held(condition, symbol);
    let raises_leave = start.has_exceptions();
    let open = Duty { syntax, done, raises_leave, held: &held }.open_exits(start.statement);
    let scope = scope_of(context, variable);
    let in_scope = |exit: &NodeId| scope.is_none_or(|scope| syntax.contains(scope, *exit));
    let exits = open.exits.into_iter().filter(|exit| syntax.kind(*exit) == Kind::Return && in_scope(exit));
    exits
        .filter_map(|exit| {
            let confidence = exit_confidence(analysis, exit)?;
            Some(Fact { confidence, ..fact(context, start, exit) })
        })
        .collect()
}

/// The block that first names the variable: what returns outside of it has another span, or none.
pub(super) fn scope_of(context: &FileContext<'_>, variable: NodeId) -> Option<NodeId> {
    let syntax = context.syntax();
    let node = syntax.node(variable);
    let first = context
        .parsed
        .bindings
        .in_scope(node.function, node.symbol)
        .iter()
        .map(|binding| binding.node)
        .min()?;
    syntax.enclosing(first, &[Kind::Block, Kind::Case, Kind::DefaultCase])
}

fn mentions_error(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    syntax.subtree(id).any(|inner| is_error_name(context, inner))
}

/// An error that the file declares, rather than the function, is a newly made one.
fn is_local(context: &FileContext<'_>, name: NodeId) -> bool {
    let node = context.syntax().node(name);
    !context.parsed.bindings.in_scope(node.function, node.symbol).is_empty()
}

/// Whether a return hands out an error, and how sure it is that this one was found to be there and is a
/// failure: it stands in the branch that found it, under no condition that asks which error it is, and what failed
/// does not merely say that a text is of another form, nor records its errors itself.
fn exit_confidence(analysis: &Analysis<'_>, exit: NodeId) -> Option<Confidence> {
    let context = &analysis.context;
    let syntax = context.syntax();
    let last = syntax.children(exit).last()?;
    let errors: Vec<u32> = match syntax.kind(last) {
        Kind::Name => vec![last],
        Kind::Call => context.arguments(last).iter().map(|argument| argument.value).collect(),
        _ => return None,
    }
    .into_iter()
    .filter(|id| is_error_name(context, *id) && is_local(context, *id))
    .map(|id| syntax.node(id).symbol)
    .collect();
    if errors.is_empty() {
        return None;
    }
    let is_of = |id: NodeId| errors.contains(&syntax.node(id).symbol) && syntax.kind(id) == Kind::Name;
    let (mut current, mut confidence) = (exit, Confidence::High);
    while let Some(outer) = syntax.enclosing(current, &[Kind::Branch, Kind::Case, Kind::Function]) {
        let condition = match syntax.kind(outer) {
            Kind::Branch => syntax.part(outer, Part::Condition),
            Kind::Case => syntax.part(outer, Part::Key),
            _ => return Some(Confidence::Low),
        };
        let is_then = syntax.part(outer, Part::Then).is_some_and(|then| syntax.contains(then, exit));
        if let Some(condition) = condition {
            if is_then && syntax.subtree(condition).filter_map(|id| checked_error(context, id)).any(is_of) {
                let check = Handler::check(analysis, outer);
                let is_settled = check.is_some_and(|check| {
                    let records = |call: NodeId| calls_recorder(context, call);
                    check.is_of_conversion() || check.failed().is_some_and(records)
                });
                let is_chosen = || records_under_condition(analysis, outer, &is_of);
                return Some(confidence.min(low_if(is_settled || is_chosen())));
            }
            if syntax.subtree(condition).any(is_of) {
                confidence = Confidence::Low;
            }
        }
        current = outer;
    }
    Some(Confidence::Low)
}

/// Whether a branch records the error under a further condition that asks which error it is: whoever does so has decided
/// which of them count.
fn records_under_condition(analysis: &Analysis<'_>, check: NodeId, is_of: &dyn Fn(NodeId) -> bool) -> bool {
    let context = &analysis.context;
    let syntax = context.syntax();
    let asks = |branch: &NodeId| {
        let condition =
            syntax.part(*branch, Part::Condition).filter(|_| syntax.kind(*branch) == Kind::Branch);
        *branch != check && condition.is_some_and(|condition| syntax.subtree(condition).any(is_of))
    };
    let inside = syntax.part(check, Part::Then).into_iter().flat_map(|then| syntax.subtree(then));
    let mut chosen = inside.filter(asks).filter_map(|branch| syntax.part(branch, Part::Then));
    chosen.any(|then| {
        let marks = |meaning: &Meaning| matches!(meaning, Meaning::SpanError);
        let by_itself = analysis.sites.iter().any(|site| {
            syntax.contains(then, site.node) && site.meanings.iter().any(|meaning| marks(meaning))
        });
        by_itself
            || syntax.subtree(then).any(|id| syntax.kind(id) == Kind::Call && calls_recorder(context, id))
    })
}
