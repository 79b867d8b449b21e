//! Captured spans and logs as one tree of lines.

use std::{fmt::Write as _, time::SystemTime};

use opentelemetry::SpanId;
use opentelemetry_sdk::trace::SpanData;

use super::{CapturedLog, Value};
use crate::export::tree::{Node, details, printable, tree};

/// A line of the tree, with what belongs to it.
enum Entry {
    Span(SpanData),
    Log(CapturedLog),
}

impl Node for Entry {
    fn id(&self) -> SpanId {
        match self {
            Self::Span(span) => span.id(),
            Self::Log(_) => SpanId::INVALID,
        }
    }

    fn parent(&self) -> SpanId {
        match self {
            Self::Span(span) => span.parent(),
            Self::Log(log) => log.span_id().unwrap_or(SpanId::INVALID),
        }
    }

    fn began(&self) -> SystemTime {
        match self {
            Self::Span(span) => span.began(),
            Self::Log(log) => log.time,
        }
    }
}

/// Writes the tree.
pub(super) fn render(spans: Vec<SpanData>, logs: Vec<CapturedLog>) -> String {
    let entries = spans.into_iter().map(Entry::Span).chain(logs.into_iter().map(Entry::Log));
    let lines = |(depth, entry)| {
        let indent = "  ".repeat(depth);
        match entry {
            Entry::Span(span) => span_lines(&span, &indent),
            Entry::Log(log) => format!("{indent}- {}\n", log_line(&log)),
        }
    };
    tree(entries.collect()).into_iter().map(lines).collect()
}

fn span_lines(span: &SpanData, indent: &str) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{indent}{}{}", printable(&span.name), details(span));
    for event in span.events.iter() {
        let _ = write!(text, "{indent}  * {}", printable(&event.name));
        for attribute in &event.attributes {
            let _ = write!(text, " {}={}", attribute.key, printable(&attribute.value.as_str()));
        }
        text.push('\n');
    }
    text
}

/// Returns level, name, text and fields.
pub(super) fn log_line(log: &CapturedLog) -> String {
    let mut text = format!("{} {}", log.level, printable(&log.event));
    if let Some(message) = &log.message {
        let _ = write!(text, " message={}", printable(message));
    }
    for (key, value) in &log.fields {
        let shown = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let _ = write!(text, " {}={}", printable(key), printable(&shown));
    }
    text
}
