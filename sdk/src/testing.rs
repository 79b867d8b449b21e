//! Spans of one test, and of everything that runs in its context.
//!
//! ```
//! let capture = tracewell::testing::capture();
//! tracewell::opentelemetry::trace::Tracer::in_span(
//!     &tracewell::opentelemetry::global::tracer("shop"), "checkout", |_| {},
//! );
//! assert_eq!(capture.tree(), "checkout\n");
//! ```
//!
//! A capture lives in the [`Context`], as everything does that is current: tasks and threads that are started with the
//! helpers of [`crate::context`] belong to it, tests that run at the same time do not see each other.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use opentelemetry::{Context, ContextGuard};
use opentelemetry_sdk::trace::{Sampler, SpanData};

use crate::{
    export::tree::{details, printable, tree},
    pipeline::{Ledger, Queue, QueueLimits},
    trace::{self, FinishedSpan, SpanLimits, SpanPipeline},
};

/// What is recorded while this value lives; it stays on the thread that made it.
#[must_use = "capturing ends when the value is dropped"]
pub struct Capture {
    captured: Captured,
    _attached: ContextGuard,
}

/// What the context carries: where spans go that begin under it.
#[derive(Clone)]
pub(crate) struct Captured {
    pub(crate) pipeline: Arc<SpanPipeline>,
    queue: Arc<Queue<FinishedSpan>>,
    taken: Arc<Mutex<Vec<SpanData>>>,
}

/// Begins to capture in the current context; every span is recorded, whatever is installed.
pub fn capture() -> Capture {
    crate::subscriber::install_for_tests();
    trace::enable_for_tests();
    let captured = Captured::new();
    let attached = Context::current().with_value(captured.clone()).attach();
    Capture { captured, _attached: attached }
}

impl Captured {
    fn new() -> Self {
        let ledger = Arc::new(Ledger::default());
        let queue =
            Arc::new(Queue::new(QueueLimits { items: usize::MAX, ..QueueLimits::SPANS }, ledger.clone()));
        let limits = SpanLimits::default();
        let pipeline =
            SpanPipeline::new(Box::new(Sampler::AlwaysOn), true, limits, Vec::new(), queue.clone(), ledger);
        Self { pipeline: Arc::new(pipeline), queue, taken: Arc::default() }
    }

    fn spans(&self) -> MutexGuard<'_, Vec<SpanData>> {
        let mut spans = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let batch = self.queue.take_batch();
            if batch.is_empty() {
                return spans;
            }
            spans.extend(batch.into_iter().map(Into::into));
        }
    }
}

impl Capture {
    /// Returns the spans that have ended so far, in the order in which they began.
    #[must_use]
    pub fn spans(&self) -> Vec<SpanData> {
        let mut spans = self.captured.spans().clone();
        spans.sort_by_key(|span| span.start_time);
        spans
    }

    /// Returns the spans as indented lines, for snapshots: names, attributes, events and errors, no times and no ids.
    #[must_use]
    pub fn tree(&self) -> String {
        let lines = tree(self.spans()).into_iter().map(|(depth, span)| lines(&span, &"  ".repeat(depth)));
        lines.collect()
    }

    /// Returns the one span of this name that has ended; none where there is none, or more than one.
    #[must_use]
    pub fn span(&self, name: &str) -> Option<SpanData> {
        let mut spans = self.spans().into_iter().filter(|span| span.name == name);
        spans.next().filter(|_| spans.next().is_none())
    }
}

fn lines(span: &SpanData, indent: &str) -> String {
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
