//! What was told, on the terminal.

use std::fmt::Write as _;

use opentelemetry_sdk::trace::SpanData;
use tracewell::opentelemetry::{SpanId, TraceId, trace::Status};

/// The families of the metrics page that the tour shows.
const SHOWN: [&str; 3] =
    ["shop_", "http_server_request_duration_seconds_count", "rpc_server_call_duration_seconds_count"];

pub(crate) fn heading(title: &str) {
    println!("\n# {title}\n");
}

/// Returns the spans of a trace, children under their parents.
pub(crate) fn tree(mut spans: Vec<SpanData>) -> String {
    spans.sort_by_key(|span| span.start_time);
    let mut text = String::new();
    let mut open: Vec<_> = children(&spans, SpanId::INVALID).map(|span| (0, span)).collect();
    while let Some((depth, span)) = open.pop() {
        let time = span.end_time.duration_since(span.start_time).unwrap_or_default();
        let kind = format!("{:?}", span.span_kind).to_lowercase();
        let error = if matches!(span.status, Status::Error { .. }) { " ERROR" } else { "" };
        // Writing to a text does not fail.
        let _ = writeln!(text, "{:indent$}{} [{kind}] {time:.1?}{error}", "", span.name, indent = depth * 2);
        open.extend(children(&spans, span.span_context.span_id()).map(|span| (depth + 1, span)));
    }
    text
}

/// Returns the children of a span, the last one first.
fn children(spans: &[SpanData], parent: SpanId) -> impl Iterator<Item = &SpanData> {
    spans.iter().rev().filter(move |span| span.parent_span_id == parent)
}

/// Returns the lines of a trace.
pub(crate) fn lines(logged: &[String], trace: TraceId) -> String {
    let trace = trace.to_string();
    logged
        .iter()
        .filter(|line| line.contains(&trace))
        .fold(String::new(), |text, line| text + line.trim_end() + "\n")
}

/// Shows the series of [`SHOWN`].
pub(crate) fn page(page: &str) {
    let mut series: Vec<_> =
        page.lines().filter(|line| SHOWN.iter().any(|shown| line.starts_with(shown))).collect();
    series.sort_unstable();
    for line in series {
        println!("{line}");
    }
}
