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
    sends_differences: bool,
    /// The reading that the receiver had last, where it is sent differences.
    before: Option<Snapshot>,
}

impl Requests {
    /// Differences are sent of what only grows; what goes up and down is a total always, as the specification has it for
    /// both preferences.
    ///
    /// With `lowmemory` observed counters are to be totals, which a snapshot does not tell from the others.
    pub(crate) const fn new(temporality: Temporality) -> Self {
        Self { sends_differences: !matches!(temporality, Temporality::Cumulative), before: None }
    }

    /// Returns the request for a reading.
    pub(crate) fn request(&self, snapshot: &Snapshot) -> ExportMetricsServiceRequest {
        if !self.sends_differences {
            return request(snapshot, AggregationTemporality::Cumulative);
        }
        match &self.before {
            Some(before) => request(&difference::since(before, snapshot), AggregationTemporality::Delta),
            None => request(snapshot, AggregationTemporality::Delta),
        }
    }

    /// Notes that the receiver has it. What it does not get is part of the next difference, so that nothing is lost.
    pub(crate) fn arrived(&mut self, snapshot: &Snapshot) {
        if self.sends_differences {
            self.before = Some(snapshot.clone());
        }
    }
}

fn request(snapshot: &Snapshot, temporality: AggregationTemporality) -> ExportMetricsServiceRequest {
    let resource = &snapshot.resource;
    let pairs = resource.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
    let scopes = snapshot.scopes.iter().map(|scope| scope_metrics(scope, temporality));
    ExportMetricsServiceRequest {
        resource_metrics: vec![proto::ResourceMetrics {
            resource: Some(Resource { attributes: pairs.map(attribute).collect(), ..Resource::default() }),
            scope_metrics: scopes.collect(),
            schema_url: resource.schema_url().unwrap_or_default().to_owned(),
        }],
    }
}

fn scope_metrics(snapshot: &ScopeSnapshot, temporality: AggregationTemporality) -> proto::ScopeMetrics {
    let scope = &snapshot.scope;
    proto::ScopeMetrics {
        scope: Some(common::InstrumentationScope {
            name: scope.name().to_owned(),
            version: scope.version().unwrap_or_default().to_owned(),
            attributes: attributes(scope.attributes()),
            dropped_attributes_count: 0,
        }),
        metrics: snapshot.metrics.iter().map(|metric| self::metric(metric, temporality)).collect(),
        schema_url: scope.schema_url().unwrap_or_default().to_owned(),
    }
}

fn metric(metric: &MetricSnapshot, temporality: AggregationTemporality) -> proto::Metric {
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
