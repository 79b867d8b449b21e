//! The points of a snapshot as OTLP's.

use opentelemetry::{SpanId, TraceId};
use opentelemetry_proto::tonic::metrics::v1::{
    Exemplar as ProtoExemplar, ExponentialHistogramDataPoint, HistogramDataPoint, NumberDataPoint,
    SummaryDataPoint, exemplar, exponential_histogram_data_point::Buckets as ProtoBuckets, number_data_point,
    summary_data_point::ValueAtQuantile,
};

use super::{attributes, nanoseconds};
use crate::metrics::snapshot::{Buckets, Exemplar, ExponentialBuckets, Number, Point, Quantiles, Range};

pub(super) fn numbers(points: &[Point<Number>]) -> Vec<NumberDataPoint> {
    let number = |point: &Point<Number>| NumberDataPoint {
        attributes: attributes(&point.labels),
        start_time_unix_nano: nanoseconds(point.start),
        time_unix_nano: nanoseconds(point.time),
        exemplars: exemplars(point),
        flags: 0,
        value: Some(match point.value {
            Number::Integer(value) => number_data_point::Value::AsInt(value),
            Number::Float(value) => number_data_point::Value::AsDouble(value),
        }),
    };
    points.iter().map(number).collect()
}

/// A gauge has no beginning.
pub(super) fn gauges(points: &[Point<Number>]) -> Vec<NumberDataPoint> {
    let mut gauges = numbers(points);
    for point in &mut gauges {
        point.start_time_unix_nano = 0;
    }
    gauges
}

pub(super) fn histograms(points: &[Point<Buckets>]) -> Vec<HistogramDataPoint> {
    let histogram = |point: &Point<Buckets>| {
        let total = point.value.total;
        HistogramDataPoint {
            attributes: attributes(&point.labels),
            start_time_unix_nano: nanoseconds(point.start),
            time_unix_nano: nanoseconds(point.time),
            count: total.count,
            sum: Some(total.sum),
            bucket_counts: point.value.counts.clone(),
            explicit_bounds: point.value.bounds.to_vec(),
            exemplars: exemplars(point),
            flags: 0,
            min: total.range.map(|(min, _)| min),
            max: total.range.map(|(_, max)| max),
        }
    };
    points.iter().map(histogram).collect()
}

pub(super) fn exponential(points: &[Point<ExponentialBuckets>]) -> Vec<ExponentialHistogramDataPoint> {
    let histogram = |point: &Point<ExponentialBuckets>| {
        let (value, total) = (&point.value, point.value.total);
        ExponentialHistogramDataPoint {
            attributes: attributes(&point.labels),
            start_time_unix_nano: nanoseconds(point.start),
            time_unix_nano: nanoseconds(point.time),
            count: total.count,
            sum: Some(total.sum),
            scale: value.scale.into(),
            zero_count: value.zero_count,
            positive: Some(buckets(&value.positive)),
            negative: Some(buckets(&value.negative)),
            flags: 0,
            exemplars: exemplars(point),
            min: total.range.map(|(min, _)| min),
            max: total.range.map(|(_, max)| max),
            zero_threshold: value.zero_threshold,
        }
    };
    points.iter().map(histogram).collect()
}

fn buckets(range: &Range) -> ProtoBuckets {
    ProtoBuckets { offset: range.offset, bucket_counts: range.counts.clone() }
}

pub(super) fn summaries(points: &[Point<Quantiles>]) -> Vec<SummaryDataPoint> {
    let summary = |point: &Point<Quantiles>| {
        let quantiles = point.value.quantiles.iter();
        SummaryDataPoint {
            attributes: attributes(&point.labels),
            start_time_unix_nano: nanoseconds(point.start),
            time_unix_nano: nanoseconds(point.time),
            count: point.value.total.count,
            sum: point.value.total.sum,
            quantile_values: quantiles
                .map(|&(quantile, value)| ValueAtQuantile { quantile, value })
                .collect(),
            flags: 0,
        }
    };
    points.iter().map(summary).collect()
}

fn exemplars<V>(point: &Point<V>) -> Vec<ProtoExemplar> {
    point.exemplars.iter().map(exemplar).collect()
}

/// Identifiers of no trace are empty, as the protocol wants it.
fn exemplar(exemplar: &Exemplar) -> ProtoExemplar {
    let has_trace = exemplar.trace_id != TraceId::INVALID;
    let has_span = exemplar.span_id != SpanId::INVALID;
    ProtoExemplar {
        filtered_attributes: attributes(&exemplar.attributes),
        time_unix_nano: nanoseconds(exemplar.time),
        span_id: if has_span { exemplar.span_id.to_bytes().to_vec() } else { Vec::new() },
        trace_id: if has_trace { exemplar.trace_id.to_bytes().to_vec() } else { Vec::new() },
        value: Some(match exemplar.value {
            Number::Integer(value) => exemplar::Value::AsInt(value),
            Number::Float(value) => exemplar::Value::AsDouble(value),
        }),
    }
}
