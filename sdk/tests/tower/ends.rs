//! When an answer is complete, and layers that there are two of.

use axum::{Router, body::Body, routing::get};
use http_body_util::BodyExt;
use opentelemetry::trace::SpanKind;
use tower::{Service, ServiceExt};
use tracewell::{
    testing::{Capture, capture},
    tower::{ClientLayer, ServerLayer},
};

use super::{Pieces, app, attribute, run, server, to};

/// Asks for three pieces of five bytes, and reads so many of them.
fn read(pieces: usize, length: &'static str) -> Capture {
    let answer = get(move || async move { ([("content-length", length)], Body::new(Pieces(3))) });
    let app = Router::new().route("/file", answer).layer(ServerLayer::new());
    let capture = capture();
    run(async {
        let mut body = app.oneshot(to("/file")).await.unwrap().into_body();
        for _ in 0..pieces {
            body.frame().await.unwrap().unwrap();
        }
    });
    capture
}

/// Servers of HTTP/1.1 do not ask for more than they have said there is.
#[test]
fn a_body_that_is_as_long_as_its_head_says_is_complete() {
    for (pieces, length, cancelled) in [(3, "15", None), (2, "15", Some("true")), (2, "10", None)] {
        let span = server(&read(pieces, length));
        assert_eq!(attribute(&span, "tracewell.cancelled").as_deref(), cancelled, "{pieces} of {length}");
    }
}

#[test]
fn a_second_layer_says_nothing() {
    let capture = capture();
    let twice = app().layer(ServerLayer::new());
    run(async { twice.oneshot(to("/orders/17")).await.unwrap().into_body().collect().await.unwrap() });
    assert_eq!(server(&capture).name, "GET /orders/{id}");
    assert_eq!(capture.tree().lines().count(), 2, "{}", capture.tree());
}

#[test]
fn a_request_that_is_sent_within_the_process_is_one_of_its_own() {
    opentelemetry::global::set_text_map_propagator(tracewell::propagation::TraceContext::default());
    let asks = || async {
        let mut inner = tower::Layer::layer(&ClientLayer::new(), app());
        inner.call(to("/orders/17")).await.unwrap().into_body().collect().await.unwrap();
    };
    let outer = Router::new().route("/asks", get(asks)).layer(ServerLayer::new());
    let capture = capture();
    run(async { outer.oneshot(to("/asks")).await.unwrap().into_body().collect().await.unwrap() });
    let kinds: Vec<_> = capture.spans().into_iter().map(|span| span.span_kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == SpanKind::Server).count(), 2, "{}", capture.tree());
}
