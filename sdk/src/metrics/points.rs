//! The data points of collected metrics, one by one.

use opentelemetry::KeyValue;
use opentelemetry_sdk::metrics::data::{
    AggregatedMetrics, Metric, MetricData, ResourceMetrics, ScopeMetrics,
};

/// One data point as text.
pub(crate) struct Point<'a> {
    pub(crate) attributes: Vec<&'a KeyValue>,
    pub(crate) value: String,
}

/// Returns all metrics, in the order of their scopes.
pub(crate) fn metrics(collected: &ResourceMetrics) -> impl Iterator<Item = &Metric> {
    collected.scope_metrics().flat_map(ScopeMetrics::metrics)
}

/// Returns how many data points there are.
pub(crate) fn count(collected: &ResourceMetrics) -> usize {
    metrics(collected).map(|metric| points(metric).len()).sum()
}

/// Returns the data points of one metric.
pub(crate) fn points(metric: &Metric) -> Vec<Point<'_>> {
    match metric.data() {
        AggregatedMetrics::F64(data) => of(data),
        AggregatedMetrics::U64(data) => of(data),
        AggregatedMetrics::I64(data) => of(data),
    }
}

fn of<T: Copy + ToString>(data: &MetricData<T>) -> Vec<Point<'_>> {
    match data {
        MetricData::Gauge(gauge) => {
            gauge.data_points().map(|point| one(point.attributes(), &point.value())).collect()
        }
        MetricData::Sum(sum) => {
            sum.data_points().map(|point| one(point.attributes(), &point.value())).collect()
        }
        MetricData::Histogram(histogram) => histogram
            .data_points()
            .map(|point| {
                let ends = [point.min(), point.max()];
                many(point.attributes(), &point.count(), &point.sum(), ends)
            })
            .collect(),
        MetricData::ExponentialHistogram(histogram) => histogram
            .data_points()
            .map(|point| {
                let ends = [point.min(), point.max()];
                many(point.attributes(), &point.count(), &point.sum(), ends)
            })
            .collect(),
    }
}

fn one<'a>(attributes: impl Iterator<Item = &'a KeyValue>, value: &impl ToString) -> Point<'a> {
    Point { attributes: attributes.collect(), value: value.to_string() }
}

fn many<'a, T: ToString>(
    attributes: impl Iterator<Item = &'a KeyValue>,
    count: &impl ToString,
    sum: &T,
    ends: [Option<T>; 2],
) -> Point<'a> {
    let [min, max] = ends.map(|end| end.map(|end| end.to_string()));
    let parts =
        [("count", Some(count.to_string())), ("sum", Some(sum.to_string())), ("min", min), ("max", max)];
    let parts = parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
    Point { attributes: attributes.collect(), value: parts.collect::<Vec<_>>().join(" ") }
}
