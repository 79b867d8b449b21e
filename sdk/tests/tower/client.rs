//! Requests that go out.

use std::convert::Infallible;

use axum::{
    body::{Body, Bytes},
    http::{Request, Response},
};
use opentelemetry::{
    context::FutureExt as _,
    trace::{SpanKind, Status},
};
use opentelemetry_sdk::trace::SpanData;
use tower::ServiceExt;
use tracewell::{
    testing::{Capture, capture},
    tower::{ClientLayer, ServerLayer},
};

use super::{app, attribute, run, server, to};

/// Asks this app through a client's layer, as if it were far away.
async fn through_client(path: &str) -> Response<tracewell::tower::ResponseBody<Body>> {
    let far = tower::service_fn(|request: Request<Body>| async {
        // Another process: nothing but the headers is known there.
        app().oneshot(request).with_context(opentelemetry::Context::new()).await
    });
    let client = tower::Layer::layer(&ClientLayer::new(), far);
    client.oneshot(to(path)).await.unwrap_or_else(|error: Infallible| match error {})
}

fn client(capture: &Capture) -> SpanData {
    capture.spans().into_iter().find(|span| span.span_kind == SpanKind::Client).unwrap()
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

#[test]
fn calls_of_grpc_are_named_by_service_and_method_and_end_as_their_trailers_say() {
    for (code, fails_there, fails_here) in [(0, false, false), (5, false, true), (13, true, true)] {
        let capture = capture();
        let service = tower::service_fn(move |_: Request<Body>| async move {
            let trailers = [("grpc-status".parse().unwrap(), code.to_string().parse().unwrap())];
            let body = http_body_util::StreamBody::new(Once(Some(trailers.into_iter().collect())));
            Ok::<_, Infallible>(Response::new(body))
        });
        let both =
            tower::Layer::layer(&ClientLayer::new(), tower::Layer::layer(&ServerLayer::new(), service));
        let mut request = to("http://pay.example/shop.Payment/Charge");
        request.headers_mut().insert("content-type", "application/grpc".parse().unwrap());
        run(async {
            let body = both.oneshot(request).await.unwrap().into_body();
            http_body_util::BodyExt::collect(body).await.unwrap();
        });
        for (span, fails) in [(server(&capture), fails_there), (client(&capture), fails_here)] {
            assert_eq!(span.name, "shop.Payment/Charge");
            assert_eq!(attribute(&span, "rpc.grpc.status_code"), Some(code.to_string()));
            assert_eq!(matches!(span.status, Status::Error { .. }), fails, "{code} {:?}", span.span_kind);
        }
        assert_eq!(server(&capture).parent_span_id, client(&capture).span_context.span_id());
    }
}

/// The trailers of an answer, and nothing else.
struct Once(Option<axum::http::HeaderMap>);

impl futures_core::Stream for Once {
    type Item = Result<http_body::Frame<Bytes>, Infallible>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _task: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(|trailers| Ok(http_body::Frame::trailers(trailers))))
    }
}
