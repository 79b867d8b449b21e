//! What a print shows, and in whose service it stands: an error that is printed while a request is served is nearly always
//! lost to whoever looks for it, a plain line is often meant.

use super::around::functions;
use crate::knowledge::{Meaning, PrintSpec};
use crate::model::context::FileContext;
use crate::model::errors::Handler;
use crate::model::file::Analysis;
use crate::model::origin::words::words;
use crate::syntax::{Kind, NodeId};

/// How many handlers around a print are looked at.
const MOST_HANDLERS: usize = 8;

/// Returns what a print shows: the `error` that some handler around it caught, or `other` things.
pub(super) fn shows(analysis: &Analysis<'_>, print: NodeId, spec: &PrintSpec) -> &'static str {
    let syntax = analysis.context.syntax();
    let outer = |id: &NodeId| {
        let parent = syntax.node(*id).parent;
        (parent != *id && syntax.kind(parent) != Kind::Module).then_some(parent)
    };
    let handlers = std::iter::successors(Some(print), outer).skip(1).filter_map(|id| handler(analysis, id));
    let mut around = handlers.filter(|handler| syntax.contains(handler.body, print)).take(MOST_HANDLERS);
    let shows = |handler: Handler<'_>| spec.shows_error || handler.names_error(print);
    if around.any(shows) { "error" } else { "other" }
}

fn handler<'a>(analysis: &'a Analysis<'a>, id: NodeId) -> Option<Handler<'a>> {
    match analysis.context.syntax().kind(id) {
        Kind::Catch => Handler::catch(analysis, id),
        Kind::Branch | Kind::Case => Handler::check(analysis, id),
        Kind::Call => Handler::rejection(analysis, id),
        _ => None,
    }
}

/// Returns what a print stands in: a `handler` that the file registers; a function that is given a `request`, or what belongs to one; else a file that serves
/// (`entry-file`), one that `calls-out`, or nothing of the kind (`unknown`).
pub(super) fn around(analysis: &Analysis<'_>, print: NodeId) -> &'static str {
    let means = |is: fn(&Meaning) -> bool| {
        analysis.sites.iter().any(|site| site.meanings.iter().any(|meaning| is(meaning)))
    };
    if functions(&analysis.context, print).any(|function| analysis.is_handler(function)) {
        "handler"
    } else if functions(&analysis.context, print).any(|function| takes_request(&analysis.context, function)) {
        "request"
    } else if means(|meaning| matches!(meaning, Meaning::EntryPoint(_))) {
        "entry-file"
    } else if means(|meaning| matches!(meaning, Meaning::Outbound(_))) {
        "calls-out"
    } else {
        "unknown"
    }
}

/// A parameter is named as what a server hands over is, by itself or by its type.
fn takes_request(context: &FileContext<'_>, function: NodeId) -> bool {
    let (syntax, known) = (context.syntax(), &context.habits().request_words);
    let is_known = |name: &str| words(name).last().is_some_and(|word| known.contains(word));
    syntax.parameters(function).any(|(parameter, name)| {
        is_known(syntax.name(name))
            || syntax
                .subtree(parameter)
                .filter(|id| *id != name && matches!(syntax.kind(*id), Kind::Name | Kind::Member))
                .any(|id| is_known(syntax.name(id)))
    })
}
