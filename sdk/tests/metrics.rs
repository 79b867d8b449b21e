//! The ledger as metrics, from the installation to an exporter; and metrics that cannot leave hold up nobody.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::{
    collections::BTreeMap,
    future::pending,
    net::TcpListener,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use opentelemetry::{
    KeyValue, global,
    metrics::MeterProvider as _,
    trace::{Span as _, Status, Tracer as _},
};
use opentelemetry_sdk::{
    error::{OTelSdkError, OTelSdkResult},
    logs::{LogBatch, LogExporter},
    metrics::{
        InMemoryMetricExporter, PeriodicReader, SdkMeterProvider, Temporality,
        data::{AggregatedMetrics, MetricData, ResourceMetrics, ScopeMetrics},
        exporter::PushMetricExporter,
    },
    trace::{SpanData, SpanExporter},
};
use tracewell::{
    Telemetry, TelemetryBuilder,
    logs::{LogSampling, MemorySink},
    pipeline::{Balance, DropReason, QueueLimits},
    telemetry::FlushError,
};

const SOON: Duration = Duration::from_secs(20);

/// An installation is the process's: one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An installation that hears nothing of the process's environment.
fn builder(lines: &MemorySink) -> TelemetryBuilder {
    Telemetry::builder().environment([("OTEL_TRACES_EXPORTER", "none")]).log_sink(lines.clone())
}

/// What an exporter of spans and logs does with each batch.
#[derive(Clone, Copy, Debug)]
enum Receiver {
    Takes,
    Refuses,
    TimesOut,
    IsSlow,
    Hangs,
}

impl Receiver {
    async fn answer(self) -> OTelSdkResult {
        match self {
            Self::Takes => Ok(()),
            Self::Refuses => Err(OTelSdkError::InternalFailure("refused".to_owned())),
            Self::TimesOut => Err(OTelSdkError::Timeout(Duration::ZERO)),
            Self::IsSlow => {
                tokio::time::sleep(Duration::from_millis(200)).await;
                Ok(())
            }
            Self::Hangs => pending().await,
        }
    }
}

impl SpanExporter for Receiver {
    async fn export(&self, _batch: Vec<SpanData>) -> OTelSdkResult {
        self.answer().await
    }
}

impl LogExporter for Receiver {
    async fn export(&self, _batch: LogBatch<'_>) -> OTelSdkResult {
        self.answer().await
    }
}

