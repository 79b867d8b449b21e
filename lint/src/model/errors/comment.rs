//! Comments that explain why an error is ignored.

use crate::model::context::FileContext;
use crate::model::documentation::{comments_in, heading, text};
use crate::source::TextRange;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// A comment speaks of no more assignments below it than this.
const LONGEST_RUN: usize = 64;

/// Returns whether people are told something between the start of a node and the end of its last line.
pub(super) fn inside(context: &FileContext<'_>, range: TextRange) -> bool {
    let file = &context.syntax().file;
    let last_line = file.line_of(range.end.saturating_sub(1));
    explains(context, TextRange::new(range.start, file.line_range(last_line).end))
}

/// Returns whether a comment for people stands right above a statement, on lines of its own.
pub(super) fn above(context: &FileContext<'_>, statement: NodeId) -> bool {
    let file = &context.syntax().file;
    above_line(context, file.line_of(context.syntax().node(statement).range.start)).is_some()
}

/// What the comment says that ends on the line before: one behind other code speaks of that.
fn above_line(context: &FileContext<'_>, line: u32) -> Option<String> {
    let syntax = context.syntax();
    let file = &syntax.file;
    let stands_alone = |comment: &TextRange| {
        let start = file.line_range(file.line_of(comment.start)).start;
        file.text(TextRange::new(start, comment.start)).trim().is_empty()
    };
    let mut next = line;
    let before = syntax.comments.partition_point(|comment| comment.start < file.line_range(line).start);
    let joined = syntax.comments[..before].iter().rev().take_while(|comment| {
        let is_next = file.line_of(comment.end.saturating_sub(1)) + 1 == next && stands_alone(comment);
        next = file.line_of(comment.start);
        is_next
    });
    let joined: Vec<&TextRange> = joined.collect();
    let range = TextRange::new(joined.last()?.start, joined.first()?.end);
    explains(context, range).then(|| file.text(range).to_owned())
}

/// Returns whether the documentation or the name of the function around a node says that it means to go on after a
/// failure.
pub(super) fn documents_leniency(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    let says = |text: &str| {
        is_lenient(context, text) || (answers_nothing(syntax, id) && names_answer(context, text))
    };
    let Some(function) = context.function_of(id) else { return false };
    let told = text(syntax, function);
    let name = syntax.name(function).replace('_', " ");
    told.is_some_and(says) || says(&heading(syntax, function)) || says(&name)
}

/// Returns whether the comment right above a statement says that it means to go on after a failure.
pub(super) fn excuses(context: &FileContext<'_>, statement: NodeId) -> bool {
    is_excuse(context, &heading(context.syntax(), statement))
}

/// Returns whether a comment in a place says that a failure there may be ignored.
pub(super) fn excuses_inside(context: &FileContext<'_>, range: TextRange) -> bool {
    let syntax = context.syntax();
    let mut whole = comments_in(syntax, range).filter(|one| range.start <= one.start && one.end <= range.end);
    whole.any(|comment| explains(context, *comment) && is_excuse(context, syntax.file.text(*comment)))
}

fn is_lenient(context: &FileContext<'_>, text: &str) -> bool {
    contains_any(text, &context.habits().answers.leniency)
}

fn is_excuse(context: &FileContext<'_>, text: &str) -> bool {
    is_lenient(context, text) || contains_any(text, &context.habits().answers.excuses)
}

fn names_answer(context: &FileContext<'_>, text: &str) -> bool {
    contains_any(text, &context.habits().answers.no_answers)
}

fn contains_any(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(word.as_str()))
}

/// A handler returns no answer, or goes on to where there is one no longer: success has left.
fn answers_nothing(syntax: &Syntax, handler: NodeId) -> bool {
    let exits = |block: NodeId| syntax.own(block).filter(|id| syntax.kind(*id) == Kind::Return);
    let is_nothing = |exit: NodeId| {
        let says = |id: NodeId| !matches!(syntax.kind(id), Kind::Null | Kind::Boolean);
        !syntax.children(exit).any(says)
    };
    let guarded = syntax.part(syntax.node(handler).parent, Part::Body);
    let mut own = exits(handler).peekable();
    match own.peek() {
        Some(_) => own.any(is_nothing),
        None => {
            syntax.kind(handler) != Kind::Catch || guarded.is_some_and(|body| exits(body).next().is_some())
        }
    }
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

/// Returns whether people are told something beside a statement or right above it; or above it and its like, which a
/// heading may stand above, that a failure may be ignored.
pub(super) fn beside(context: &FileContext<'_>, statement: NodeId) -> bool {
    let syntax = context.syntax();
    let file = &syntax.file;
    let range = syntax.node(statement).range;
    let to_end_of_line = |from: u32, at: u32| TextRange::new(from, file.line_range(file.line_of(at)).end);
    explains(context, to_end_of_line(range.start, range.start))
        || explains(context, to_end_of_line(range.end, range.end.saturating_sub(1)))
        || above_line(context, first_of_run(context, statement))
            .is_some_and(|text| !is_in_run(context, statement) || is_excuse(context, &text))
}

/// Whether a statement is one of several assignments to nothing that stand one below the other.
fn is_in_run(context: &FileContext<'_>, statement: NodeId) -> bool {
    let syntax = context.syntax();
    let line_of = |id: NodeId| syntax.file.line_of(syntax.node(id).range.start);
    let next = syntax.next_sibling(statement);
    first_of_run(context, statement) != line_of(statement)
        || next.is_some_and(|next| assigns_nothing(context, next) && line_of(next) == line_of(statement) + 1)
}

/// The line of the first of several assignments to nothing that stand one below the other.
fn first_of_run(context: &FileContext<'_>, statement: NodeId) -> u32 {
    let syntax = context.syntax();
    let line_of = |id: NodeId| syntax.file.line_of(syntax.node(id).range.start);
    let mut first = line_of(statement);
    let before = |id: &NodeId| syntax.previous_sibling(*id);
    for sibling in std::iter::successors(Some(statement), before).skip(1).take(LONGEST_RUN) {
        if line_of(sibling) + 1 != first || !assigns_nothing(context, sibling) {
            break;
        }
        first = line_of(sibling);
    }
    first
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
    comments_in(syntax, range).map(|comment| syntax.file.text(*comment)).any(|text| {
        let words = text.trim_start_matches(['#', '/', '*', ' ', '\t', '-', '!']).trim();
        let hashed = text.trim_start_matches(['/', '*', ' ']);
        let directs = habits
            .directives
            .iter()
            .any(|directive| words.starts_with(directive.as_str()) || hashed.starts_with(directive.as_str()));
        // A reason may stand behind a directive, as a comment of its own.
        let mut marks = [habits.line_comment.as_str(), " - ", " -- ", " — "].into_iter();
        let behind = marks.find_map(|mark| words.split_once(mark)).map(|(_, reason)| reason.trim());
        let says = !words.is_empty() && !is_call(words);
        if directs { behind.is_some_and(|reason| !reason.is_empty()) } else { says }
    })
}

/// A statement that was taken out says nothing: `log.error(err);`, or without the mark that ends it.
fn is_call(words: &str) -> bool {
    let call = words.strip_suffix(';').unwrap_or(words).strip_suffix(')');
    let callee = call.and_then(|call| call.split_once('(')).map(|(callee, _)| callee);
    callee.is_some_and(|callee| {
        !callee.is_empty() && callee.chars().all(|sign| sign.is_alphanumeric() || "._$".contains(sign))
    })
}
