//! Deadlines end to end, on real sockets: whatever a receiver does, the call returns in time, the other signal is
//! delivered, and the books balance when it returns.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod away;
mod processors;
mod receivers;
#[path = "../settled/mod.rs"]
mod settled;

use std::{
    net::TcpListener,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceResponse,
};
use prost::Message as _;
use receivers::Receiver;
use serde_json::json;
use settled::assert_settled;
use tracewell::{
    Telemetry, TelemetryGuard,
    opentelemetry::{global, trace::Tracer},
    pipeline::DropReason,
    telemetry::FlushError,
};

const DEADLINE: Duration = Duration::from_millis(300);

/// What a busy machine may add, and what the worker may take to enter the batch under way.
const MARGIN: Duration = Duration::from_millis(400);

const SPANS: u64 = 30;
const LOGS: u64 = 20;

/// One installation is in force at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Installs traces to one receiver and logs to another, and leaves both with work.
fn installed(traces: &str, logs: &str, more: &[(&str, &str)]) -> TelemetryGuard {
    let mut variables = vec![
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", traces),
        ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", logs),
        ("OTEL_LOGS_EXPORTER", "otlp"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "10"),
        ("RUST_LOG", "off,deadlines=info"),
    ];
    variables.extend(more);
    let telemetry = Telemetry::builder().environment(variables).install().unwrap();
    (0..SPANS).for_each(|_| drop(global::tracer("deadlines").start("work")));
    (0..LOGS).for_each(|number| tracewell::info!("worked", number));
    telemetry
}

/// Runs on each kind of runtime that a program may have, and on none.
fn on_each_runtime(work: impl Fn(&str)) {
    let _alone = alone();
    work("no runtime");
    let current = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    current.block_on(async { work("a current-thread runtime") });
    let multi = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    multi.block_on(async { work("a multi-thread runtime") });
    multi.block_on(async { tokio::task::block_in_place(|| work("a blocking part of it")) });
}

/// Runs something that must not take longer than the deadline, and returns how it ended.
fn in_time<T>(place: &str, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let outcome = work();
    let took = begun.elapsed();
    assert!(took < DEADLINE + MARGIN, "{place}: {took:?}");
    outcome
}

fn assert_late(place: &str, outcome: &Result<(), FlushError>) {
    assert!(matches!(outcome, Err(FlushError::Deadline { signal: "traces", .. })), "{place}: {outcome:?}");
}

#[test]
fn a_hung_receiver_of_traces_takes_no_time_from_the_logs() {
    on_each_runtime(|place| {
        let (hung, healthy) = (Receiver::hung(), Receiver::answering("200 OK"));
        let telemetry = installed(&hung.endpoint, &healthy.endpoint, &[]);
        let [spans, lines, logs] = telemetry.ledgers();
        let outcome = in_time(place, || telemetry.shutdown(DEADLINE));
        assert_late(place, &outcome);
        assert_eq!((logs.balance().delivered, healthy.log_records() as u64), (LOGS, LOGS), "{place}");
        assert_settled(place, [&spans, &lines, &logs]);
        assert_eq!((spans.balance().attempted, spans.balance().delivered), (SPANS, 0), "{place}");
        let dropped =
            [DropReason::Timeout, DropReason::Shutdown].map(|reason| spans.balance().dropped_by(reason));
        assert_eq!(dropped, [10, SPANS - 10], "{place}: the batch under way, and what waited behind it");
    });
}

#[test]
fn a_flush_gives_up_in_time_and_loses_nothing() {
    on_each_runtime(|place| {
        let (hung, healthy) = (Receiver::hung(), Receiver::answering("200 OK"));
        let telemetry = installed(&hung.endpoint, &healthy.endpoint, &[]);
        let outcome = in_time(place, || telemetry.force_flush(DEADLINE));
        assert_late(place, &outcome);
        assert_eq!(telemetry.logs().exported.delivered, LOGS, "{place}");
        assert_eq!(telemetry.spans().pending(), SPANS, "{place}: what is left is sent later");
        let ledgers = telemetry.ledgers();
        assert_settled(place, &ledgers[1..]);
        let outcome = in_time(place, || telemetry.shutdown(DEADLINE));
        assert_late(place, &outcome);
        assert_settled(place, &ledgers);
    });
}

