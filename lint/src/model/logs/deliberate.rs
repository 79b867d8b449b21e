//! Prints that are meant by what stands right around them: an annotation that allows them and says why, or a question
//! whose answer is read next.

use super::around::{blocks, functions};
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::documentation::{comments_in, heading};
use crate::model::memo::Memo;
use crate::model::spans::statement_of;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// How many statements behind a question its answer is read, at most.
const NEAR: usize = 3;

/// What was found out for the prints of one file.
#[derive(Default)]
pub(super) struct Deliberate {
    /// Functions with a comment that says that no logger can be used there.
    explained: Memo<NodeId, bool>,
    /// The first statement of a block that reads what a person answers.
    answers: Memo<NodeId, Option<NodeId>>,
}

impl Deliberate {
    /// Returns whether a print is meant by what stands right around it. Cost: a look at each function and block that
    /// prints.
    pub(super) fn contain(&self, context: &FileContext<'_>, print: NodeId) -> bool {
        is_allowed(context, print)
            || is_marked(context, print)
            || self.is_explained(context, print)
            || self.is_question(context, print)
    }

    /// A comment in the function around a print, or above that, says that no logger can be used there.
    fn is_explained(&self, context: &FileContext<'_>, print: NodeId) -> bool {
        let may_be = !context.habits().output.excuses.is_empty();
        let function = functions(context, print).last().filter(|_| may_be);
        function.is_some_and(|function| self.explained.get(function, || is_excused(context, function)))
    }

    /// What a person answers is read right behind a print, or before it under a condition that both stand under.
    fn is_question(&self, context: &FileContext<'_>, print: NodeId) -> bool {
        let syntax = context.syntax();
        let reads = |other: &NodeId| syntax.subtree(*other).any(|id| reads_answer(context, id));
        let read_before = |block: NodeId| {
            let first = self.answers.get(block, || syntax.children(block).find(reads));
            first.is_some_and(|first| first < print && !syntax.contains(first, print))
        };
        let mut behind = syntax.siblings_behind(statement_of(context, print)).take(NEAR);
        behind.any(|other| reads(&other)) || blocks(context, print).any(read_before)
    }
}

/// An annotation above a print, or above what it stands in, allows it and says why.
fn is_allowed(context: &FileContext<'_>, print: NodeId) -> bool {
    let (syntax, habits) = (context.syntax(), context.habits());
    let Some(reason) = &habits.output.reason_word else { return false };
    let outer = |id: &NodeId| {
        let parent = syntax.node(*id).parent;
        (parent != *id && syntax.kind(parent) != Kind::Module).then_some(parent)
    };
    let allows = |text: &str| {
        habits.output.annotations.iter().any(|known| text.contains(known.as_str()))
            && text.contains(reason.as_str())
    };
    std::iter::successors(Some(print), outer).any(|id| allows(&text_before(syntax, id)))
}

/// A comment on its line, or right above it, tells another linter to let it be: somebody looked at it.
fn is_marked(context: &FileContext<'_>, print: NodeId) -> bool {
    let (syntax, marks) = (context.syntax(), &context.habits().output.marks);
    let (file, range) = (&syntax.file, syntax.node(print).range);
    let (first, last) = (file.line_of(range.start), file.line_of(range.end));
    let near = syntax.comments.iter().filter(|comment| {
        let line = file.line_of(comment.start);
        line == last || line + 1 == first
    });
    !marks.is_empty()
        && near
            .map(|comment| file.text(*comment).to_lowercase())
            .any(|text| marks.iter().any(|mark| text.contains(mark.as_str())))
}

/// A comment in a function, or above it, says that no logger can be used there.
fn is_excused(context: &FileContext<'_>, function: NodeId) -> bool {
    let (syntax, excuses) = (context.syntax(), &context.habits().output.excuses);
    let inside = comments_in(syntax, syntax.node(function).range);
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
