//! What the layers measured, as tests ask for it.

use std::collections::BTreeMap;

use tracewell::metrics::{collect, snapshot::Data};

/// Returns how many requests a histogram of durations holds, by the values of their labels.
pub(crate) fn measured(instrument: &str) -> BTreeMap<String, u64> {
    let metrics = collect().into_iter().flat_map(|scope| scope.metrics);
    let Some(found) = metrics.into_iter().find(|metric| metric.name == instrument) else {
        return BTreeMap::new();
    };
    let Data::Histogram { points } = found.data else { panic!("{instrument} is no histogram") };
    let labels = |labels: Vec<opentelemetry::KeyValue>| {
        labels.iter().map(|label| label.value.to_string()).collect::<Vec<_>>().join(" ")
    };
    points.into_iter().map(|point| (labels(point.labels), point.value.total.count)).collect()
}
