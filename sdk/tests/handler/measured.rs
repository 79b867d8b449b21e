//! What has been measured in this process.

use tracewell::metrics::{collect, snapshot::Data};

/// How many requests to routes that begin so have been answered: method, route, status, kind of error, number.
pub(crate) fn measured(routes: &str) -> Vec<String> {
    let metrics = collect().into_iter().flat_map(|scope| scope.metrics);
    let mut found = Vec::new();
    for metric in metrics.filter(|metric| metric.name == "http.server.request.duration") {
        let Data::Histogram { points } = metric.data else { panic!("durations are no histogram") };
        for point in points {
            let labels: Vec<String> = point.labels.iter().map(|label| label.value.to_string()).collect();
            if labels[1].starts_with(routes) {
                found.push(format!("{} {}", labels.join(" "), point.value.total.count));
            }
        }
    }
    found.sort();
    found
}
