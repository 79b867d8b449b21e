//! The page that Prometheus scrapes, for a route of the program's own.

use super::{
    snapshot::Snapshot,
    text::{Format, render},
};

/// Returns the value of `Content-Type` and the page of all metrics of the process, for a request whose header `Accept` is
/// `accept`: OpenMetrics 1.0 where that is liked at least as much, else the text format of Prometheus, 0.0.4.
///
/// Names, units and labels are translated as OpenTelemetry's specification says: `http.server.request.duration` in `s` is
/// `http_server_request_duration_seconds`. Exemplars and times of beginning are OpenMetrics' only. What Prometheus cannot
/// show is counted in `tracewell_page_left_out`: names and series that are there twice, and counters that fell.
///
/// Metrics of OpenTelemetry's meters are on it where the installation has a provider: where `OTEL_METRICS_EXPORTER` names
/// something, or the program asks for it with [`metrics_page`](crate::TelemetryBuilder::metrics_page).
///
/// With the feature `axum`, `tracewell::axum::metrics` is a handler for it. By hand it is:
///
/// ```
/// # use axum::{Router, http::{HeaderMap, header}, response::IntoResponse, routing::get};
/// async fn metrics(headers: HeaderMap) -> impl IntoResponse {
///     let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
///     let (content_type, page) = tracewell::metrics::page(accept);
///     ([(header::CONTENT_TYPE, content_type)], page)
/// }
///
/// # let _: Router =
/// Router::new().route("/metrics", get(metrics))
/// # ;
/// ```
///
/// # Cost
/// That of [`Snapshot::collect`], and text for each series: callbacks of observable instruments run on this thread.
#[must_use]
pub fn page(accept: Option<&str>) -> (&'static str, String) {
    shown(&Snapshot::collect(), accept)
}

/// Returns the page of a snapshot, likewise.
pub(crate) fn shown(snapshot: &Snapshot, accept: Option<&str>) -> (&'static str, String) {
    let format = Format::accepted(accept);
    (format.content_type(), render(snapshot, format))
}
