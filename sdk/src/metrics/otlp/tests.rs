use std::time::Duration;

use opentelemetry::{InstrumentationScope, SpanId, TraceId};
use opentelemetry_proto::tonic::metrics::v1::{exemplar, number_data_point::Value};

use super::*;
use crate::metrics::snapshot::{
    Buckets, Exemplar, ExponentialBuckets, Number, Point, Quantiles, Range, Total,
};

fn at(second: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(second)
}

fn point<V>(start: u64, time: u64, value: V) -> Point<V> {
    let labels = vec![KeyValue::new("tier", "gold")];
    Point { labels, start: at(start), time: at(time), value, exemplars: Vec::new() }
}

fn counted(start: u64, time: u64, value: i64) -> Data {
    Data::Sum { monotonic: true, points: vec![point(start, time, Number::Integer(value))] }
}

fn snapshot(data: Data) -> Snapshot {
    let metric = MetricSnapshot {
        name: "orders".into(),
        description: "Orders.".into(),
        unit: "{order}".into(),
        is_observed: false,
        data,
    };
    let scope = InstrumentationScope::builder("shop").with_version("1").with_schema_url("urn:scope").build();
    let resource = opentelemetry_sdk::Resource::builder_empty().with_service_name("till").build();
    Snapshot { resource, scopes: vec![ScopeSnapshot { scope, metrics: vec![metric] }] }
}

/// The only metric of a request; `None` where there is none.
fn only(request: ExportMetricsServiceRequest) -> Option<metric::Data> {
    let [resource] = request.resource_metrics.try_into().unwrap();
    resource.scope_metrics.into_iter().next()?.metrics.into_iter().next()?.data
}

fn sum(request: ExportMetricsServiceRequest) -> (i32, Option<Value>, u64, u64) {
    let Some(metric::Data::Sum(sum)) = only(request) else { panic!("no sum") };
    let point = &sum.data_points[0];
    let seconds = |nanoseconds| nanoseconds / 1_000_000_000;
    let times = [point.start_time_unix_nano, point.time_unix_nano].map(seconds);
    (sum.aggregation_temporality, point.value, times[0], times[1])
}

#[test]
fn a_request_names_who_is_measured_by_whom_and_what() {
    let request = Requests::new(Temporality::Cumulative).request(&snapshot(counted(1, 2, 3)));
    let resource = &request.resource_metrics[0];
    assert_eq!(resource.resource.as_ref().unwrap().attributes[0].key, "service.name");
    let scope = &resource.scope_metrics[0];
    let named = scope.scope.as_ref().unwrap();
    assert_eq!((&*named.name, &*named.version, &*scope.schema_url), ("shop", "1", "urn:scope"));
    let metric = &scope.metrics[0];
    assert_eq!((&*metric.name, &*metric.description, &*metric.unit), ("orders", "Orders.", "{order}"));
    let cumulative = AggregationTemporality::Cumulative as i32;
    assert_eq!(sum(request), (cumulative, Some(Value::AsInt(3)), 1, 2));
}

#[test]
fn differences_begin_where_the_one_that_arrived_ended() {
    let delta = AggregationTemporality::Delta as i32;
    let mut requests = Requests::new(Temporality::Delta);
    let [first, second, third] =
        [(10, 3), (20, 5), (30, 9)].map(|(time, value)| snapshot(counted(1, time, value)));
    assert_eq!(sum(requests.request(&first)), (delta, Some(Value::AsInt(3)), 1, 10));
    requests.arrived(&first);
    assert_eq!(sum(requests.request(&second)), (delta, Some(Value::AsInt(2)), 10, 20));
    // The second did not arrive.
    assert_eq!(sum(requests.request(&third)), (delta, Some(Value::AsInt(6)), 10, 30));
    requests.arrived(&third);
    assert_eq!(only(requests.request(&snapshot(counted(1, 40, 9)))), None, "nothing happened");
    // A series that began anew counts from there, also where it shows more.
    assert_eq!(
        sum(requests.request(&snapshot(counted(35, 40, 50)))),
        (delta, Some(Value::AsInt(50)), 35, 40)
    );
    assert_eq!(sum(requests.request(&snapshot(counted(1, 40, 4)))), (delta, Some(Value::AsInt(4)), 1, 40));
}

#[test]
fn what_goes_up_and_down_is_a_total_with_every_preference() {
    let open =
        |value| snapshot(Data::Sum { monotonic: false, points: vec![point(1, 2, Number::Integer(value))] });
    for preference in [Temporality::Delta, Temporality::LowMemory] {
        let mut requests = Requests::new(preference);
        requests.arrived(&open(5));
        let cumulative = AggregationTemporality::Cumulative as i32;
        assert_eq!(sum(requests.request(&open(4))), (cumulative, Some(Value::AsInt(4)), 1, 2));
    }
}

