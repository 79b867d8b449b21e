//! Rate, errors and duration.

use tracewell::metrics::{
    collect,
    snapshot::{Data, Number},
};

use super::{ask, measured::measured, to};

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
