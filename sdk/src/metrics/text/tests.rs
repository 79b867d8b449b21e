//! Whole pages.

mod adversarial;

use std::time::{Duration, UNIX_EPOCH};

use opentelemetry::{InstrumentationScope, KeyValue, SpanId, TraceId};
use opentelemetry_sdk::Resource;

use super::*;
use crate::metrics::snapshot::{
    Buckets, Data, Exemplar, MetricSnapshot, Number, Point, Quantiles, ScopeSnapshot, Total,
};

fn point<V>(labels: &[(&'static str, &'static str)], value: V) -> Point<V> {
    let labels = labels.iter().map(|(name, value)| KeyValue::new(*name, *value)).collect();
    let start = UNIX_EPOCH + Duration::from_secs(1_000);
    Point { labels, start, time: start + Duration::from_mins(1), value, exemplars: Vec::new() }
}

fn metric(name: &'static str, unit: &'static str, data: Data) -> MetricSnapshot {
    MetricSnapshot {
        name: name.into(),
        description: format!("The {name}.").into(),
        unit: unit.into(),
        is_observed: false,
        data,
    }
}

fn counted(points: Vec<Point<Number>>) -> Data {
    Data::Sum { monotonic: true, points }
}

fn page(metrics: Vec<MetricSnapshot>, format: Format) -> String {
    let scope = InstrumentationScope::builder("shop").build();
    let resource = Resource::builder_empty().with_service_name("till").build();
    render(&Snapshot { resource, scopes: vec![ScopeSnapshot { scope, metrics }] }, format)
}

fn exemplar(value: f64) -> Exemplar {
    Exemplar {
        value: Number::Float(value),
        time: UNIX_EPOCH + Duration::from_millis(1_500),
        trace_id: TraceId::from(0xab),
        span_id: SpanId::from(0xcd),
        attributes: vec![KeyValue::new("long", "x".repeat(80)), KeyValue::new("user.kind", "new")],
    }
}

/// One metric of each kind.
fn shop() -> Vec<MetricSnapshot> {
    let mut wait = point(
        &[("le", "mine")],
        Buckets {
            bounds: [0.5, 1.0].into(),
            counts: vec![1, 0, 2],
            total: Total { count: 3, sum: 9.25, range: Some((0.25, 8.0)) },
        },
    );
    wait.exemplars = vec![exemplar(0.25), exemplar(4.0), exemplar(8.0)];
    let latency = point(
        &[],
        Quantiles {
            total: Total { count: 2, sum: 3.0, range: None },
            quantiles: vec![(0.5, 1.0), (0.99, 2.0)],
        },
    );
    let open = Data::Sum { monotonic: false, points: vec![point(&[], Number::Integer(-1))] };
    vec![
        metric("shop.orders", "{order}", counted(vec![point(&[("tier", "a\"b")], Number::Integer(7))])),
        metric("shop.open", "", open),
        metric("shop.fill", "1", Data::Gauge { points: vec![point(&[], Number::Float(0.5))] }),
        metric("shop.wait", "s", Data::Histogram { points: vec![wait] }),
        metric("shop.latency", "ms", Data::Summary { points: vec![latency] }),
    ]
}

#[test]
fn open_metrics() {
    let trace = r#"span_id="00000000000000cd",trace_id="000000000000000000000000000000ab",user_kind="new""#;
    let expected = r#"# HELP shop_fill_ratio The shop.fill.
# TYPE shop_fill_ratio gauge
# UNIT shop_fill_ratio ratio
shop_fill_ratio{otel_scope_name="shop"} 0.5
# HELP shop_latency_milliseconds The shop.latency.
# TYPE shop_latency_milliseconds summary
# UNIT shop_latency_milliseconds milliseconds
shop_latency_milliseconds{otel_scope_name="shop",quantile="0.5"} 1
shop_latency_milliseconds{otel_scope_name="shop",quantile="0.99"} 2
shop_latency_milliseconds_count{otel_scope_name="shop"} 2
shop_latency_milliseconds_sum{otel_scope_name="shop"} 3
shop_latency_milliseconds_created{otel_scope_name="shop"} 1000.000
# HELP shop_open The shop.open.
# TYPE shop_open gauge
shop_open{otel_scope_name="shop"} -1
# HELP shop_orders The shop.orders.
# TYPE shop_orders counter
shop_orders_total{otel_scope_name="shop",tier="a\"b"} 7
shop_orders_created{otel_scope_name="shop",tier="a\"b"} 1000.000
# HELP shop_wait_seconds The shop.wait.
# TYPE shop_wait_seconds histogram
# UNIT shop_wait_seconds seconds
shop_wait_seconds_bucket{exported_le="mine",otel_scope_name="shop",le="0.5"} 1 # {TRACE} 0.25 1.500
shop_wait_seconds_bucket{exported_le="mine",otel_scope_name="shop",le="1.0"} 1
shop_wait_seconds_bucket{exported_le="mine",otel_scope_name="shop",le="+Inf"} 3 # {TRACE} 8 1.500
shop_wait_seconds_count{exported_le="mine",otel_scope_name="shop"} 3
shop_wait_seconds_sum{exported_le="mine",otel_scope_name="shop"} 9.25
shop_wait_seconds_created{exported_le="mine",otel_scope_name="shop"} 1000.000
# HELP target What is measured here.
# TYPE target info
target_info{service_name="till"} 1
# HELP tracewell_page_left_out Series that this page leaves out, by reason.
# TYPE tracewell_page_left_out gauge
tracewell_page_left_out{reason="name_conflict"} 0
tracewell_page_left_out{reason="no_counter_value"} 0
tracewell_page_left_out{reason="same_series"} 0
# EOF
"#;
    assert_eq!(page(shop(), Format::OpenMetrics), expected.replace("TRACE", trace));
}

