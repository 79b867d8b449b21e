//! Exports that fail are said: once, with what is known of them, and not to the exporter that they are about.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[cfg(any(feature = "otlp", feature = "grpc"))]
mod addresses;
#[path = "../settled/mod.rs"]
mod settled;

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use opentelemetry::{
    global,
    trace::{Span as _, Tracer as _},
};
use opentelemetry_sdk::{
    error::{OTelSdkError, OTelSdkResult},
    logs::{LogBatch, LogExporter},
    metrics::{Temporality, data::ResourceMetrics, exporter::PushMetricExporter},
    trace::{SpanData, SpanExporter},
};
use serde_json::{Value, json};
use tracewell::{Telemetry, TelemetryBuilder, logs::MemorySink, pipeline::DropReason};

const SOON: Duration = Duration::from_secs(20);

/// An installation is the process's: one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An exporter of each signal that refuses, for as long as it is told to, and keeps the names of log records.
#[derive(Clone, Debug, Default)]
struct Receiver {
    refuses: Arc<AtomicBool>,
    panics: bool,
    records: Arc<Mutex<Vec<String>>>,
}

impl Receiver {
    fn refusing() -> Self {
        Self { refuses: Arc::new(true.into()), ..Self::default() }
    }

    fn answer(&self) -> OTelSdkResult {
        assert!(!self.panics, "a receiver that panics");
        if self.refuses.load(Relaxed) {
            return Err(OTelSdkError::InternalFailure("refused\n\"by\" the receiver".to_owned()));
        }
        Ok(())
    }

    fn records(&self) -> Vec<String> {
        self.records.lock().unwrap().clone()
    }
}

impl SpanExporter for Receiver {
    async fn export(&self, _batch: Vec<SpanData>) -> OTelSdkResult {
        self.answer()
    }
}

impl LogExporter for Receiver {
    async fn export(&self, batch: LogBatch<'_>) -> OTelSdkResult {
        let names = batch.iter().map(|(record, _)| record.event_name().unwrap_or_default().to_owned());
        self.records.lock().unwrap().extend(names);
        self.answer()
    }
}

impl PushMetricExporter for Receiver {
    async fn export(&self, _metrics: &ResourceMetrics) -> OTelSdkResult {
        self.answer()
    }
    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }
    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
    fn temporality(&self) -> Temporality {
        Temporality::Cumulative
    }
}

/// An installation that hears nothing of the process's environment, and writes lines there.
fn builder(lines: &MemorySink) -> TelemetryBuilder {
    Telemetry::builder().environment([("OTEL_TRACES_EXPORTER", "none")]).log_sink(lines.clone())
}

/// What was said of exports, without times.
fn said(lines: &MemorySink) -> Vec<Value> {
    let lines = lines.text();
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let of_exports = lines.filter(|line| line["event"].as_str().unwrap().starts_with("export_"));
    let without_time = of_exports.map(|mut line| {
        for key in ["timestamp", "service"] {
            line.as_object_mut().unwrap().remove(key);
        }
        line
    });
    without_time.collect()
}

fn span() {
    global::tracer("test").start("work").end();
}

#[test]
fn failures_of_one_signal_are_one_line_and_their_end_is_one_too() {
    let _alone = alone();
    let (lines, receiver, logs) = (MemorySink::default(), Receiver::refusing(), Receiver::default());
    let builder = builder(&lines).span_exporter(receiver.clone()).log_exporter(logs.clone());
    let telemetry = builder.install().unwrap();
    for _ in 0..5 {
        span();
        settled::assert_lost(&telemetry.force_flush(SOON), "traces");
    }
    receiver.refuses.store(false, Relaxed);
    for _ in 0..2 {
        span();
        telemetry.force_flush(SOON).unwrap();
    }
    assert_eq!(telemetry.spans().dropped_by(DropReason::ExporterError), 5);
    settled::end(telemetry, SOON).unwrap();
    let [failed, recovered] = said(&lines).try_into().unwrap();
    let error = "Operation failed: refused\n\"by\" the receiver";
    assert_eq!(
        failed,
        json!({"level": "WARN", "event": "export_failed", "target": "tracewell", "signal": "traces",
            "reason": "exporter_error", "error": error, "records": 1})
    );
    assert_eq!(
        recovered,
        json!({"level": "WARN", "event": "export_recovered", "target": "tracewell", "signal": "traces",
            "records": 5})
    );
    assert_eq!(logs.records(), ["export_failed", "export_recovered"], "other exporters are told");
}

