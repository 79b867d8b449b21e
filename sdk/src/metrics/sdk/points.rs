//! The data points of OpenTelemetry's SDK as those of a snapshot.

use std::time::SystemTime;

use opentelemetry::{KeyValue, SpanId, TraceId};
use opentelemetry_sdk::metrics::data::{
    self, ExponentialBucket, ExponentialHistogramDataPoint, HistogramDataPoint, MetricData,
};

use crate::metrics::snapshot::{Buckets, Data, Exemplar, ExponentialBuckets, Number, Point, Range, Total};

/// A type of number that the SDK aggregates.
pub(super) trait Measured: Copy {
    fn number(self) -> Number;
}

impl Measured for f64 {
    fn number(self) -> Number {
        Number::Float(self)
    }
}

impl Measured for i64 {
    fn number(self) -> Number {
        Number::Integer(self)
    }
}

impl Measured for u64 {
    /// Rounds what no integer of OTLP can hold.
    fn number(self) -> Number {
        #[expect(clippy::cast_precision_loss, reason = "rounded is nearer than the largest integer")]
        i64::try_from(self).map_or(Number::Float(self as f64), Number::Integer)
    }
}

pub(super) fn data<T: Measured>(data: &MetricData<T>) -> Data {
    match data {
        MetricData::Gauge(gauge) => {
            let span = (gauge.time(), gauge.time());
            let points = gauge
                .data_points()
                .map(|point| Point::of(point.attributes(), span, point.value().number(), point.exemplars()));
            Data::Gauge { points: points.collect() }
        }
        MetricData::Sum(sum) => {
            let span = (sum.start_time(), sum.time());
            let points = sum
                .data_points()
                .map(|point| Point::of(point.attributes(), span, point.value().number(), point.exemplars()));
            Data::Sum { monotonic: sum.is_monotonic(), points: points.collect() }
        }
        MetricData::Histogram(histogram) => {
            let span = (histogram.start_time(), histogram.time());
            let points = histogram
                .data_points()
                .map(|point| Point::of(point.attributes(), span, buckets(point), point.exemplars()));
            Data::Histogram { points: points.collect() }
        }
        MetricData::ExponentialHistogram(histogram) => {
            let span = (histogram.start_time(), histogram.time());
            let points = histogram
                .data_points()
                .map(|point| Point::of(point.attributes(), span, exponential(point), point.exemplars()));
            Data::ExponentialHistogram { points: points.collect() }
        }
    }
}

impl<V> Point<V> {
    fn of<'a, T: Measured + 'a>(
        attributes: impl Iterator<Item = &'a KeyValue>,
        (start, time): (SystemTime, SystemTime),
        value: V,
        exemplars: impl Iterator<Item = &'a data::Exemplar<T>>,
    ) -> Self {
        let exemplars = exemplars.map(exemplar).collect();
        Self { labels: attributes.cloned().collect(), start, time, value, exemplars }
    }
}

fn exemplar<T: Measured>(exemplar: &data::Exemplar<T>) -> Exemplar {
    Exemplar {
        value: exemplar.value.number(),
        time: exemplar.time(),
        trace_id: TraceId::from_bytes(*exemplar.trace_id()),
        span_id: SpanId::from_bytes(*exemplar.span_id()),
        attributes: exemplar.filtered_attributes().cloned().collect(),
    }
}

fn buckets<T: Measured>(point: &HistogramDataPoint<T>) -> Buckets {
    Buckets {
        bounds: point.bounds().collect(),
        counts: point.bucket_counts().collect(),
        total: total(point.count(), point.sum(), (point.min(), point.max())),
    }
}

fn exponential<T: Measured>(point: &ExponentialHistogramDataPoint<T>) -> ExponentialBuckets {
    ExponentialBuckets {
        scale: point.scale(),
        zero_count: point.zero_count(),
        zero_threshold: point.zero_threshold(),
        positive: range(point.positive_bucket()),
        negative: range(point.negative_bucket()),
        total: total(point.count() as u64, point.sum(), (point.min(), point.max())),
    }
}

fn range(buckets: &ExponentialBucket) -> Range {
    Range { offset: buckets.offset(), counts: buckets.counts().collect() }
}

fn total<T: Measured>(count: u64, sum: T, ends: (Option<T>, Option<T>)) -> Total {
    let range = ends.0.zip(ends.1).map(|(min, max)| (min.number().as_f64(), max.number().as_f64()));
    Total { count, sum: sum.number().as_f64(), range }
}
