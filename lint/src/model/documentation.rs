//! What people are told of a function: the text it starts with, and the comments right above it.

use super::context::FileContext;
use crate::source::TextRange;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// Returns all that stands for a function's documentation.
pub(super) fn documentation(context: &FileContext<'_>, function: NodeId) -> String {
    let syntax = context.syntax();
    format!("{}{}", text(syntax, function).unwrap_or_default(), heading(syntax, function))
}

/// Returns the text that a function starts with.
pub(super) fn text(syntax: &Syntax, function: NodeId) -> Option<&str> {
    let body = syntax.part(function, Part::Body)?;
    let first = syntax.children(body).next().filter(|id| syntax.kind(*id) == Kind::Expression)?;
    let text = syntax.children(first).next().filter(|id| syntax.kind(*id) == Kind::String)?;
    syntax.string_value(text)
}

/// Returns the comment lines right above a function, or a statement, each above the next.
pub(super) fn heading(syntax: &Syntax, function: NodeId) -> String {
    let file = &syntax.file;
    let parent = syntax.node(function).parent;
    let whole = if syntax.kind(parent) == Kind::Decorated { parent } else { function };
    let mut line = file.line_of(syntax.node(whole).range.start);
    let before = syntax.comments.partition_point(|comment| comment.start < syntax.node(whole).range.start);
    let joined = syntax.comments[..before].iter().rev().take_while(|comment| {
        let is_next = file.line_of(comment.end.saturating_sub(1)) + 1 == line;
        line = file.line_of(comment.start);
        is_next
    });
    let lines: Vec<&str> = joined.map(|comment| file.text(*comment)).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}

/// Returns the comments that a range holds a part of.
pub(super) fn comments_in(syntax: &Syntax, range: TextRange) -> impl Iterator<Item = &TextRange> {
    let first = syntax.comments.partition_point(|comment| comment.end <= range.start);
    syntax.comments[first..].iter().take_while(move |comment| comment.start < range.end)
}
