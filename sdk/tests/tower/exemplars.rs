//! The way from a duration to the trace of a request that took so long.

use opentelemetry::trace::SpanId;
use tower::ServiceExt;
use tracewell::{
    metrics::{collect, snapshot::Data},
    testing::capture,
    tower::ServerLayer,
};

use super::{calls, client, run, server, to};

/// Returns the spans that a histogram of durations names in its series with this label.
fn named(instrument: &str, label: &str) -> Vec<SpanId> {
    let metrics = collect().into_iter().flat_map(|scope| scope.metrics);
    let found = metrics.into_iter().find(|metric| metric.name == instrument);
    let Some(Data::Histogram { points }) = found.map(|metric| metric.data) else { return Vec::new() };
    let points = points.into_iter().filter(|point| point.labels.iter().any(|of| of.value.as_str() == label));
    points.flat_map(|point| point.exemplars).map(|exemplar| exemplar.span_id).collect()
}

#[test]
fn the_duration_of_a_request_names_its_span() {
    let capture = capture();
    let route = axum::routing::get(|| async { "exemplary" });
    let app = axum::Router::new().route("/exemplary", route).layer(ServerLayer::new());
    run(async {
        let body = app.oneshot(to("/exemplary")).await.unwrap().into_body();
        axum::body::to_bytes(body, usize::MAX).await.unwrap();
    });
    let span = server(&capture).span_context.span_id();
    assert_eq!(named("http.server.request.duration", "/exemplary"), [span]);
}

#[test]
fn the_duration_of_a_call_names_its_span_at_either_end() {
    let capture = calls::call("shop.Exemplary/Call", calls::trailers("0"));
    for (instrument, span) in
        [("rpc.client.call.duration", client(&capture)), ("rpc.server.call.duration", server(&capture))]
    {
        let expected = [span.span_context.span_id()];
        assert_eq!(named(instrument, "shop.Exemplary/Call"), expected, "{instrument}");
    }
}
