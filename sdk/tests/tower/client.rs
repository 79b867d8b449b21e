//! Requests that go out.

use std::convert::Infallible;

use axum::{
    body::Body,
    http::{Request, Response},
};
use opentelemetry::{context::FutureExt as _, trace::Status};
use tower::ServiceExt;
use tracewell::{testing::capture, tower::ClientLayer};

use super::{app, attribute, client, run, to};

/// Asks this app through a client's layer, as if it were far away.
async fn through_client(path: &str) -> Response<tracewell::tower::ResponseBody<Body>> {
    let far = tower::service_fn(|request: Request<Body>| async {
        // Another process: nothing but the headers is known there.
        app().oneshot(request).with_context(opentelemetry::Context::new()).await
    });
    let client = tower::Layer::layer(&ClientLayer::new(), far);
    client.oneshot(to(path)).await.unwrap_or_else(|error: Infallible| match error {})
}

#[test]
fn a_request_that_goes_out_carries_its_span_on_and_hides_the_query() {
    opentelemetry::global::set_text_map_propagator(tracewell::propagation::TraceContext::default());
    let capture = capture();
    let sent = std::sync::Arc::new(std::sync::Mutex::new(None));
    let seen = sent.clone();
    let far = tower::service_fn(move |request: Request<Body>| {
        *seen.lock().unwrap() =
            request.headers().get("traceparent").map(|value| value.to_str().unwrap().to_owned());
        async { Ok::<_, Infallible>(Response::new(Body::empty())) }
    });
    let client_of_far = tower::Layer::layer(&ClientLayer::new(), far);
    run(client_of_far.oneshot(to("http://me:s3cret@shop.example/orders?token=s3cret"))).unwrap();
    let span = client(&capture);
    let ids = &span.span_context;
    let expected = format!("00-{}-{}-{:02x}", ids.trace_id(), ids.span_id(), ids.trace_flags().to_u8());
    assert_eq!(sent.lock().unwrap().as_deref(), Some(&*expected));
    assert_eq!(span.name, "GET");
    assert_eq!(attribute(&span, "url.full").as_deref(), Some("http://shop.example/orders"));
    assert!(!format!("{span:?}").contains("s3cret"));
}

#[test]
fn to_who_asked_a_refusal_is_an_error_and_an_unread_body_is_none() {
    for (path, is_error) in [("/refuses", true), ("/fails", true), ("/streams", false)] {
        let capture = capture();
        drop(run(through_client(path)));
        let span = client(&capture);
        assert_eq!(matches!(span.status, Status::Error { .. }), is_error, "{path}");
        assert_eq!(attribute(&span, "tracewell.cancelled"), None, "{path}");
    }
}
