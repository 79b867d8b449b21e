//! Finds ignore comments and reads what they say.

use super::date::Date;
use crate::source::{SourceFile, TextRange};

/// The word that opens a directive.
const OPENING: &str = "tracewell:";
/// What may stand right before it: a comment's marker, so that prose about directives is none.
const MARKERS: [&str; 6] = ["#", "//", "/*", "*", "--", "<!--"];

/// One ignore comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    /// From `tracewell:` to the end of the reason.
    pub(super) range: TextRange,
    /// About what it speaks.
    pub(super) target: Target,
    /// Rule ids with their places.
    pub(super) names: Vec<(String, TextRange)>,
    /// How long it holds.
    pub(super) expiry: Expiry,
    /// Why; empty where it does not say.
    pub(super) reason: String,
}

/// About what a directive speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    File,
    /// One-based.
    Line(u32),
    /// No code follows.
    Nothing,
}

/// How long a directive holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expiry {
    Never,
    /// The last day.
    On(Date),
    Unreadable(String),
}

/// Returns the directives in a file's comments, which are in order.
pub(super) fn find(file: &SourceFile, comments: &[TextRange]) -> Vec<Directive> {
    let mut directives = Vec::new();
    for (index, comment) in comments.iter().enumerate() {
        let text = file.text(*comment);
        if !text.contains(OPENING) {
            continue;
        }
        let mut start = comment.start;
        for line in text.split_inclusive('\n') {
            if let Some(written) = written(line.trim_end()) {
                let line_target = || target(file, &comments[index..]);
                directives.extend(written.directive(start, line_target));
            }
            start += line.len() as u32;
        }
    }
    directives
}

/// A directive as it stands in a comment line.
struct Written<'t> {
    /// Byte of `tracewell:` in the line.
    offset: usize,
    /// From `tracewell:` on.
    text: &'t str,
}

fn written(line: &str) -> Option<Written<'_>> {
    let (offset, _) = line.match_indices(OPENING).find(|(offset, _)| {
        let before = line[..*offset].trim_end();
        before.is_empty() || MARKERS.iter().any(|marker| before.ends_with(marker))
    })?;
    let text = &line[offset..];
    let text = text.strip_suffix("*/").or_else(|| text.strip_suffix("-->")).unwrap_or(text);
    let end = [" # ", " // "].iter().filter_map(|marker| text.find(marker)).min().unwrap_or(text.len());
    Some(Written { offset, text: text[..end].trim_end() })
}

impl Written<'_> {
    /// Reads the directive; `None` where `tracewell:` opens something else.
    fn directive(&self, line_start: u32, line_target: impl Fn() -> Target) -> Option<Directive> {
        let start = line_start + self.offset as u32;
        let said = self.text[OPENING.len()..].trim_start();
        let verb_length = said.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(said.len());
        let (verb, rest) = said.split_at(verb_length);
        let range = TextRange::new(start, start + self.text.len() as u32);
        let target = match verb {
            "ignore" => line_target(),
            "ignore-file" => Target::File,
            _ if rest.starts_with('[') => Target::Nothing,
            _ => return None,
        };
        let is_known = matches!(verb, "ignore" | "ignore-file");
        let bracket = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).filter(|_| is_known);
        let Some((names, rest)) = bracket else {
            let (names, reason) = (Vec::new(), String::new());
            return Some(Directive { range, target: Target::Nothing, names, expiry: Expiry::Never, reason });
        };
        let names_start = start + offset_in(self.text, names);
        let (expiry, reason) = expiry(rest.trim_start());
        Some(Directive { range, target, names: split_names(names, names_start), expiry, reason })
    }
}

/// Splits `a, b` into names with their places.
fn split_names(list: &str, start: u32) -> Vec<(String, TextRange)> {
    let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
    names
        .map(|name| {
            let start = start + offset_in(list, name);
            (name.to_owned(), TextRange::new(start, start + name.len() as u32))
        })
        .collect()
}

/// Splits off `until=…`; the rest is the reason.
fn expiry(text: &str) -> (Expiry, String) {
    let Some(until) = text.strip_prefix("until=") else { return (Expiry::Never, text.to_owned()) };
    let (date, reason) = until.split_once(char::is_whitespace).unwrap_or((until, ""));
    let expiry = Date::parse(date).map_or_else(|| Expiry::Unreadable(date.to_owned()), Expiry::On);
    (expiry, reason.trim_start().to_owned())
}

/// Returns about which line the first of `comments` speaks: its own behind code, else the next with code.
fn target(file: &SourceFile, comments: &[TextRange]) -> Target {
    let Some(first) = comments.first() else { return Target::Nothing };
    let line = file.line_of(first.start);
    let before = TextRange::new(file.line_range(line).start, first.start);
    if !file.slice(before).trim_ascii().is_empty() {
        return Target::Line(line);
    }
    let bytes = file.bytes();
    let mut position = first.end as usize;
    for comment in &comments[1..] {
        let gap = bytes.get(position..comment.start as usize).unwrap_or_default();
        if !gap.trim_ascii().is_empty() {
            break;
        }
        position = position.max(comment.end as usize);
    }
    let rest = bytes.get(position..).unwrap_or_default();
    let code = rest.iter().position(|byte| !byte.is_ascii_whitespace());
    code.map_or(Target::Nothing, |code| Target::Line(file.line_of((position + code) as u32)))
}

/// Returns where a part of a text begins in it.
fn offset_in(text: &str, part: &str) -> u32 {
    (part.as_ptr().addr() - text.as_ptr().addr()) as u32
}
