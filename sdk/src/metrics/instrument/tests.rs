use std::time::{Duration, SystemTime};

use super::*;
use crate::metrics::{
    LabelValue, Labels,
    snapshot::{Buckets, ExponentialBuckets, Number, Point, Quantiles},
};

#[derive(Clone, Copy, LabelValue)]
enum Payment {
    Card,
    Cash,
}

#[derive(Labels)]
struct OrderLabels {
    payment: Payment,
    express: bool,
}

#[derive(Labels)]
struct BranchLabels<'a> {
    express: bool,
    #[label(max = 3)]
    branch: &'a str,
    #[label(max = 100_000)]
    product: &'a str,
}

const ORDERS: Description = Description {
    name: "orders",
    help: "Orders.",
    unit: "{order}",
    max_series: 2_000,
    site: std::panic::Location::caller(),
};

/// Each series as `label=value …: what was read`.
fn lines<T>(points: &[Point<T>], show: impl Fn(&T) -> String) -> Vec<String> {
    let line = |point: &Point<T>| {
        let labels = point.labels.iter().map(|label| format!("{}={}", label.key, label.value.as_str()));
        format!("{}: {}", labels.collect::<Vec<_>>().join(" "), show(&point.value))
    };
    points.iter().map(line).collect()
}

fn numbers(data: &Data) -> Vec<String> {
    match data {
        Data::Sum { points, .. } | Data::Gauge { points } => {
            lines(points, |number| number.as_f64().to_string())
        }
        other => panic!("{other:?} has no numbers"),
    }
}

fn read(instrument: &dyn Instrument) -> Data {
    let now = opentelemetry::time::now();
    instrument.read(now - Duration::from_mins(1), now)
}

#[test]
fn a_counter_has_a_series_for_each_combination_that_came_up() {
    let counter = Counter::<OrderLabels>::new(ORDERS);
    counter.add(2, &OrderLabels { payment: Payment::Cash, express: true });
    counter.add(3, &OrderLabels { payment: Payment::Card, express: false });
    counter.add(4, &OrderLabels { payment: Payment::Cash, express: true });
    assert_eq!(numbers(&read(&counter)), ["payment=card express=false: 3", "payment=cash express=true: 6"]);
    assert!(matches!(read(&counter), Data::Sum { monotonic: true, .. }));
}

#[test]
fn a_counter_takes_nothing_that_would_make_it_fall() {
    let counter = Counter::<(), f64>::new(ORDERS);
    for value in [1.5, -1.0, f64::NAN, f64::INFINITY, 0.25] {
        counter.add(value, &());
    }
    assert_eq!(numbers(&read(&counter)), [": 1.75"]);
}

#[test]
fn a_series_begins_when_it_is_touched_and_a_gauge_when_it_is_read() {
    let (counter, gauge) = (Counter::<OrderLabels>::new(ORDERS), Gauge::<()>::new(ORDERS));
    let before = SystemTime::now();
    counter.add(1, &OrderLabels { payment: Payment::Card, express: true });
    gauge.set(1.0, &());
    std::thread::sleep(Duration::from_millis(3));
    counter.add(1, &OrderLabels { payment: Payment::Cash, express: true });
    let Data::Sum { points, .. } = read(&counter) else { panic!("a counter is a sum") };
    assert!(points[0].start >= before && points[0].start < points[1].start, "{points:?}");
    assert!(points[0].time == points[1].time && points[1].start <= points[1].time);
    let Data::Gauge { points } = read(&gauge) else { panic!("a gauge is a gauge") };
    assert_eq!(points[0].start, points[0].time);
}

#[test]
fn an_up_down_counter_takes_back_what_was_held() {
    let counter = UpDownCounter::<()>::new(ORDERS);
    counter.add(-5, &());
    let held = [counter.hold(&()), counter.hold(&())];
    assert_eq!(numbers(&read(&counter)), [": -3"]);
    drop(held);
    assert_eq!(numbers(&read(&counter)), [": -5"]);
    assert!(matches!(read(&counter), Data::Sum { monotonic: false, .. }));
}

