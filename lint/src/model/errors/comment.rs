//! Comments that explain why an error is ignored.

use crate::model::context::FileContext;
use crate::model::documentation::{heading, text};
use crate::source::TextRange;
use crate::syntax::{Kind, NodeId, Part};

/// Returns whether people are told something between the start of a node and the end of its last line.
pub(super) fn inside(context: &FileContext<'_>, range: TextRange) -> bool {
    let file = &context.syntax().file;
    let last_line = file.line_of(range.end.saturating_sub(1));
    explains(context, TextRange::new(range.start, file.line_range(last_line).end))
}

/// Returns whether the line above a statement is a comment for people.
pub(super) fn above(context: &FileContext<'_>, statement: NodeId) -> bool {
    let syntax = context.syntax();
    let file = &syntax.file;
    let line = file.line_of(syntax.node(statement).range.start);
    let before = file.line_range(line.saturating_sub(1).max(1));
    let marker = &context.habits().line_comment;
    line > 1 && file.text(before).trim_start().starts_with(marker.as_str()) && explains(context, before)
}

/// Returns whether the documentation or the name of the function around a node says that it means to go on after a
/// failure.
pub(super) fn documents_leniency(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    let says = |text: &str| is_lenient(context, text);
    let Some(function) = context.function_of(id) else { return false };
    let told = text(syntax, function);
    let name = syntax.name(function).replace('_', " ");
    told.is_some_and(says) || says(&heading(syntax, function)) || says(&name)
}

/// Returns whether the comment lines right above a statement say that it means to go on after a failure.
pub(super) fn excuses(context: &FileContext<'_>, statement: NodeId) -> bool {
    is_lenient(context, &heading(context.syntax(), statement))
}

fn is_lenient(context: &FileContext<'_>, text: &str) -> bool {
    let words = &context.habits().leniency;
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(word.as_str()))
}

/// Returns whether a function's documentation quotes the words that a handler ends with: two or more, so that they say
/// what is meant.
pub(super) fn quotes_default(context: &FileContext<'_>, body: NodeId) -> bool {
    let syntax = context.syntax();
    let last = syntax.children(body).last().filter(|last| syntax.kind(*last) == Kind::Return);
    let words = last.and_then(|last| syntax.children(last).next()).and_then(|id| syntax.string_value(id));
    let told = context.function_of(body).and_then(|function| text(syntax, function));
    match (words, told) {
        (Some(words), Some(told)) => words.trim().contains(' ') && told.contains(&format!("\"{words}\"")),
        _ => false,
    }
}

/// Returns whether the comment above a function quotes, in brackets, just the results that a return hands out.
pub(super) fn quotes_answer(context: &FileContext<'_>, exit: NodeId) -> bool {
    let syntax = context.syntax();
    let results: Vec<&str> = syntax.children(exit).map(|result| syntax.text(result)).collect();
    let quote = format!("({})", results.join(", "));
    let function = context.function_of(exit).filter(|_| results.len() > 1);
    function.is_some_and(|function| heading(syntax, function).contains(&quote))
}

/// Returns whether people are told something beside a statement, or right above it and its like.
pub(super) fn beside(context: &FileContext<'_>, statement: NodeId) -> bool {
    let syntax = context.syntax();
    let file = &syntax.file;
    let line_of = |id: NodeId| file.line_of(syntax.node(id).range.start);
    let line = line_of(statement);
    let mut first = line;
    // One comment may stand above several assignments to nothing.
    let siblings: Vec<NodeId> =
        syntax.children(syntax.node(statement).parent).filter(|id| *id < statement).collect();
    for sibling in siblings.into_iter().rev() {
        if line_of(sibling) + 1 != first || !assigns_nothing(context, sibling) {
            break;
        }
        first = line_of(sibling);
    }
    let from = file.line_range(first.saturating_sub(1).max(1)).start;
    explains(context, TextRange::new(from, file.line_range(line).end))
}

/// Returns whether every target of an assignment is the name for what is not wanted.
pub(super) fn assigns_nothing(context: &FileContext<'_>, assign: NodeId) -> bool {
    let syntax = context.syntax();
    let mut targets = syntax.parts(assign, Part::Target).peekable();
    // Where a pattern that takes nothing is no node, there is no target.
    let may_lack_target = context.habits().error_pattern.is_some();
    syntax.kind(assign) == Kind::Assign
        && (targets.peek().is_some() || may_lack_target)
        && targets.all(|target| syntax.kind(target) == Kind::Name && syntax.name(target) == "_")
}

/// Directives to tools tell people nothing.
fn explains(context: &FileContext<'_>, range: TextRange) -> bool {
    let syntax = context.syntax();
    let habits = &context.habits();
    let first = syntax.comments.partition_point(|comment| comment.end <= range.start);
    let inside = syntax.comments[first..].iter().take_while(|comment| comment.start < range.end);
    inside.map(|comment| syntax.file.text(*comment)).any(|text| {
        let words = text.trim_start_matches(['#', '/', '*', ' ', '\t', '-', '!']).trim();
        let hashed = text.trim_start_matches(['/', '*', ' ']);
        let directs = habits
            .directives
            .iter()
            .any(|directive| words.starts_with(directive.as_str()) || hashed.starts_with(directive.as_str()));
        // A reason may stand behind a directive, as a comment of its own.
        let mut marks = [habits.line_comment.as_str(), " - ", " -- ", " — "].into_iter();
        let behind = marks.find_map(|mark| words.split_once(mark)).map(|(_, reason)| reason.trim());
        if directs { behind.is_some_and(|reason| !reason.is_empty()) } else { !words.is_empty() }
    })
}
