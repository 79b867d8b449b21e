//! Flushing and ending, whatever the receivers do.

use std::{
    net::TcpListener,
    sync::Arc,
    time::{Duration, Instant},
};

use opentelemetry::global;
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, SdkMeterProvider};
use tracewell::{Telemetry, logs::MemorySink, telemetry::FlushError};

use super::{
    receiver::{Receiver, SOON, Silent, alone, builder, last, span},
    settled,
};

#[test]
fn metrics_that_never_leave_hold_up_neither_the_end_nor_the_other_signals() {
    let _alone = alone();
    // Connections are taken by the system's queue, and nobody reads from them.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let over_http = [("OTEL_TRACES_EXPORTER", "none"), ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", &endpoint)];
    let over_grpc = [&over_http[..], &[("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "grpc")]].concat();
    let builders = [
        Some(builder(&MemorySink::default()).metric_exporter(Silent(Arc::default()))),
        cfg!(feature = "otlp").then(|| Telemetry::builder().environment(over_http)),
        cfg!(feature = "grpc").then(|| Telemetry::builder().environment(over_grpc)),
    ];
    for builder in builders.into_iter().flatten() {
        let lines = MemorySink::default();
        let builder = builder.log_sink(lines.clone()).span_exporter(Receiver::Takes);
        let telemetry = builder.install().unwrap();
        span(1);
        tracewell::info!("seen");
        let [spans, ..] = telemetry.ledgers();
        let timeout = Duration::from_millis(600);
        let begun = Instant::now();
        let outcome = telemetry.force_flush(timeout);
        assert!(matches!(outcome, Err(FlushError::Deadline { signal: "metrics", .. })), "{outcome:?}");
        assert!(begun.elapsed() < timeout + Duration::from_millis(400), "{:?}", begun.elapsed());
        let begun = Instant::now();
        let outcome = settled::end(telemetry, timeout);
        assert!(matches!(outcome, Err(FlushError::Deadline { signal: "metrics", .. })), "{outcome:?}");
        assert!(begun.elapsed() < timeout + Duration::from_millis(400), "{:?}", begun.elapsed());
        assert_eq!(spans.balance().delivered, 1);
        assert!(lines.text().contains("seen"), "{}", lines.text());
    }
}

#[test]
fn a_signal_that_hangs_leaves_metrics_half_of_the_time() {
    let _alone = alone();
    let (lines, exporter) = (MemorySink::default(), InMemoryMetricExporter::default());
    let builder = builder(&lines).span_exporter(Receiver::Hangs).metric_exporter(exporter.clone());
    let telemetry = builder.install().unwrap();
    global::meter("shop").u64_counter("shop.orders").build().add(3, &[]);
    span(1);
    let outcome = settled::end(telemetry, Duration::from_millis(600));
    assert!(matches!(outcome, Err(FlushError::Deadline { signal: "traces", .. })), "{outcome:?}");
    assert_eq!(last(&exporter)[&("shop.orders".to_owned(), String::new())], 3);
}

#[test]
fn flushing_and_ending_work_within_each_runtime() {
    let _alone = alone();
    let run = || async {
        let (lines, exporter) = (MemorySink::default(), InMemoryMetricExporter::default());
        let telemetry = builder(&lines).metric_exporter(exporter.clone()).install().unwrap();
        settled::flush(&telemetry);
        settled::end(telemetry, SOON).unwrap();
        assert_eq!(exporter.get_finished_metrics().unwrap().len(), 2);
    };
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(run());
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap().block_on(run());
}

#[test]
fn an_exporter_that_hangs_lives_no_longer_than_its_installation() {
    let _alone = alone();
    let held = Arc::new(());
    let builder = builder(&MemorySink::default()).metric_exporter(Silent(held.clone()));
    let telemetry = builder.install().unwrap();
    assert!(settled::end(telemetry, Duration::from_millis(100)).is_err());
    // The process's global provider is the last that holds it.
    global::set_meter_provider(SdkMeterProvider::default());
    let until = Instant::now() + Duration::from_secs(10);
    while Arc::strong_count(&held) > 1 && Instant::now() < until {
        std::thread::yield_now();
    }
    assert_eq!(Arc::strong_count(&held), 1);
}
