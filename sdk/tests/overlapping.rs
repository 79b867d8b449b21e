//! Installations that overlap: the last that lives is in force, each keeps its own, and none ends another.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod settled;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use opentelemetry::{
    Context, global,
    trace::{Span as _, TraceContextExt, Tracer},
};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    trace::{SpanData, SpanExporter},
};
use settled::assert_settled;
use tracewell::{
    Telemetry, TelemetryGuard,
    logs::MemorySink,
    pipeline::{DropReason, Ledger},
    traced,
};

/// The two of a test are the process's: one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps the names of spans, also past the end of the installation.
#[derive(Clone, Debug, Default)]
struct Names(Arc<Mutex<Vec<String>>>);

impl SpanExporter for Names {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.0.lock().unwrap().extend(batch.into_iter().map(|span| span.name.into_owned()));
        Ok(())
    }
}

/// One of the two, and what it was given.
struct Installation {
    guard: TelemetryGuard,
    ledgers: [Arc<Ledger>; 3],
    spans: Names,
    lines: MemorySink,
}

impl Installation {
    fn new() -> Self {
        let (spans, lines) = (Names::default(), MemorySink::default());
        let nothing: [(&str, &str); 0] = [];
        let builder = Telemetry::builder().environment(nothing).span_exporter(spans.clone());
        let guard = builder.log_sink(lines.clone()).install().unwrap();
        Self { ledgers: guard.ledgers(), guard, spans, lines }
    }

    /// Ends it, and asserts that it was given these spans and lines, in the books as at the exporter.
    #[track_caller]
    fn end_with(self, spans: &[&str], lines: &[&str]) {
        drop(self.guard);
        assert_eq!(*self.spans.0.lock().unwrap(), spans);
        let written: Vec<serde_json::Value> =
            self.lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let events: Vec<_> = written.iter().map(|line| line["event"].as_str().unwrap()).collect();
        assert_eq!(events, lines);
        assert_settled("ended", &self.ledgers);
        let delivered = [0, 1].map(|index| self.ledgers[index].balance().delivered);
        assert_eq!(delivered, [spans.len() as u64, lines.len() as u64]);
        let dropped = [0, 1].map(|index| self.ledgers[index].balance().total_dropped());
        assert_eq!(dropped, [0, 0]);
    }
}

#[traced]
fn work() {
    tracewell::info!("working");
}

/// Works while its own span is open.
#[traced]
fn outer(work: impl FnOnce()) {
    work();
}

fn begun(name: &'static str) -> global::BoxedSpan {
    global::tracer("raw").start(name)
}

#[test]
fn the_first_ends_first() {
    let _alone = alone();
    let first = Installation::new();
    let mut second = None;
    outer(|| {
        work();
        second = Some(Installation::new());
        // A span goes where its local trace began, a line to what is in force.
        work();
    });
    work();
    first.end_with(&["work", "work", "outer"], &["working"]);
    work();
    second.unwrap().end_with(&["work", "work"], &["working", "working", "working"]);
    assert!(!begun("of nobody").is_recording());
}

#[test]
fn the_first_ends_last_and_is_in_force_again() {
    let _alone = alone();
    let first = Installation::new();
    work();
    let second = Installation::new();
    work();
    second.end_with(&["work"], &["working"]);
    work();
    first.end_with(&["work", "work"], &["working", "working"]);
    assert!(!begun("of nobody").is_recording());
}

#[test]
fn one_in_the_middle_ends_unnoticed() {
    let _alone = alone();
    let [first, second, third] = std::array::from_fn(|_| Installation::new());
    work();
    second.end_with(&[], &[]);
    work();
    third.end_with(&["work", "work"], &["working", "working"]);
    work();
    first.end_with(&["work"], &["working"]);
}

#[test]
fn what_is_set_for_the_process_is_set_again() {
    let _alone = alone();
    let install = |propagator: &str| {
        let variables = [("OTEL_PROPAGATORS", propagator), ("OTEL_TRACES_EXPORTER", "none")];
        Telemetry::builder()
            .environment(variables)
            .log_sink(std::io::sink())
            .metrics_page()
            .install()
            .unwrap()
    };
    let headers = || {
        let span = Context::new().with_span(begun("a call"));
        let mut headers = HashMap::new();
        global::get_text_map_propagator(|propagator| propagator.inject_context(&span, &mut headers));
        headers.into_keys().collect::<Vec<_>>()
    };
    let counted = |name: &'static str| {
        global::meter("program").u64_counter(name).build().add(1, &[]);
        tracewell::metrics::page(None).1.contains(name)
    };
    let first = install("b3");
    assert!(counted("one"));
    let second = install("tracecontext");
    assert!(headers().contains(&"traceparent".to_owned()) && !headers().contains(&"b3".to_owned()));
    assert!(counted("two"));
    drop(second);
    assert_eq!(headers(), ["b3"]);
    assert!(counted("three"));
    assert!(tracewell::metrics::page(None).1.contains("one"));
    drop(first);
}

#[test]
fn children_of_a_raw_span_go_where_it_goes() {
    let _alone = alone();
    let first = Installation::new();
    let raw = Context::new().with_span(begun("raw"));
    let second = Installation::new();
    let _in_raw = raw.clone().attach();
    outer(work);
    begun("raw child").end();
    raw.span().end();
    first.end_with(&["work", "outer", "raw child", "raw"], &[]);
    second.end_with(&[], &["working"]);
}

#[test]
fn what_began_in_the_first_may_end_when_only_the_first_is_left() {
    let _alone = alone();
    let first = Installation::new();
    let mut open = begun("of the first");
    let second = Installation::new();
    let mut other = begun("of the second");
    let ledger = second.ledgers[0].clone();
    second.end_with(&[], &[]);
    open.end();
    first.end_with(&["of the first"], &[]);
    assert_eq!(ledger.balance().attempted, 0);
    other.end();
    assert_eq!((ledger.balance().attempted, ledger.balance().dropped_by(DropReason::Shutdown)), (1, 1));
}