#[test]
fn prometheus_has_neither_exemplars_nor_times_of_beginning_nor_units() {
    let page = page(shop(), Format::Prometheus);
    for line in [
        "# TYPE shop_orders_total counter",
        "# TYPE target_info gauge",
        r#"shop_orders_total{otel_scope_name="shop",tier="a\"b"} 7"#,
        r#"shop_wait_seconds_bucket{exported_le="mine",otel_scope_name="shop",le="+Inf"} 3"#,
    ] {
        assert!(page.lines().any(|found| found == line), "{line} in\n{page}");
    }
    for word in ["_created", "# UNIT", "# EOF", "trace_id"] {
        assert!(!page.contains(word), "{word} in\n{page}");
    }
}

#[test]
fn what_conflicts_is_left_out_and_counted() {
    let gauge =
        |name, value| metric(name, "", Data::Gauge { points: vec![point(&[], Number::Integer(value))] });
    let orders = |value| metric("orders", "", counted(vec![point(&[], Number::Integer(value))]));
    let broken =
        counted(vec![point(&[("a", "b")], Number::Float(f64::NAN)), point(&[], Number::Integer(-1))]);
    let metrics = vec![
        orders(1),
        orders(2),
        gauge("orders", 3),
        gauge("orders.created", 4),
        gauge("target.info", 5),
        metric("other", "", broken),
    ];
    let page = page(metrics, Format::OpenMetrics);
    let samples: Vec<_> = page.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        samples,
        [
            r#"orders_total{otel_scope_name="shop"} 1"#,
            r#"orders_created{otel_scope_name="shop"} 1000.000"#,
            r#"target_info{service_name="till"} 1"#,
            r#"tracewell_page_left_out{reason="name_conflict"} 3"#,
            r#"tracewell_page_left_out{reason="no_counter_value"} 2"#,
            r#"tracewell_page_left_out{reason="same_series"} 1"#,
        ]
    );
}

#[test]
fn sums_that_may_fall_are_no_counters() {
    let buckets = |bounds: [f64; 1], sum, range| {
        let total = Total { count: 3, sum, range };
        let points = vec![point(&[], Buckets { bounds: bounds.into(), counts: vec![1, 2], total })];
        page(vec![metric("heat", "", Data::Histogram { points })], Format::OpenMetrics)
    };
    assert!(buckets([1.0], 5.0, Some((0.0, 3.0))).contains("heat_sum"));
    for page in
        [buckets([-1.0], 5.0, None), buckets([1.0], f64::NAN, None), buckets([1.0], 5.0, Some((-1.0, 3.0)))]
    {
        assert!(!page.contains("heat_sum") && !page.contains("heat_count"), "{page}");
        assert!(page.contains("heat_bucket{otel_scope_name=\"shop\",le=\"+Inf\"} 3"), "{page}");
    }
}

#[test]
fn series_stand_in_the_order_of_their_labels() {
    let points =
        |order: [&'static str; 3]| order.map(|tier| point(&[("tier", tier)], Number::Integer(1))).to_vec();
    let pages = [["b", "a", "c"], ["c", "b", "a"]]
        .map(|order| page(vec![metric("shop.orders", "", counted(points(order)))], Format::Prometheus));
    assert_eq!(pages[0], pages[1]);
    let at = |tier: &str| pages[0].find(&format!("tier=\"{tier}\"")).expect("it is there");
    assert!(at("a") < at("b") && at("b") < at("c"), "{}", pages[0]);
}
