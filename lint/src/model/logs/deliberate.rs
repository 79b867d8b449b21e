//! Prints that are meant by what stands right around them: an annotation that allows them and says why, or a question
//! whose answer is read next.

use super::around::{blocks, functions};
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::documentation::heading;
use crate::model::spans::statement_of;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// How many statements behind a question its answer is read, at most.
const NEAR: usize = 3;

/// Returns whether an annotation above a print, or above what it stands in, allows it and says why.
pub(super) fn is_allowed(context: &FileContext<'_>, print: NodeId) -> bool {
    let (syntax, habits) = (context.syntax(), context.habits());
    let Some(reason) = &habits.reason_word else { return false };
    let outer = |id: &NodeId| {
        let parent = syntax.node(*id).parent;
        (parent != *id && syntax.kind(parent) != Kind::Module).then_some(parent)
    };
    let allows = |text: &str| {
        habits.output_annotations.iter().any(|known| text.contains(known.as_str()))
            && text.contains(reason.as_str())
    };
    std::iter::successors(Some(print), outer).any(|id| allows(&text_before(syntax, id)))
}

/// Returns whether a comment in the function around a print, or above that, says that no logger can be used there.
pub(super) fn is_explained(context: &FileContext<'_>, print: NodeId) -> bool {
    let (syntax, excuses) = (context.syntax(), &context.habits().print_excuses);
    let Some(function) = functions(context, print).last().filter(|_| !excuses.is_empty()) else {
        return false;
    };
    let range = syntax.node(function).range;
    let inside = syntax.comments.iter().filter(|comment| range.contains(**comment));
    let texts = inside.map(|comment| syntax.file.text(*comment).to_owned());
    let mut texts = texts.chain([heading(syntax, function), text_before(syntax, function)]);
    texts.any(|text| {
        let text = text.to_lowercase();
        excuses.iter().any(|excuse| text.contains(excuse.as_str()))
    })
}

/// What stands between a node and the one before it: annotations that became no fact of their own, or became parts of a
/// whole around a definition.
fn text_before(syntax: &Syntax, id: NodeId) -> String {
    let parent = syntax.node(id).parent;
    let is_whole = syntax.kind(parent) == Kind::Decorated;
    let before = syntax.previous_sibling(id);
    let start = match before.filter(|_| !is_whole) {
        Some(before) => syntax.node(before).range.end,
        None => syntax.node(parent).range.start,
    };
    let text = syntax.file.bytes().get(start as usize..syntax.node(id).range.start as usize);
    String::from_utf8_lossy(text.unwrap_or_default()).into_owned()
}

/// Returns whether what a person answers is read right behind a print, or before it under a condition that both stand
/// under.
pub(super) fn is_question(context: &FileContext<'_>, print: NodeId) -> bool {
    let syntax = context.syntax();
    let statement = statement_of(context, print);
    let behind = syntax.siblings_behind(statement);
    let reads = |other: NodeId| syntax.subtree(other).any(|id| reads_answer(context, id));
    let read_before =
        |block: NodeId| syntax.children(block).take_while(|other| !syntax.contains(*other, print)).any(reads);
    behind.take(NEAR).any(reads) || blocks(context, print).any(read_before)
}

fn reads_answer(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    if syntax.node(id).part != Part::Callee || !context.knowledge.is_of_tools(syntax.name(id)) {
        return false;
    }
    let path = context.resolver.path(context.file, id);
    path.is_some_and(|path| {
        context.knowledge.meanings(&path).iter().any(|meaning| matches!(meaning, Meaning::Answer))
    })
}
