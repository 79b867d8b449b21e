//! Spans in the order in which a person reads them.

use std::{collections::HashMap, fmt::Write as _, time::SystemTime};

use opentelemetry::{SpanId, trace::Status};
use opentelemetry_sdk::trace::SpanData;

/// What has a place in a tree of spans.
pub(crate) trait Node {
    /// Returns what children name as their parent; the invalid id where there can be none.
    fn id(&self) -> SpanId;
    /// Returns whose child it is.
    fn parent(&self) -> SpanId;
    /// Returns when it began.
    fn began(&self) -> SystemTime;
}

impl Node for SpanData {
    fn id(&self) -> SpanId {
        self.span_context.span_id()
    }

    fn parent(&self) -> SpanId {
        self.parent_span_id
    }

    fn began(&self) -> SystemTime {
        self.start_time
    }
}

/// Puts children under their parents, in the order in which they began, each with its depth.
///
/// What has no parent among them stands at the top.
///
/// # Cost
/// Linear in the nodes, but for sorting them.
pub(crate) fn tree<T: Node>(mut nodes: Vec<T>) -> Vec<(usize, T)> {
    nodes.sort_by_key(Node::began);
    let ids: HashMap<_, _> = nodes.iter().enumerate().map(|(index, node)| (node.id(), index)).collect();
    let mut children = vec![Vec::new(); nodes.len()];
    let mut open = Vec::new();
    for (index, node) in nodes.iter().enumerate().rev() {
        let parent = Some(node.parent()).filter(|parent| *parent != SpanId::INVALID);
        match parent.and_then(|parent| ids.get(&parent)) {
            Some(parent) if *parent != index => children[*parent].push(index),
            _ => open.push((index, 0)),
        }
    }
    let mut order = Vec::with_capacity(nodes.len());
    while let Some((index, depth)) = open.pop() {
        order.push((depth, index));
        open.extend(children[index].iter().map(|child| (*child, depth + 1)));
    }
    let mut nodes: Vec<_> = nodes.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(depth, index)| Some((depth, nodes[index].take()?))).collect()
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
