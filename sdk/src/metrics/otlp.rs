//! A snapshot as a request of OTLP.
//!
//! ```text
//! Snapshot ─▶ differences to the reading before, where they are preferred ─▶ ExportMetricsServiceRequest
//! ```

mod difference;
mod points;

use std::time::{SystemTime, UNIX_EPOCH};

use opentelemetry::KeyValue;
use opentelemetry_proto::tonic::{
    collector::metrics::v1::ExportMetricsServiceRequest,
    common::v1 as common,
    metrics::v1::{self as proto, AggregationTemporality, metric},
    resource::v1::Resource,
};
use opentelemetry_sdk::metrics::Temporality;

use super::snapshot::{Data, MetricSnapshot, ScopeSnapshot, Snapshot};

/// Makes requests for one receiver.
#[derive(Debug)]
pub(crate) struct Requests {
    temporality: Temporality,
    /// The reading that the receiver had last, where it is sent differences.
    before: Option<Snapshot>,
}

impl Requests {
    /// Differences are sent of what only grows; what goes up and down is a total always, as the specification has it for
    /// both preferences.
    ///
    /// With `lowmemory` observed counters are totals, too. Of OpenTelemetry's meters nobody can tell which those are: their
    /// counters are sent as differences.
    pub(crate) const fn new(temporality: Temporality) -> Self {
        Self { temporality, before: None }
    }

    /// Returns the request for a reading.
    pub(crate) fn request(&self, snapshot: &Snapshot) -> ExportMetricsServiceRequest {
        let is_difference = |metric: &MetricSnapshot| self.is_difference(metric);
        match &self.before {
            Some(before) => request(&difference::since(before, snapshot, is_difference), is_difference),
            None => request(snapshot, is_difference),
        }
    }

    /// Whether what has grown is sent of a metric, if it is one that only grows.
    const fn is_difference(&self, metric: &MetricSnapshot) -> bool {
        match self.temporality {
            Temporality::Delta => true,
            Temporality::LowMemory => !metric.is_observed,
            _ => false,
        }
    }

    /// Notes that the receiver has it. What it does not get is part of the next difference, so that nothing is lost.
    pub(crate) fn arrived(&mut self, snapshot: &Snapshot) {
        if !matches!(self.temporality, Temporality::Cumulative) {
            self.before = Some(snapshot.clone());
        }
    }
}

fn request(
    snapshot: &Snapshot,
    is_difference: impl Fn(&MetricSnapshot) -> bool,
) -> ExportMetricsServiceRequest {
    let resource = &snapshot.resource;
    let pairs = resource.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
    let scopes = snapshot.scopes.iter().map(|scope| scope_metrics(scope, &is_difference));
    ExportMetricsServiceRequest {
        resource_metrics: vec![proto::ResourceMetrics {
            resource: Some(Resource { attributes: pairs.map(attribute).collect(), ..Resource::default() }),
            scope_metrics: scopes.collect(),
            schema_url: resource.schema_url().unwrap_or_default().to_owned(),
        }],
    }
}

fn scope_metrics(
    snapshot: &ScopeSnapshot,
    is_difference: &impl Fn(&MetricSnapshot) -> bool,
) -> proto::ScopeMetrics {
    let scope = &snapshot.scope;
    proto::ScopeMetrics {
        scope: Some(common::InstrumentationScope {
            name: scope.name().to_owned(),
            version: scope.version().unwrap_or_default().to_owned(),
            attributes: attributes(scope.attributes()),
            dropped_attributes_count: 0,
        }),
        metrics: snapshot.metrics.iter().map(|metric| self::metric(metric, is_difference(metric))).collect(),
        schema_url: scope.schema_url().unwrap_or_default().to_owned(),
    }
}

fn metric(metric: &MetricSnapshot, is_difference: bool) -> proto::Metric {
    let temporality =
        if is_difference { AggregationTemporality::Delta } else { AggregationTemporality::Cumulative };
    proto::Metric {
        name: metric.name.to_string(),
        description: metric.description.to_string(),
        unit: metric.unit.to_string(),
        metadata: Vec::new(),
        data: Some(data(&metric.data, temporality as i32)),
    }
}

fn data(data: &Data, growing: i32) -> metric::Data {
    match data {
        Data::Gauge { points } => metric::Data::Gauge(proto::Gauge { data_points: points::gauges(points) }),
        Data::Sum { monotonic, points } => metric::Data::Sum(proto::Sum {
            data_points: points::numbers(points),
            aggregation_temporality: if *monotonic {
                growing
            } else {
                AggregationTemporality::Cumulative as i32
            },
            is_monotonic: *monotonic,
        }),
        Data::Histogram { points } => metric::Data::Histogram(proto::Histogram {
            data_points: points::histograms(points),
            aggregation_temporality: growing,
        }),
        Data::ExponentialHistogram { points } => {
            metric::Data::ExponentialHistogram(proto::ExponentialHistogram {
                data_points: points::exponential(points),
                aggregation_temporality: growing,
            })
        }
        Data::Summary { points } => {
            metric::Data::Summary(proto::Summary { data_points: points::summaries(points) })
        }
    }
}

fn attributes<'a>(attributes: impl IntoIterator<Item = &'a KeyValue>) -> Vec<common::KeyValue> {
    attributes.into_iter().cloned().map(attribute).collect()
}

fn attribute(attribute: KeyValue) -> common::KeyValue {
    let KeyValue { key, value, .. } = attribute;
    common::KeyValue { key: key.to_string(), value: Some(value.into()), ..common::KeyValue::default() }
}

/// Returns nanoseconds since 1970; zero, which means unknown, before that.
fn nanoseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
