//! What people are told of a function, by its documentation.

use super::context::FileContext;
use crate::syntax::{Kind, NodeId, Part};

/// Returns what stands for documentation: the text that a function's body starts with, and the comments right above it.
pub(super) fn documentation(context: &FileContext<'_>, function: NodeId) -> String {
    let syntax = context.syntax();
    let body = syntax.part(function, Part::Body);
    let first = body.and_then(|body| syntax.children(body).next());
    let text = first
        .filter(|id| syntax.kind(*id) == Kind::Expression)
        .and_then(|first| syntax.children(first).next())
        .filter(|id| syntax.kind(*id) == Kind::String)
        .and_then(|text| syntax.string_value(text));
    let mut told = text.unwrap_or_default().to_owned();
    told.push_str(&above(context, function));
    told
}

/// The comments that end in the line above a function, each above the next.
fn above(context: &FileContext<'_>, function: NodeId) -> String {
    let syntax = context.syntax();
    let start = syntax.node(function).range.start;
    let mut line = syntax.file.line_of(start);
    let before = syntax.comments.partition_point(|comment| comment.start < start);
    let joined = syntax.comments[..before].iter().rev().take_while(|comment| {
        let is_next = syntax.file.line_of(comment.end.saturating_sub(1)) + 1 == line;
        line = syntax.file.line_of(comment.start);
        is_next
    });
    let lines: Vec<&str> = joined.map(|comment| syntax.file.text(*comment)).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}