#[test]
fn only_the_value_over_budget_becomes_other() {
    let counter = Counter::<BranchLabels<'static>>::new(ORDERS);
    for branch in ["a", "b", "c", "d", "e"] {
        let branch = branch.to_owned();
        counter.add(1, &BranchLabels { express: true, branch: &branch, product: "tea" });
    }
    let mut seen = numbers(&read(&counter));
    seen.sort();
    let rest = |branch: &str, count: u32| format!("express=true branch={branch} product=tea: {count}");
    assert_eq!(seen, [rest("__other__", 2), rest("a", 1), rest("b", 1), rest("c", 1)]);
}

#[test]
fn what_comes_beyond_the_limit_of_series_is_one_series() {
    let counter = Counter::<BranchLabels<'static>>::new(ORDERS);
    for number in 0..3_000 {
        let product = number.to_string();
        counter.add(1, &BranchLabels { express: false, branch: "a", product: &product });
    }
    let seen = numbers(&read(&counter));
    assert_eq!(seen.len(), 2_001);
    assert_eq!(seen.last().map(String::as_str), Some("otel.metric.overflow=true: 1000"));
}

#[test]
fn a_histogram_shows_its_buckets_and_leaves_out_what_is_not_finite() {
    let histogram = Histogram::<()>::new(ORDERS, &[1.0, 2.0]);
    for value in [1.0, 1.5, 9.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        histogram.record(value, &());
    }
    let Data::Histogram { points } = read(&histogram) else { panic!("a histogram is a histogram") };
    let Buckets { bounds, counts, total } = &points[0].value;
    assert_eq!((&**bounds, &**counts, total.sum), ([1.0, 2.0].as_slice(), [1, 1, 1].as_slice(), 11.5));
}

#[test]
fn an_exponential_histogram_follows_its_values() {
    let histogram = ExponentialHistogram::<()>::new(ORDERS);
    for value in [1.0, 1e6, -3.0, 0.0, f64::NAN] {
        histogram.record(value, &());
    }
    let Data::ExponentialHistogram { points } = read(&histogram) else { panic!("it is what it is") };
    let ExponentialBuckets { scale, zero_count, positive, negative, total, .. } = &points[0].value;
    assert_eq!((*scale, *zero_count, total.count), (2, 1, 4));
    assert_eq!((positive.counts.len(), negative.counts.len()), (81, 1));
}

#[test]
fn quantiles_are_as_exact_as_stated() {
    let summary = Summary::<()>::new(ORDERS, &[0.0, 0.5, 0.99, 1.0]);
    // From 0.001 to 400: a factor of 400,000.
    let values: Vec<f64> =
        (0..=10_000).map(|n| 0.001 * (f64::from(n) / 10_000.0 * 400_000_f64.ln()).exp()).collect();
    for value in &values {
        summary.record(*value, &());
    }
    let Data::Summary { points } = read(&summary) else { panic!("a summary is a summary") };
    let Quantiles { total, quantiles } = &points[0].value;
    assert_eq!(total.count, 10_001);
    for ((_, seen), exact) in quantiles.iter().zip([values[0], values[5_000], values[9_900], values[10_000]])
    {
        assert!((seen / exact - 1.0).abs() <= 0.011, "{seen} {exact}");
    }
    assert_eq!((quantiles[0].1, quantiles[3].1), (values[0], values[10_000]), "the ends are exact");
}

#[test]
fn quantiles_stand_in_order_across_zero() {
    let summary = Summary::<()>::new(ORDERS, &[0.0, 0.25, 0.5, 0.75, 1.0]);
    for value in [0.0, 10.0, -10.0, -1.0, 1.0] {
        summary.record(value, &());
    }
    let Data::Summary { points } = read(&summary) else { panic!("a summary is a summary") };
    let seen: Vec<f64> =
        points[0].value.quantiles.iter().map(|(_, value)| (value * 100.0).round() / 100.0).collect();
    assert_eq!(seen, [-10.0, -1.0, 0.0, 1.0, 10.0]);
}

