//! Rate, errors and duration.

use std::collections::{BTreeMap, BTreeSet};

use tower::ServiceExt;
use tracewell::metrics::{
    collect,
    snapshot::{Data, Number},
};

use super::{app, ask, measured::measured, run, to};

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
    assert_eq!(measured("http.server.request.duration").get("GET /given-up cancelled http"), Some(&1));
}

#[test]
fn each_request_says_its_scheme_and_one_that_is_made_up_is_no_series() {
    let asked = |scheme: &str| {
        let app = axum::Router::new().route("/schemes", axum::routing::get(|| async {}));
        let mut request = to("/schemes");
        request.headers_mut().insert("x-forwarded-proto", scheme.parse().unwrap());
        run(app.layer(tracewell::tower::ServerLayer::new()).oneshot(request)).unwrap();
    };
    ["https", "https", "gopher", "HTTP"].into_iter().for_each(asked);
    let schemes = |instrument: &str| -> BTreeSet<String> {
        let metrics = collect().into_iter().flat_map(|scope| scope.metrics);
        let found = metrics.into_iter().find(|metric| metric.name == instrument);
        let labels: Vec<_> = match found.map(|metric| metric.data) {
            Some(Data::Sum { points, .. }) => points.into_iter().flat_map(|point| point.labels).collect(),
            Some(Data::Histogram { points }) => points.into_iter().flat_map(|point| point.labels).collect(),
            other => panic!("{other:?}"),
        };
        let schemes = labels.into_iter().filter(|label| label.key.as_str() == "url.scheme");
        schemes.map(|label| label.value.to_string()).collect()
    };
    let both = BTreeSet::from(["http".to_owned(), "https".to_owned()]);
    assert_eq!(schemes("http.server.request.duration"), both);
    assert_eq!(schemes("http.server.active_requests"), both);
}

/// How many series there are but those of the test with many.
fn of_others(measured: &BTreeMap<String, u64>) -> usize {
    measured.keys().filter(|labels| !labels.contains(" /many/")).count()
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
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let mut request = to("/measured/17");
        *request.method_mut() = method.parse().unwrap();
        drop(ask(request));
    }
    let measured = measured("http.server.request.duration");
    assert_eq!(measured.get("PUT __unmatched__ 405 http"), Some(&1), "{measured:?}");
    assert_eq!(measured.get("GET /measured/{id} 200 http"), Some(&3), "{measured:?}");
    assert_eq!(measured.get("GET /measured/fails 503 503 http"), Some(&3), "{measured:?}");
    assert!(measured["GET __unmatched__ 404 http"] >= 1_000, "{measured:?}");
    assert!(of_others(&measured) < 40, "{measured:?}");
    assert!(!measured.keys().any(|labels| labels.contains("/health")), "left out: {measured:?}");
    assert!(active() < 20.0, "those that are answered are not active any more");
}

#[test]
fn a_flood_of_paths_that_match_nothing_is_one_series_and_routes_stay_whole() {
    let (flood, real) = (100_000, 100);
    run(async {
        let app = app();
        for number in 0..flood {
            let path = format!("/flood/{number}.php?token={number}");
            assert_eq!(app.clone().oneshot(to(&path)).await.unwrap().status(), 404);
            if number % (flood / real) == 0 {
                let path = format!("/flooded/{number}");
                assert_eq!(app.clone().oneshot(to(&path)).await.unwrap().status(), 200);
            }
        }
    });
    let measured = measured("http.server.request.duration");
    assert!(measured["GET __unmatched__ 404 http"] >= flood, "{measured:?}");
    assert_eq!(measured.get("GET /flooded/{id} 200 http"), Some(&real), "{measured:?}");
    assert!(of_others(&measured) < 40, "{measured:?}");
    assert!(!measured.keys().any(|labels| labels.contains("__other__")), "{measured:?}");
}

/// Who says that it calls gRPC, and is answered without its status, has called no method.
#[test]
fn what_looks_like_a_call_makes_no_names() {
    let asked = |method: http::Method| {
        let app = axum::Router::new().route("/orders/{id}", axum::routing::any(|| async { "an order" }));
        let mut request = to("/orders/4bf92f35");
        *request.method_mut() = method;
        request.headers_mut().insert("content-type", "application/grpc".parse().unwrap());
        let capture = tracewell::testing::capture();
        run(async {
            let layered = app.layer(tracewell::tower::ServerLayer::new());
            let body = layered.oneshot(request).await.unwrap().into_body();
            axum::body::to_bytes(body, usize::MAX).await.unwrap();
        });
        super::server(&capture).name
    };
    assert_eq!(asked(http::Method::GET), "GET /orders/{id}");
    assert_eq!(asked(http::Method::POST), "grpc");
    let calls = measured("rpc.server.call.duration");
    assert!(calls.keys().all(|labels| !labels.contains("4bf92f35")), "{calls:?}");
}

/// A hundred routes, whose handlers answer five verbs with eight statuses.
#[test]
fn each_route_keeps_a_series_for_each_verb_and_status() {
    const STATUSES: [u16; 8] = [200, 201, 204, 400, 404, 409, 500, 503];
    let answers = || async { axum::http::StatusCode::from_u16(NEXT.get()).unwrap() };
    let routes = (0..100).map(|route| format!("/many/{route}"));
    let app =
        routes.clone().fold(axum::Router::new(), |app, route| app.route(&route, axum::routing::any(answers)));
    let app = app.layer(tracewell::tower::ServerLayer::new());
    run(async {
        for route in routes {
            for verb in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
                for status in STATUSES {
                    NEXT.set(status);
                    let mut request = to(&route);
                    *request.method_mut() = verb.parse().unwrap();
                    app.clone().oneshot(request).await.unwrap();
                }
            }
        }
    });
    let measured = measured("http.server.request.duration");
    assert!(!measured.contains_key("true"), "nothing found no room");
    let ours = measured.iter().filter(|(labels, count)| labels.contains(" /many/") && **count == 1);
    assert_eq!(ours.count(), 100 * 5 * 8);
}

thread_local!(static NEXT: std::cell::Cell<u16> = const { std::cell::Cell::new(200) });