#[test]
fn with_little_memory_observed_sums_are_totals_and_counters_are_differences() {
    let counted = |is_observed, value| {
        let mut snapshot = snapshot(counted(1, 2, value));
        snapshot.scopes[0].metrics[0].is_observed = is_observed;
        snapshot
    };
    for (preference, is_observed, expected) in [
        (Temporality::LowMemory, true, (AggregationTemporality::Cumulative, 7)),
        (Temporality::LowMemory, false, (AggregationTemporality::Delta, 2)),
        (Temporality::Delta, true, (AggregationTemporality::Delta, 2)),
    ] {
        let mut requests = Requests::new(preference);
        requests.arrived(&counted(is_observed, 5));
        let (temporality, value, ..) = sum(requests.request(&counted(is_observed, 7)));
        assert_eq!((temporality, value), (expected.0 as i32, Some(Value::AsInt(expected.1))));
    }
}

#[test]
fn histograms_subtract_bucket_by_bucket() {
    let histogram = |counts: [u64; 2], sum| {
        let total = Total { count: counts.iter().sum(), sum, range: Some((1.0, 4.0)) };
        let value = Buckets { bounds: [2.0].into(), counts: counts.into(), total };
        snapshot(Data::Histogram { points: vec![point(1, 2, value)] })
    };
    let mut requests = Requests::new(Temporality::Delta);
    requests.arrived(&histogram([1, 2], 9.0));
    let Some(metric::Data::Histogram(found)) = only(requests.request(&histogram([4, 2], 12.0))) else {
        panic!("no histogram")
    };
    let point = &found.data_points[0];
    assert_eq!((&*point.bucket_counts, &*point.explicit_bounds), (&[3, 0][..], &[2.0][..]));
    assert_eq!((point.count, point.sum, point.min, point.max), (3, Some(3.0), None, None));
    // Fewer in a bucket than before: it was reset.
    let Some(metric::Data::Histogram(found)) = only(requests.request(&histogram([0, 8], 24.0))) else {
        panic!("no histogram")
    };
    let point = &found.data_points[0];
    assert_eq!((&*point.bucket_counts, point.min), (&[0, 8][..], Some(1.0)));
}

#[test]
fn exponential_histograms_subtract_what_was_finer_before() {
    let histogram = |scale, offset, counts: &[u64]| {
        let total = Total { count: counts.iter().sum(), sum: 1.0, range: None };
        let positive = Range { offset, counts: counts.to_vec() };
        let negative = Range::default();
        let (zero_count, zero_threshold) = (0, 0.0);
        let value = ExponentialBuckets { scale, zero_count, zero_threshold, positive, negative, total };
        snapshot(Data::ExponentialHistogram { points: vec![point(1, 2, value)] })
    };
    let mut requests = Requests::new(Temporality::Delta);
    // At scale 1 the buckets -3 and -2 are -2 and -1 of scale 0.
    requests.arrived(&histogram(1, -3, &[1, 2, 4]));
    let Some(metric::Data::ExponentialHistogram(found)) =
        only(requests.request(&histogram(0, -2, &[2, 9, 5])))
    else {
        panic!("no histogram")
    };
    let point = &found.data_points[0];
    assert_eq!(point.positive.as_ref().unwrap().bucket_counts, [1, 3, 5]);
    assert_eq!((point.scale, point.count), (0, 9));
}

#[test]
fn summaries_and_exemplars_keep_all_that_they_say() {
    let total = Total { count: 2, sum: 3.0, range: None };
    let value = Quantiles { total, quantiles: vec![(0.5, 1.0), (1.0, 2.0)] };
    let request = Requests::new(Temporality::Delta)
        .request(&snapshot(Data::Summary { points: vec![point(1, 2, value)] }));
    let Some(metric::Data::Summary(summary)) = only(request) else { panic!("no summary") };
    let point = &summary.data_points[0];
    assert_eq!((point.count, point.sum, point.quantile_values[1].value), (2, 3.0, 2.0));

    let mut gauge = self::point(1, 2, Number::Float(0.5));
    let (trace_id, span_id) = (TraceId::from(1), SpanId::INVALID);
    let attributes = vec![KeyValue::new("who", "me")];
    gauge.exemplars =
        vec![Exemplar { value: Number::Float(0.5), time: at(2), trace_id, span_id, attributes }];
    let request =
        Requests::new(Temporality::Cumulative).request(&snapshot(Data::Gauge { points: vec![gauge] }));
    let Some(metric::Data::Gauge(gauge)) = only(request) else { panic!("no gauge") };
    let point = &gauge.data_points[0];
    assert_eq!(point.start_time_unix_nano, 0);
    let found = &point.exemplars[0];
    assert_eq!((found.trace_id.len(), found.span_id.len()), (16, 0));
    assert_eq!(found.value, Some(exemplar::Value::AsDouble(0.5)));
    assert_eq!(found.filtered_attributes[0].key, "who");
}
