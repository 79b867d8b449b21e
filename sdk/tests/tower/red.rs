//! Rate, errors and duration.

use std::collections::BTreeMap;

use tracewell::metrics::{
    collect,
    snapshot::{Data, Number},
};

use super::{ask, to};

/// How many requests were measured, by route, status and kind of error.
fn measured(instrument: &str) -> BTreeMap<String, u64> {
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

fn active() -> f64 {
    let metrics = collect().into_iter().flat_map(|scope| scope.metrics);
    let found = metrics.into_iter().find(|metric| metric.name == "http.server.active_requests");
    match found.map(|metric| metric.data) {
        Some(Data::Sum { points, monotonic: false }) => {
            points.iter().map(|point| point.value).map(Number::as_f64).sum()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_request_that_is_given_up_is_neither_good_nor_failed() {
    let app = axum::Router::new()
        .route("/given-up", axum::routing::get(std::future::pending::<()>))
        .layer(tracewell::tower::ServerLayer::new());
    super::run(async {
        let waiting = tower::ServiceExt::oneshot(app, to("/given-up"));
        assert!(tokio::time::timeout(std::time::Duration::from_millis(20), waiting).await.is_err());
    });
    assert_eq!(measured("http.server.request.duration").get("GET /given-up  cancelled"), Some(&1));
}

#[test]
fn requests_are_counted_by_route_and_a_scanner_is_one_series() {
    // Other tests of this process ask, too, but for other routes.
    for _ in 0..3 {
        drop(ask(to("/measured/17")));
        drop(ask(to("/measured/fails")));
    }
    for number in 0..1_000 {
        drop(ask(to(&format!("/scan/{number}.php"))));
    }
    let measured = measured("http.server.request.duration");
    assert_eq!(measured.get("GET /measured/{id} 200 "), Some(&3), "{measured:?}");
    assert_eq!(measured.get("GET /measured/fails 503 503"), Some(&3), "{measured:?}");
    assert!(measured["GET __unmatched__ 404 "] >= 1_000, "{measured:?}");
    assert!(measured.len() < 20, "{measured:?}");
    assert!(!measured.keys().any(|labels| labels.contains("/health")), "left out: {measured:?}");
    assert!(active() < 20.0, "those that are answered are not active any more");
}
