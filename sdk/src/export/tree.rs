//! Spans in the order in which a person reads them.

use std::{collections::HashMap, fmt::Write as _};

use opentelemetry::trace::Status;
use opentelemetry_sdk::trace::SpanData;

/// Puts children under their parents, in the order in which they began, each with its depth.
///
/// Spans whose parent is not among them stand at the top.
///
/// # Cost
/// Linear in the spans, but for sorting them.
pub(crate) fn tree(mut spans: Vec<SpanData>) -> Vec<(usize, SpanData)> {
    spans.sort_by_key(|span| span.start_time);
    let ids: HashMap<_, _> =
        spans.iter().enumerate().map(|(index, span)| (span.span_context.span_id(), index)).collect();
    let mut children = vec![Vec::new(); spans.len()];
    let mut open = Vec::new();
    for (index, span) in spans.iter().enumerate().rev() {
        match ids.get(&span.parent_span_id) {
            Some(parent) if *parent != index => children[*parent].push(index),
            _ => open.push((index, 0)),
        }
    }
    let mut order = Vec::with_capacity(spans.len());
    while let Some((index, depth)) = open.pop() {
        order.push((depth, index));
        open.extend(children[index].iter().map(|child| (*child, depth + 1)));
    }
    let mut spans: Vec<_> = spans.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(depth, index)| Some((depth, spans[index].take()?))).collect()
}

/// Returns a span's attributes and its error, each after a blank.
pub(crate) fn details(span: &SpanData) -> String {
    let mut text = String::new();
    for attribute in &span.attributes {
        let _ =
            write!(text, " {}={}", printable(attribute.key.as_str()), printable(&attribute.value.as_str()));
    }
    if let Status::Error { description } = &span.status {
        let _ = write!(text, " ERROR {}", printable(description));
    }
    text
}

/// Escapes what would end the line or drive a terminal.
pub(crate) fn printable(text: &str) -> String {
    if text.contains(char::is_control) { text.escape_default().to_string() } else { text.to_owned() }
}
