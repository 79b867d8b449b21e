//! Captures beside an installation: each keeps its own, whatever the other's levels, filters and ends are.

mod settled;

use std::{thread, time::Duration};

use opentelemetry_sdk::trace::InMemorySpanExporter;
use tracewell::{
    Telemetry, debug, info,
    logs::{MemorySink, Redaction},
    testing::capture,
    traced,
};
use tracing_log::log;

#[traced(level = "debug")]
fn detail() {
    debug!("detail", order_note = "private");
}

fn install(lines: &MemorySink, spans: &InMemorySpanExporter) -> tracewell::TelemetryGuard {
    let nothing: [(&str, &str); 0] = [];
    Telemetry::builder()
        .environment(nothing)
        .span_exporter(spans.clone())
        .log_sink(lines.clone())
        .redaction(Redaction::default().hide("note"))
        .install()
        .expect("it can be installed")
}

#[test]
fn an_installation_and_captures_leave_each_other_alone() {
    let (lines, spans) = (MemorySink::default(), InMemorySpanExporter::default());
    let before = capture();
    let telemetry = install(&lines, &spans);
    // Captured although the installation wants neither spans nor logs of this level.
    detail();
    before.assert_tree("detail\n  - DEBUG detail order_note=private\n");
    drop(before);

    let during = capture();
    detail();
    log::debug!("a record");
    during.assert_tree("detail\n  - DEBUG detail order_note=[redacted]\n- DEBUG a record\n");
    thread::spawn(|| {
        info!("theirs");
        debug!("hidden");
        log::debug!("hidden");
    })
    .join()
    .unwrap();
    drop(during);
    info!("after");

    let during_the_end = capture();
    settled::end(telemetry, Duration::from_secs(10)).unwrap();
    detail();
    during_the_end.assert_tree("detail\n  - DEBUG detail order_note=[redacted]\n");
    let events: Vec<_> = lines.take_lines().iter().map(|line| event(line)).collect();
    assert_eq!(events, ["theirs", "after"]);
    assert!(spans.get_finished_spans().unwrap().is_empty());
}

fn event(line: &str) -> String {
    let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
    line["event"].as_str().expect("a name").to_owned()
}
