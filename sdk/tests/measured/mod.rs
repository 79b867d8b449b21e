//! What the layers measured, as tests ask for it.

use std::collections::BTreeMap;

use tracewell::metrics::{collect, snapshot::Data};

/// Returns how many requests a histogram of durations holds, by the values of their labels; a client's port of HTTP,
/// which is another one each time, is not among them.
pub(crate) fn measured(instrument: &str) -> BTreeMap<String, u64> {
    let metrics = collect().into_iter().flat_map(|scope| scope.metrics);
    let Some(found) = metrics.into_iter().find(|metric| metric.name == instrument) else {
        return BTreeMap::new();
    };
    let Data::Histogram { points } = found.data else { panic!("{instrument} is no histogram") };
    let left_out = if instrument == "http.client.request.duration" { "server.port" } else { "" };
    let labels = |labels: Vec<opentelemetry::KeyValue>| {
        let labels = labels.iter().filter(|label| label.key.as_str() != left_out);
        labels.map(|label| label.value.to_string()).collect::<Vec<_>>().join(" ")
    };
    points.into_iter().fold(BTreeMap::new(), |mut counts, point| {
        *counts.entry(labels(point.labels)).or_default() += point.value.total.count;
        counts
    })
}