/// A receiver of metrics that never answers.
struct Silent(#[expect(dead_code, reason = "it is counted")] Arc<()>);

impl PushMetricExporter for Silent {
    async fn export(&self, _metrics: &ResourceMetrics) -> OTelSdkResult {
        pending().await
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

/// The last export, by metric and `error.type`; zeros are left out.
fn last(exporter: &InMemoryMetricExporter) -> BTreeMap<(String, String), u64> {
    let exports = exporter.get_finished_metrics().unwrap();
    let scopes = exports.last().into_iter().flat_map(ResourceMetrics::scope_metrics);
    let sums = scopes.flat_map(ScopeMetrics::metrics).filter_map(|metric| match metric.data() {
        AggregatedMetrics::U64(MetricData::Sum(sum)) => Some((metric.name(), sum)),
        _ => None,
    });
    let points = sums.flat_map(|(name, sum)| sum.data_points().map(move |point| (name, point)));
    let series = points.map(|(name, point)| {
        let error_type = point.attributes().find(|attribute| attribute.key.as_str() == "error.type");
        let error_type = error_type.map_or(String::new(), |attribute| attribute.value.to_string());
        ((name.to_owned(), error_type), point.value())
    });
    series.filter(|(_, value)| *value > 0).collect()
}

/// What a signal's books must be as metrics; zeros are left out.
fn books(balance: &Balance, signal: &str, sampled_out: &str) -> BTreeMap<(String, String), u64> {
    let processed = format!("otel.sdk.processor.{signal}.processed");
    let exported = format!("otel.sdk.exporter.{signal}.exported");
    let lost = |reason| balance.dropped_by(reason);
    let ended = balance.delivered
        + lost(DropReason::ExporterError)
        + lost(DropReason::Timeout)
        + lost(DropReason::PartialSuccess);
    let series = [
        (&processed, "", ended),
        (&processed, "queue_full", lost(DropReason::QueueFull)),
        (&processed, "limit", lost(DropReason::Limit)),
        (&processed, "already_shutdown", lost(DropReason::Shutdown)),
        (&exported, "", balance.delivered),
        (&exported, "exporter_error", lost(DropReason::ExporterError)),
        (&exported, "timeout", lost(DropReason::Timeout)),
        (&exported, "rejected", lost(DropReason::PartialSuccess)),
        (&sampled_out.to_owned(), "", lost(DropReason::Sampled)),
    ];
    let series = series.map(|(name, error_type, value)| ((name.clone(), error_type.to_owned()), value));
    series.into_iter().filter(|(_, value)| *value > 0).collect()
}

fn of(series: &BTreeMap<(String, String), u64>, parts: &[&str]) -> BTreeMap<(String, String), u64> {
    let wanted = |name: &str| parts.iter().any(|part| name.contains(part));
    series.iter().filter(|((name, _), _)| wanted(name)).map(|(key, value)| (key.clone(), *value)).collect()
}

fn span(weight: usize) {
    let mut span = global::tracer("test").start("work");
    span.set_attribute(KeyValue::new("filling", "x".repeat(weight)));
    span.set_status(Status::Ok);
}

#[test]
fn at_each_quiescent_point_the_metrics_are_the_ledger() {
    let _alone = alone();
    for receiver in [Receiver::Takes, Receiver::Refuses, Receiver::TimesOut] {
        let (lines, exporter) = (MemorySink::default(), InMemoryMetricExporter::default());
        let limits = QueueLimits { items: 8, batch_items: 8, bytes: 4096, ..QueueLimits::SPANS };
        let telemetry = builder(&lines)
            .span_exporter(receiver)
            .span_queue(limits)
            .log_exporter(receiver)
            .log_sampling(LogSampling::all().by_field("user", 0.0))
            .metric_exporter(exporter.clone())
            .install()
            .unwrap();
        (0..5).for_each(|_| span(1));
        span(10_000);
        tracewell::info!("seen", user = 1);
        tracewell::info!("kept");
        telemetry.force_flush(SOON).unwrap();
        // That spans failed has become a log event, which the second flush exports.
        telemetry.force_flush(SOON).unwrap();
        let (series, spans, logs) = (last(&exporter), telemetry.spans(), telemetry.logs());
        assert_eq!((spans.attempted, spans.pending(), logs.exported.pending()), (6, 0, 0));
        assert_eq!(spans.dropped_by(DropReason::Limit), 1);
        assert_eq!(logs.exported.dropped_by(DropReason::Sampled), 1);
        assert_eq!(of(&series, &[".span."]), books(&spans, "span", "tracewell.span.sampled_out"));
        let exported = books(&logs.exported, "log", "tracewell.log_record.sampled_out");
        assert_eq!(of(&series, &[".log.", ".log_record."]), exported);
        let line = |name: &str| series.get(&(format!("tracewell.log_line.{name}"), String::new())).copied();
        assert_eq!(line("processed").unwrap_or(0), logs.written.delivered);
        assert_eq!(line("sampled_out").unwrap_or(0), logs.written.dropped_by(DropReason::Sampled));
        telemetry.shutdown(SOON).unwrap();
    }
}

#[test]
fn the_last_export_holds_what_became_of_the_last_spans() {
    let _alone = alone();
    let (lines, exporter) = (MemorySink::default(), InMemoryMetricExporter::default());
    let builder = builder(&lines).span_exporter(Receiver::IsSlow).metric_exporter(exporter.clone());
    let telemetry = builder.install().unwrap();
    (0..5).for_each(|_| span(1));
    let [spans, ..] = telemetry.ledgers();
    telemetry.shutdown(SOON).unwrap();
    assert_eq!(spans.balance().delivered, 5);
    let series = of(&last(&exporter), &[".span."]);
    assert_eq!(series, books(&spans.balance(), "span", "tracewell.span.sampled_out"));
    assert_eq!(exporter.get_finished_metrics().unwrap().len(), 1, "one export at the end, not two");
}

#[test]
fn meters_of_the_program_are_exported_with_the_resource_of_the_rest() {
    let _alone = alone();
    let (lines, exporter) = (MemorySink::default(), InMemoryMetricExporter::default());
    let builder = builder(&lines).service_name("shop").metric_exporter(exporter.clone());
    let telemetry = builder.install().unwrap();
    global::meter("shop").u64_counter("shop.orders").build().add(3, &[]);
    telemetry.shutdown(SOON).unwrap();
    assert_eq!(last(&exporter)[&("shop.orders".to_owned(), String::new())], 3);
    let exports = exporter.get_finished_metrics().unwrap();
    let resource = exports[0].resource();
    assert_eq!(resource.get(&"service.name".into()).unwrap().to_string(), "shop");
}

#[test]
fn metrics_are_exported_in_between() {
    let _alone = alone();
    let (lines, exporter) = (MemorySink::default(), InMemoryMetricExporter::default());
    let builder = builder(&lines).metric_exporter(exporter.clone()).metric_interval(Duration::from_millis(5));
    let telemetry = builder.install().unwrap();
    let until = Instant::now() + SOON;
    while exporter.get_finished_metrics().unwrap().len() < 2 && Instant::now() < until {
        std::thread::yield_now();
    }
    assert!(exporter.get_finished_metrics().unwrap().len() >= 2);
    telemetry.shutdown(SOON).unwrap();
}

#[test]
fn a_programs_own_provider_stays_and_observes_the_books() {
    let _alone = alone();
    let (before, after) = (InMemoryMetricExporter::default(), InMemoryMetricExporter::default());
    let provider = |exporter: &InMemoryMetricExporter| {
        let reader = PeriodicReader::builder(exporter.clone()).build();
        SdkMeterProvider::builder().with_reader(reader).build()
    };
    let (set_before, made_after) = (provider(&before), provider(&after));
    global::set_meter_provider(set_before.clone());
    let lines = MemorySink::default();
    let named = [("OTEL_TRACES_EXPORTER", "none"), ("OTEL_METRICS_EXPORTER", "console")];
    let builder = Telemetry::builder().environment(named).log_sink(lines).span_exporter(Receiver::Takes);
    let telemetry = builder.without_metrics().install().unwrap();
    telemetry.observe(&made_after.meter("mine"));
    (0..3).for_each(|_| span(1));
    telemetry.force_flush(SOON).unwrap();
    let expected = books(&telemetry.spans(), "span", "tracewell.span.sampled_out");
    for (provider, exporter) in [(&set_before, &before), (&made_after, &after)] {
        provider.force_flush().unwrap();
        assert_eq!(of(&last(exporter), &[".span."]), expected);
    }
    telemetry.shutdown(SOON).unwrap();
    set_before.force_flush().unwrap();
    assert_eq!(
        before.get_finished_metrics().unwrap().len(),
        1,
        "an installation that has ended is not observed"
    );
}

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
        let outcome = telemetry.shutdown(timeout);
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
    let outcome = telemetry.shutdown(Duration::from_millis(600));
    assert!(matches!(outcome, Err(FlushError::Deadline { signal: "traces", .. })), "{outcome:?}");
    assert_eq!(last(&exporter)[&("shop.orders".to_owned(), String::new())], 3);
}

#[test]
fn flushing_and_ending_work_within_each_runtime() {
    let _alone = alone();
    let run = || async {
        let (lines, exporter) = (MemorySink::default(), InMemoryMetricExporter::default());
        let telemetry = builder(&lines).metric_exporter(exporter.clone()).install().unwrap();
        telemetry.force_flush(SOON).unwrap();
        telemetry.shutdown(SOON).unwrap();
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
    assert!(telemetry.shutdown(Duration::from_millis(100)).is_err());
    // The process's global provider is the last that holds it.
    global::set_meter_provider(SdkMeterProvider::default());
    let until = Instant::now() + Duration::from_secs(10);
    while Arc::strong_count(&held) > 1 && Instant::now() < until {
        std::thread::yield_now();
    }
    assert_eq!(Arc::strong_count(&held), 1);
}