#[test]
fn a_receiver_that_asks_for_patience_is_not_waited_for_past_the_deadline() {
    on_each_runtime(|place| {
        let busy = Receiver::answering("503 Service Unavailable\r\nretry-after: 5");
        let healthy = Receiver::answering("200 OK");
        let telemetry = installed(&busy.endpoint, &healthy.endpoint, &[]);
        let [spans, _, logs] = telemetry.ledgers();
        let outcome = in_time(place, || telemetry.shutdown(DEADLINE));
        assert_late(place, &outcome);
        assert_eq!(busy.requests(), 1, "{place}: it was heard");
        assert_eq!(logs.balance().delivered, LOGS, "{place}");
        assert_settled(place, [&spans, &logs]);
        assert_eq!((spans.balance().attempted, spans.balance().delivered), (SPANS, 0), "{place}");
    });
}

#[test]
fn patience_beyond_the_exporters_timeout_is_an_error_at_once() {
    let _alone = alone();
    let busy = Receiver::answering("503 Service Unavailable\r\nretry-after: 60");
    let healthy = Receiver::answering("200 OK");
    let telemetry = installed(&busy.endpoint, &healthy.endpoint, &[]);
    let [spans, ..] = telemetry.ledgers();
    let outcome = in_time("503", || settled::end(telemetry, DEADLINE));
    settled::assert_lost(&outcome, "traces");
    assert_eq!(spans.balance().dropped_by(DropReason::ExporterError), SPANS);
    assert_eq!(busy.requests() as u64, SPANS / 10, "no batch was sent twice");
}

#[test]
fn a_receiver_that_is_not_there_is_tried_again_and_counted() {
    on_each_runtime(|place| {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let healthy = Receiver::answering("200 OK");
        let telemetry = installed(&format!("http://{free}"), &healthy.endpoint, &[]);
        let [spans, _, logs] = telemetry.ledgers();
        let outcome = in_time(place, || telemetry.shutdown(DEADLINE));
        assert_late(place, &outcome);
        assert_eq!(logs.balance().delivered, LOGS, "{place}");
        assert_settled(place, [&spans, &logs]);
        assert_eq!((spans.balance().attempted, spans.balance().delivered), (SPANS, 0), "{place}");
    });
}

#[test]
fn a_redirect_is_no_delivery() {
    let _alone = alone();
    let page = Receiver::answering("200 OK");
    let login: &'static str = format!("302 Found\r\nlocation: {}/login", page.endpoint).leak();
    let moved = Receiver::answering(login);
    let healthy = Receiver::answering("200 OK");
    let telemetry = installed(&moved.endpoint, &healthy.endpoint, &[]);
    let [spans, ..] = telemetry.ledgers();
    let outcome = settled::end(telemetry, Duration::from_secs(5));
    settled::assert_lost(&outcome, "traces");
    assert_eq!(spans.balance().dropped_by(DropReason::ExporterError), SPANS);
    assert_eq!(page.requests(), 0);
}

#[test]
fn a_warning_of_a_receiver_that_takes_everything_is_said_once() {
    let _alone = alone();
    let lines = tracewell::logs::MemorySink::default();
    let warning = ExportTracePartialSuccess { rejected_spans: 0, error_message: "old".to_owned() };
    let answer = ExportTraceServiceResponse { partial_success: Some(warning) }.encode_to_vec();
    let receiver = Receiver::saying(answer.leak());
    let variables = [
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", receiver.endpoint.as_str()),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1"),
    ];
    let builder = Telemetry::builder().environment(variables).log_sink(lines.clone()).without_metrics();
    let telemetry = builder.install().unwrap();
    for _ in 0..3 {
        drop(global::tracer("deadlines").start("work"));
        telemetry.force_flush(DEADLINE).unwrap();
    }
    assert_eq!(telemetry.spans().delivered, 3);
    settled::end(telemetry, DEADLINE).unwrap();
    let lines: Vec<serde_json::Value> =
        lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let said: Vec<_> = lines
        .iter()
        .map(|line| (&line["event"], &line["level"], &line["warning"], &line["batches"]))
        .collect();
    let (event, level, words) = (&json!("export_warning"), &json!("WARN"), &json!("old"));
    assert_eq!(
        said,
        [(event, level, words, &json!(1)), (event, level, words, &json!(2))],
        "at once, and at the end"
    );
    assert_eq!(lines[0]["endpoint"], json!(receiver.endpoint));
}
