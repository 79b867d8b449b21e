//! What the books say is what the metrics say.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use opentelemetry::{global, metrics::MeterProvider as _};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use tracewell::{
    Telemetry,
    logs::{LogSampling, MemorySink},
    pipeline::{Balance, DropReason, QueueLimits},
};

use super::{
    receiver::{Receiver, SOON, alone, builder, last, span},
    settled,
};

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
        match (receiver, telemetry.force_flush(SOON)) {
            (Receiver::Takes, outcome) => assert!(outcome.is_ok(), "{outcome:?}"),
            (_, outcome) => settled::assert_lost(&outcome, "traces"),
        }
        // That spans failed has become a log event, which left with the first flush or leaves with this one.
        let _ = telemetry.force_flush(SOON);
        settled::assert_settled("flushed twice", &telemetry.ledgers());
        let (series, spans, logs) = (last(&exporter), telemetry.spans(), telemetry.logs());
        assert_eq!(spans.attempted, 6);
        assert_eq!(spans.dropped_by(DropReason::Limit), 1);
        assert_eq!(logs.exported.dropped_by(DropReason::Sampled), 1);
        assert_eq!(of(&series, &[".span."]), books(&spans, "span", "tracewell.span.sampled_out"));
        let exported = books(&logs.exported, "log", "tracewell.log_record.sampled_out");
        assert_eq!(of(&series, &[".log.", ".log_record."]), exported);
        let line = |name: &str| series.get(&(format!("tracewell.log_line.{name}"), String::new())).copied();
        assert_eq!(line("processed").unwrap_or(0), logs.written.delivered);
        assert_eq!(line("sampled_out").unwrap_or(0), logs.written.dropped_by(DropReason::Sampled));
        settled::end(telemetry, SOON).unwrap();
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
    settled::end(telemetry, SOON).unwrap();
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
    settled::end(telemetry, SOON).unwrap();
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
    settled::end(telemetry, SOON).unwrap();
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
    settled::flush(&telemetry);
    let expected = books(&telemetry.spans(), "span", "tracewell.span.sampled_out");
    for (provider, exporter) in [(&set_before, &before), (&made_after, &after)] {
        provider.force_flush().unwrap();
        assert_eq!(of(&last(exporter), &[".span."]), expected);
    }
    settled::end(telemetry, SOON).unwrap();
    set_before.force_flush().unwrap();
    assert_eq!(
        before.get_finished_metrics().unwrap().len(),
        1,
        "an installation that has ended is not observed"
    );
}