#[test]
fn a_failing_exporter_of_logs_is_not_fed_with_its_own_failures() {
    let _alone = alone();
    let (lines, receiver) = (MemorySink::default(), Receiver::refusing());
    let telemetry = builder(&lines).log_exporter(receiver.clone()).install().unwrap();
    for _ in 0..20 {
        tracewell::info!("mine");
        settled::assert_lost(&telemetry.force_flush(SOON), "logs");
    }
    let [.., exported] = telemetry.ledgers();
    settled::end(telemetry, SOON).unwrap();
    assert_eq!(exported.balance().attempted, 20);
    assert_eq!(receiver.records(), ["mine"; 20]);
    let said = said(&lines);
    let numbers: Vec<_> = said.iter().map(|line| (&line["signal"], &line["records"])).collect();
    // What was not said within the minute is said at the end.
    assert_eq!(numbers, [(&json!("logs"), &json!(1)), (&json!("logs"), &json!(19))]);
}

/// As with `OTEL_LOGS_EXPORTER=otlp`: there are no lines, so the exporter's own stream is the only place.
#[test]
fn where_logs_are_exported_only_the_end_of_failures_is_said_there_with_what_was_lost() {
    let _alone = alone();
    let receiver = Receiver::refusing();
    let variables = [("OTEL_TRACES_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none")];
    let builder = Telemetry::builder().environment(variables).log_exporter(receiver.clone());
    let telemetry = builder.install().unwrap();
    for _ in 0..3 {
        tracewell::info!("mine");
        settled::assert_lost(&telemetry.force_flush(SOON), "logs");
    }
    assert_eq!(telemetry.logs().exported.dropped_by(DropReason::ExporterError), 3);
    receiver.refuses.store(false, Relaxed);
    tracewell::info!("taken");
    let [.., exported] = telemetry.ledgers();
    settled::end(telemetry, SOON).unwrap();
    assert_eq!(receiver.records(), ["mine", "mine", "mine", "taken", "export_recovered"]);
    assert_eq!((exported.balance().delivered, exported.balance().total_dropped()), (2, 3));
}

#[test]
fn failures_of_metrics_are_said_too() {
    let _alone = alone();
    let (lines, receiver) = (MemorySink::default(), Receiver::refusing());
    let telemetry = builder(&lines).metric_exporter(receiver.clone()).install().unwrap();
    telemetry.force_flush(SOON).unwrap();
    telemetry.force_flush(SOON).unwrap();
    receiver.refuses.store(false, Relaxed);
    settled::end(telemetry, SOON).unwrap();
    let said = said(&lines);
    let words: Vec<_> = said.iter().map(|line| (&line["event"], &line["signal"])).collect();
    let signal = json!("metrics");
    assert_eq!(words, [(&json!("export_failed"), &signal), (&json!("export_recovered"), &signal)]);
    assert!(said[0]["records"].as_u64() > Some(0), "{said:?}");
    let all = lines.text();
    assert_eq!(all.lines().count(), 2, "the periodic reader says nothing of its own: {all}");
}

#[test]
fn the_only_export_of_a_short_process_is_said_when_it_fails() {
    let _alone = alone();
    let (lines, receiver) = (MemorySink::default(), Receiver::refusing());
    let builder = builder(&lines).span_exporter(receiver.clone()).metric_exporter(receiver.clone());
    let telemetry = builder.log_exporter(receiver).install().unwrap();
    span();
    tracewell::info!("mine");
    settled::assert_lost(&settled::end(telemetry, SOON), "traces");
    let mut signals: Vec<_> = said(&lines).iter().map(|line| line["signal"].to_string()).collect();
    signals.sort();
    assert_eq!(signals, [r#""logs""#, r#""metrics""#, r#""traces""#]);
}

#[test]
fn a_panic_of_an_exporter_is_a_failure() {
    let _alone = alone();
    let receiver = Receiver { panics: true, ..Receiver::default() };
    let of_spans = |builder: TelemetryBuilder| builder.span_exporter(receiver.clone());
    let of_metrics = |builder: TelemetryBuilder| builder.metric_exporter(receiver.clone());
    let builds: [&dyn Fn(TelemetryBuilder) -> TelemetryBuilder; 2] = [&of_spans, &of_metrics];
    for build in builds {
        let lines = MemorySink::default();
        let telemetry = build(builder(&lines)).install().unwrap();
        span();
        telemetry.force_flush(SOON).unwrap();
        settled::end(telemetry, SOON).unwrap();
        let failed = said(&lines).remove(0);
        assert_eq!(
            (&failed["reason"], &failed["error"]),
            (&json!("exporter_error"), &json!("the exporter panicked"))
        );
    }
}
