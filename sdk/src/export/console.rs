//! Finished traces as trees, for whoever runs the program in a terminal.

use std::{collections::VecDeque, fmt::Write as _, io::Write, time::Duration};

use opentelemetry::{SpanId, TraceId};
use opentelemetry_sdk::trace::SpanData;

use super::tree::{details, printable, tree};
use crate::{
    pipeline::{Delivery, Exporting, Sink},
    trace::FinishedSpan,
};

/// Spans that are kept while their local root is not there yet; the oldest traces are shown without it.
const WAITING: usize = 10_000;

/// Writes one tree for each local trace, when its root has ended.
pub(crate) struct TraceTrees<W> {
    out: W,
    waiting: VecDeque<(TraceId, Vec<SpanData>)>,
}

impl<W: Write + Send + 'static> TraceTrees<W> {
    pub(crate) const fn new(out: W) -> Self {
        Self { out, waiting: VecDeque::new() }
    }

    fn take_in(&mut self, batch: impl IntoIterator<Item: Into<SpanData>>) -> String {
        let mut ended = Vec::new();
        for span in batch.into_iter().map(Into::into) {
            let trace_id = span.span_context.trace_id();
            if is_local_root(&span) {
                ended.push(trace_id);
            }
            match self.waiting.iter_mut().find(|(known, _)| *known == trace_id) {
                Some((_, spans)) => spans.push(span),
                None => self.waiting.push_back((trace_id, vec![span])),
            }
        }
        let mut text = String::new();
        for trace_id in ended {
            if let Some(index) = self.waiting.iter().position(|(known, _)| *known == trace_id) {
                self.waiting.remove(index).into_iter().for_each(|(_, spans)| text += &shown(spans));
            }
        }
        while self.waiting.iter().map(|(_, spans)| spans.len()).sum::<usize>() > WAITING {
            self.waiting.pop_front().into_iter().for_each(|(_, spans)| text += &shown(spans));
        }
        text
    }
}

impl<W: Write + Send + 'static> Sink<FinishedSpan> for TraceTrees<W> {
    fn export(&mut self, batch: Vec<FinishedSpan>) -> Exporting<'_> {
        Box::pin(async move {
            let text = self.take_in(batch);
            match self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()) {
                Ok(()) => Delivery::Accepted,
                Err(error) => Delivery::Failed(error.to_string()),
            }
        })
    }

    /// Shows what has no root yet: it was recorded, and nothing more will come.
    fn shutdown(&mut self, _timeout: Duration) {
        let text: String = self.waiting.drain(..).map(|(_, spans)| shown(spans)).collect();
        let _ = self.out.write_all(text.as_bytes());
    }
}

fn is_local_root(span: &SpanData) -> bool {
    span.parent_span_id == SpanId::INVALID || span.parent_span_is_remote
}

/// Returns a trace as lines, with durations, and the trace's id at the top.
fn shown(spans: Vec<SpanData>) -> String {
    let mut text = String::new();
    for (depth, span) in tree(spans) {
        line(&mut text, &span, depth);
    }
    text
}

fn line(text: &mut String, span: &SpanData, depth: usize) {
    let time = span.end_time.duration_since(span.start_time).unwrap_or_default();
    let _ = write!(
        text,
        "{:indent$}{} {time:.1?}{}",
        "",
        printable(&span.name),
        details(span),
        indent = depth * 2
    );
    if depth == 0 {
        let _ = write!(text, " trace_id={}", span.span_context.trace_id());
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::Status;

    use super::*;
    use crate::trace::testing::span;

    #[test]
    fn a_tree_is_shown_when_its_local_root_is_there() {
        let mut trees = TraceTrees::new(Vec::new());
        assert_eq!(trees.take_in([span("query", 3, 2, 20), span("load", 2, 1, 10)]), "");
        let mut failed = span("GET /orders\u{1b}[31m", 1, 0, 0);
        failed.status = Status::error("no\nstock");
        let text = trees.take_in([span("render", 4, 1, 30), failed]);
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].starts_with(r"GET /orders\u{1b}[31m 100.0ms ERROR no\nstock trace_id="), "{text}");
        assert_eq!(lines[1..], ["  load 100.0ms", "    query 100.0ms", "  render 100.0ms"]);
        assert!(trees.waiting.is_empty());
    }
}
