use opentelemetry::{
    KeyValue,
    metrics::{Meter, MeterProvider as _},
};
use opentelemetry_sdk::metrics::{Aggregation, Instrument, SdkMeterProvider, Stream};

use super::*;
use crate::metrics::snapshot::{Number, Range, Total};

fn provider() -> (SdkReader, SdkMeterProvider, Meter) {
    let reader = SdkReader::default();
    let exponential = |instrument: &Instrument| {
        let aggregation =
            Aggregation::Base2ExponentialHistogram { max_size: 160, max_scale: 2, record_min_max: true };
        (instrument.name() == "shop.sizes")
            .then(|| Stream::builder().with_aggregation(aggregation).build().unwrap())
    };
    let provider = SdkMeterProvider::builder().with_reader(reader.clone()).with_view(exponential).build();
    let meter = provider.meter("shop");
    (reader, provider, meter)
}

/// The only metric of the only scope.
fn only(reader: &SdkReader) -> MetricSnapshot {
    let [scope] = reader.scopes().try_into().unwrap();
    assert_eq!(scope.scope.name(), "shop");
    let [metric] = scope.metrics.try_into().unwrap();
    metric
}

#[test]
fn counters_are_totals_however_often_they_are_read() {
    let (reader, _provider, meter) = provider();
    let counter = meter.u64_counter("shop.orders").with_unit("{order}").with_description("Orders.").build();
    for total in [3, 6] {
        counter.add(3, &[KeyValue::new("tier", "gold")]);
        let metric = only(&reader);
        assert_eq!(
            (&*metric.name, &*metric.unit, &*metric.description),
            ("shop.orders", "{order}", "Orders.")
        );
        let Data::Sum { monotonic: true, points } = metric.data else { panic!("{metric:?}") };
        assert_eq!(points[0].labels, [KeyValue::new("tier", "gold")]);
        assert_eq!(points[0].value, Number::Integer(total));
        assert!(points[0].start <= points[0].time);
    }
}

#[test]
fn what_no_integer_holds_is_rounded_and_not_cut_off() {
    let (reader, _provider, meter) = provider();
    meter.u64_counter("shop.bytes").build().add(u64::MAX, &[]);
    let Data::Sum { points, .. } = only(&reader).data else { panic!("no sum") };
    assert_eq!(points[0].value, Number::Float(18_446_744_073_709_551_615.0));
}

#[test]
fn what_goes_up_and_down_and_what_is_read_off_keep_their_kind() {
    let (reader, _provider, meter) = provider();
    meter.i64_up_down_counter("shop.open").build().add(-2, &[]);
    let Data::Sum { monotonic: false, points } = only(&reader).data else { panic!("no sum") };
    assert_eq!(points[0].value, Number::Integer(-2));
    let (reader, _provider, meter) = self::provider();
    meter.f64_gauge("shop.heat").build().record(-0.5, &[]);
    let Data::Gauge { points } = only(&reader).data else { panic!("no gauge") };
    assert_eq!((points[0].value, points[0].start), (Number::Float(-0.5), points[0].time));
}

#[test]
fn histograms_of_both_kinds_keep_buckets_sum_and_range() {
    let (reader, _provider, meter) = provider();
    let histogram = meter.f64_histogram("shop.wait").with_boundaries(vec![1.0, 2.0]).build();
    for value in [0.5, 1.0, 8.0] {
        histogram.record(value, &[]);
    }
    let Data::Histogram { points } = only(&reader).data else { panic!("no histogram") };
    let buckets = &points[0].value;
    assert_eq!((&*buckets.bounds, &*buckets.counts), (&[1.0, 2.0][..], &[2, 0, 1][..]));
    let total = Total { count: 3, sum: 9.5, range: Some((0.5, 8.0)) };
    assert_eq!(buckets.total, total);

    let (reader, _provider, meter) = self::provider();
    let histogram = meter.f64_histogram("shop.sizes").build();
    for value in [0.0, 4.0, 4.0] {
        histogram.record(value, &[]);
    }
    let Data::ExponentialHistogram { points } = only(&reader).data else { panic!("no histogram") };
    let buckets = &points[0].value;
    assert_eq!((buckets.scale, buckets.zero_count, buckets.total.count), (2, 1, 3));
    assert_eq!(buckets.positive, Range { offset: 7, counts: vec![2] });
}

#[test]
fn a_provider_that_has_ended_and_a_callback_that_panics_show_nothing() {
    assert!(SdkReader::default().scopes().is_empty());
    let (reader, provider, meter) = provider();
    meter.u64_counter("shop.orders").build().add(1, &[]);
    drop((meter, provider));
    assert!(reader.scopes().is_empty());
    let (reader, _provider, meter) = self::provider();
    meter.u64_observable_counter("shop.seen").with_callback(|_| panic!("a callback")).build();
    assert!(reader.scopes().is_empty());
}
