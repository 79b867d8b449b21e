use std::collections::BTreeMap;

use opentelemetry::metrics::MeterProvider as _;
use opentelemetry_sdk::metrics::SdkMeterProvider;

use super::*;
use crate::metrics::{
    sdk::SdkReader,
    snapshot::{Data, Number, Point},
};

/// A provider whose metrics can be read.
struct Reader {
    reader: SdkReader,
    provider: SdkMeterProvider,
}

impl Reader {
    fn new() -> Self {
        let reader = SdkReader::default();
        Self { provider: SdkMeterProvider::builder().with_reader(reader.clone()).build(), reader }
    }

    /// Returns the value of each series, by name and `error.type`, as they stand now.
    fn read(&self) -> BTreeMap<(String, String), u64> {
        self.points().into_iter().map(|(name, point)| series(&name, &point)).collect()
    }

    /// Returns all points, by the names of their metrics.
    fn points(&self) -> Vec<(String, Point<Number>)> {
        let metrics = self.reader.scopes().into_iter().flat_map(|scope| scope.metrics);
        let points = metrics.flat_map(|metric| {
            let Data::Sum { points, .. } = metric.data else { panic!("{metric:?}") };
            points.into_iter().map(move |point| (metric.name.to_string(), point))
        });
        points.collect()
    }
}

fn series(name: &str, point: &Point<Number>) -> ((String, String), u64) {
    let error_type = point.labels.iter().find(|known| known.key.as_str() == "error.type");
    let error_type = error_type.map_or(String::new(), |known| known.value.to_string());
    let Number::Integer(value) = point.value else { panic!("{point:?}") };
    ((name.to_owned(), error_type), value.try_into().unwrap())
}

/// A ledger in which every reason has a number of its own.
fn ledger() -> Arc<Ledger> {
    let ledger = Ledger::default();
    ledger.attempt(1000);
    ledger.deliver(100);
    for (number, reason) in DropReason::ALL.into_iter().enumerate() {
        ledger.lose(number + 1, reason);
    }
    Arc::new(ledger)
}

fn expected<const N: usize>(series: [(&str, &str, u64); N]) -> BTreeMap<(String, String), u64> {
    series.map(|(name, error_type, value)| ((name.to_owned(), error_type.to_owned()), value)).into()
}

#[test]
fn each_reason_is_one_series_of_the_metric_of_its_stage() {
    let reader = Reader::new();
    let books = Arc::new(Books::new(vec![Book::of_spans(ledger(), 64, || 7)]));
    books.observe(&reader.provider.meter("test"));
    // 1 queue full, 2 limit, 3 sampled, 4 exporter error, 5 timeout, 6 rejected, 7 shut down.
    assert_eq!(
        reader.read(),
        expected([
            ("otel.sdk.processor.span.processed", "", 100 + 4 + 5 + 6),
            ("otel.sdk.processor.span.processed", "queue_full", 1),
            ("otel.sdk.processor.span.processed", "limit", 2),
            ("otel.sdk.processor.span.processed", "already_shutdown", 7),
            ("tracewell.span.sampled_out", "", 3),
            ("otel.sdk.exporter.span.exported", "", 100),
            ("otel.sdk.exporter.span.exported", "exporter_error", 4),
            ("otel.sdk.exporter.span.exported", "timeout", 5),
            ("otel.sdk.exporter.span.exported", "rejected", 6),
            ("otel.sdk.processor.span.queue.size", "", 7),
            ("otel.sdk.processor.span.queue.capacity", "", 64),
        ])
    );
}

#[test]
fn lines_have_one_stage_and_no_queue_of_records() {
    let reader = Reader::new();
    let books = Arc::new(Books::new(vec![Book::of_lines(ledger())]));
    books.observe(&reader.provider.meter("test"));
    let written = "tracewell.log_line.processed";
    assert_eq!(
        reader.read(),
        expected([
            (written, "", 100),
            (written, "queue_full", 1),
            (written, "limit", 2),
            (written, "exporter_error", 4),
            (written, "timeout", 5),
            (written, "rejected", 6),
            (written, "already_shutdown", 7),
            ("tracewell.log_line.sampled_out", "", 3),
        ])
    );
}

#[test]
fn what_was_processed_and_what_was_sampled_out_is_what_was_attempted_and_is_not_pending() {
    let reader = Reader::new();
    let ledger = ledger();
    let records = Book::of_records(ledger.clone(), 1, || 0);
    let books = Arc::new(Books::new(vec![records]));
    books.observe(&reader.provider.meter("test"));
    let series = reader.read();
    let sum = |wanted: &str| -> u64 {
        series.iter().filter(|((name, _), _)| name == wanted).map(|(_, value)| value).sum()
    };
    let balance = ledger.balance();
    assert_eq!(
        sum("otel.sdk.processor.log.processed") + sum("tracewell.log_record.sampled_out"),
        balance.attempted - balance.pending()
    );
    assert_eq!(
        series[&("otel.sdk.processor.log.processed".to_owned(), String::new())],
        sum("otel.sdk.exporter.log.exported")
    );
}

#[test]
fn a_reason_that_has_not_come_up_is_observed_as_zero() {
    let reader = Reader::new();
    let books = Arc::new(Books::new(vec![Book::of_spans(Arc::default(), 1, || 0)]));
    books.observe(&reader.provider.meter("test"));
    let lost = reader.read()[&("otel.sdk.processor.span.processed".to_owned(), "queue_full".to_owned())];
    assert_eq!(lost, 0);
}

#[test]
fn instruments_keep_no_installation_alive_and_observe_nothing_after_it() {
    let reader = Reader::new();
    let ledger = ledger();
    let books = Arc::new(Books::new(vec![Book::of_spans(ledger.clone(), 1, || 0)]));
    books.observe(&reader.provider.meter("test"));
    assert!(!reader.read().is_empty());
    drop(books);
    assert_eq!(Arc::strong_count(&ledger), 1);
    assert_eq!(reader.read(), BTreeMap::new());
}

#[test]
fn two_installations_of_one_process_are_two_series() {
    let reader = Reader::new();
    let meter = reader.provider.meter("test");
    let both = [100, 200].map(|count| {
        let ledger = Ledger::default();
        ledger.attempt(count);
        ledger.deliver(count);
        let books = Arc::new(Books::new(vec![Book::of_lines(Arc::new(ledger))]));
        books.observe(&meter);
        books
    });
    let names = both.each_ref().map(|books| books.component[1].value.to_string());
    assert_ne!(names[0], names[1]);
    let points = reader.points().into_iter();
    let written = points.filter(|(name, _)| name == "tracewell.log_line.processed");
    let mut values: Vec<_> = written.map(|(name, point)| series(&name, &point).1).collect();
    values.retain(|value| *value > 0);
    values.sort_unstable();
    assert_eq!(values, [100, 200]);
}
