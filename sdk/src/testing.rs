//! Spans and logs of one test, and of everything that runs in its context.
//!
//! ```
//! let capture = tracewell::testing::capture();
//! tracewell::opentelemetry::trace::Tracer::in_span(
//!     &tracewell::opentelemetry::global::tracer("shop"),
//!     "checkout",
//!     |_| tracewell::info!("order_placed", order.id = 17, password = "hunter2"),
//! );
//! capture.assert_tree("
//!     checkout
//!       - INFO order_placed order.id=17 password=[redacted]
//! ");
//! assert_eq!(capture.assert_log("order_placed").field("order.id"), Some(&17.into()));
//! ```
//!
//! A capture lives in the [`Context`], as everything does that is current: tasks and threads that are started with the
//! helpers of [`crate::context`] belong to it, tests that run at the same time do not see each other. What is captured
//! goes nowhere else, whatever is installed.
//!
//! # Logs
//! Events of `tracewell`, of `tracing` and of `log` are captured at every level, whatever filter and sampling are
//! installed, with the redaction that is in force when the capture begins. They reach us through `tracing`'s subscriber,
//! which [`capture`] sets where the program has none. A program that sets its own adds [`layer`](crate::layer) to it,
//! ahead of filters that would hide events from it, and takes in the `log` crate itself; without that layer there are
//! spans of `#[traced]` and of OpenTelemetry only, and who asks for logs is told so by a panic.

mod assertions;
mod logs;
mod tree;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use opentelemetry::{
    Context, ContextGuard,
    trace::{SpanContext, TraceContextExt},
};
use opentelemetry_sdk::trace::{Sampler, SpanData};

pub use self::logs::CapturedLog;
pub use serde_json::Value;

use crate::{
    installed,
    logs::Redaction,
    pipeline::{Ledger, Mark, Queue, QueueLimits},
    subscriber,
    trace::{FinishedSpan, Processors, SpanLimits, SpanPipeline, SpanSampler},
};

/// What is recorded while this value lives; it stays on the thread that made it.
///
/// A runtime that polls all its tasks on this thread polls them in the capture, helpers or not.
///
/// # Cost
/// A pipeline that is never given back, some kilobytes; everything that is captured is kept, and each reading copies it.
#[must_use = "capturing ends when the value is dropped"]
pub struct Capture {
    captured: Captured,
    /// Whether the program's subscriber had no layer of ours when it began.
    deaf: bool,
    _attached: ContextGuard,
}

/// What the context carries: where spans and logs go that begin under it.
#[derive(Clone)]
pub(crate) struct Captured {
    pub(crate) pipeline: &'static SpanPipeline,
    queue: Arc<Queue<FinishedSpan>>,
    spans: Arc<Mutex<Vec<SpanData>>>,
    logs: Arc<Mutex<Vec<CapturedLog>>>,
    redaction: Arc<Redaction>,
}

/// Begins to capture in the current context; every span and log is recorded, whatever is installed.
///
/// Spans begin traces of their own, or go on with a remote one: a span of this process that is open around the capture
/// belongs to what is outside.
pub fn capture() -> Capture {
    installed::begin_captures();
    let captured = Captured::new();
    let mut context = Context::current().with_value(captured.clone());
    if !context.span().span_context().is_remote() {
        context = context.with_remote_span_context(SpanContext::NONE);
    }
    Capture { captured, deaf: !subscriber::has_our_layer(), _attached: context.attach() }
}

impl Captured {
    fn new() -> Self {
        let ledger = Arc::new(Ledger::default());
        let queue =
            Arc::new(Queue::new(QueueLimits { items: usize::MAX, ..QueueLimits::SPANS }, ledger.clone()));
        let limits = SpanLimits::default();
        let pipeline = SpanPipeline::new(
            SpanSampler::of_the_sdk(Sampler::AlwaysOn),
            limits,
            Processors::default(),
            queue.clone(),
            ledger,
        );
        let redaction = installed::logs().as_ref().map(|outputs| outputs.redaction.clone());
        Self {
            pipeline,
            queue,
            spans: Arc::default(),
            logs: Arc::default(),
            redaction: Arc::new(redaction.unwrap_or_default()),
        }
    }

    fn spans(&self) -> MutexGuard<'_, Vec<SpanData>> {
        let mut spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let batch = self.queue.take_batch(&Mark::NEVER);
            if batch.is_empty() {
                return spans;
            }
            spans.extend(batch.into_iter().map(Into::into));
        }
    }

    fn logs(&self) -> MutexGuard<'_, Vec<CapturedLog>> {
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in an event that happens in the current context.
    pub(crate) fn take(&self, event: &tracing::Event<'_>) {
        // Read before the lock: a value that is logged may log.
        let log = crate::logs::read(event, &self.redaction);
        self.logs().push(log);
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

    /// Returns the one span of this name that has ended; none where there is none, or more than one.
    #[must_use]
    pub fn span(&self, name: &str) -> Option<SpanData> {
        only(self.spans().into_iter().filter(|span| span.name == name))
    }

    /// Returns the events so far, in the order in which they happened.
    ///
    /// # Panics
    /// Where `tracing`'s subscriber is the program's own and lacks [`layer`](crate::layer): no event could be seen.
    #[must_use]
    #[track_caller]
    pub fn logs(&self) -> Vec<CapturedLog> {
        assert!(!self.is_deaf(), "{}", assertions::DEAF);
        self.captured.logs().clone()
    }

    /// Returns the one event of this name; none where there is none, or more than one.
    ///
    /// # Panics
    /// As [`logs`](Self::logs) does.
    #[must_use]
    #[track_caller]
    pub fn log(&self, event: &str) -> Option<CapturedLog> {
        only(self.logs().into_iter().filter(|log| log.event() == event))
    }

    /// Returns spans and logs as indented lines, for snapshots: names, attributes, fields, events and errors, no times
    /// and no ids.
    ///
    /// A log stands below its span, among the span's children; at the top as long as its span is open. Without our layer
    /// (see the [module](self)) there are no logs in it.
    #[must_use]
    pub fn tree(&self) -> String {
        tree::render(self.spans(), self.captured.logs().clone())
    }

    /// Whether events pass by unseen.
    fn is_deaf(&self) -> bool {
        self.deaf || !subscriber::has_our_layer()
    }
}

/// Returns the only item.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    items.next().filter(|_| items.next().is_none())
}