#[test]
fn observed_values_are_asked_for_at_each_reading() {
    static WAITING: ObservableGauge<OrderLabels, u64> = ObservableGauge::new(ORDERS, Some(waiting));
    fn waiting(readings: &mut Readings<'_, OrderLabels, u64>) {
        readings.observe(1, &OrderLabels { payment: Payment::Card, express: true });
        readings.observe(4, &OrderLabels { payment: Payment::Card, express: true });
    }
    assert_eq!(numbers(&read(&WAITING)), ["payment=card express=true: 4"], "the last one counts");
    let also = WAITING.observe(|readings| {
        readings.observe(9, &OrderLabels { payment: Payment::Cash, express: true });
        panic!("a callback of the program's");
    });
    assert_eq!(numbers(&read(&WAITING)), ["payment=card express=true: 4", "payment=cash express=true: 9"]);
    drop(also);
    assert_eq!(
        numbers(&read(&WAITING)),
        ["payment=card express=true: 4"],
        "nobody observes the other one now"
    );
}

#[test]
fn an_observed_sum_begins_when_it_was_registered() {
    let counter = ObservableCounter::<()>::new(ORDERS, Some(|readings| readings.observe(7, &())));
    let (since, now) = (SystemTime::UNIX_EPOCH, opentelemetry::time::now());
    let Data::Sum { monotonic: true, points } = counter.read(since, now) else {
        panic!("a counter is a sum")
    };
    assert_eq!((points[0].start, points[0].time, points[0].value), (since, now, Number::Integer(7)));
}

#[derive(Labels)]
struct Observed<'a> {
    #[label(max = 2)]
    shop: &'a str,
}

fn observe_four<N: crate::metrics::Numeric + From<u8>>(readings: &mut Readings<'_, Observed<'static>, N>) {
    // The last one counts for a series of its own.
    for (value, shop) in [(7, "a"), (1, "a"), (2, "b"), (4, "c"), (8, "d")] {
        readings.observe(value.into(), &Observed { shop });
    }
}

#[test]
fn observed_sums_that_share_a_series_are_added_up_and_of_gauges_the_last_one_counts() {
    let single = Description { max_series: 1, ..ORDERS };
    let sum = ObservableCounter::<Observed<'static>>::new(ORDERS, Some(observe_four));
    assert_eq!(numbers(&read(&sum)), ["shop=__other__: 12", "shop=a: 1", "shop=b: 2"]);
    assert_eq!(numbers(&read(&sum)), ["shop=__other__: 12", "shop=a: 1", "shop=b: 2"], "of one reading");
    let up_down = ObservableUpDownCounter::<Observed<'static>, f64>::new(single, Some(observe_four));
    assert_eq!(numbers(&read(&up_down)), ["otel.metric.overflow=true: 14", "shop=a: 1"]);
    let gauge = ObservableGauge::<Observed<'static>, f64>::new(single, Some(observe_four));
    assert_eq!(numbers(&read(&gauge)), ["otel.metric.overflow=true: 8", "shop=a: 1"]);
}

#[test]
fn a_measurement_in_a_sampled_span_is_an_exemplar() {
    use opentelemetry::{
        Context,
        trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState},
    };
    let (counter, histogram) = (Counter::<()>::new(ORDERS), Histogram::<()>::new(ORDERS, &[1.0]));
    let ids = (TraceId::from(5_u128), SpanId::from(6_u64));
    let span = SpanContext::new(ids.0, ids.1, TraceFlags::SAMPLED, false, TraceState::NONE);
    let current = Context::new().with_remote_span_context(span).attach();
    counter.add(3, &());
    histogram.record(0.5, &());
    drop(current);
    let Data::Sum { points, .. } = read(&counter) else { panic!("a counter is a sum") };
    let exemplar = &points[0].exemplars[0];
    assert_eq!((exemplar.value, exemplar.trace_id, exemplar.span_id), (Number::Integer(3), ids.0, ids.1));
    let Data::Histogram { points } = read(&histogram) else { panic!("a histogram is a histogram") };
    assert_eq!(points[0].exemplars[0].value, Number::Float(0.5));
}
