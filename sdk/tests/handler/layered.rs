//! Under a layer, which has made the request's span already.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use opentelemetry::trace::{SpanKind, Status, TraceId};
use tower::ServiceExt;
use tracewell::{testing::capture, tower::ServerLayer};

use super::{app, ask, attribute, measured::measured, server};

const PARENT: &str = "traceparent: 00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203331-01\r\n";

#[test]
fn a_handler_is_a_part_of_the_layers_request() {
    opentelemetry::global::set_text_map_propagator(tracewell::propagation::TraceContext::default());
    let (capture, _) = ask(app("layered").layer(ServerLayer::new()), "GET /layered/17", PARENT);
    let (request, handler) = (server(&capture), capture.span("show").unwrap());
    assert_eq!(request.name, "GET /layered/{id}");
    assert_eq!(request.span_context.trace_id(), TraceId::from(0x0af7_6519_16cd_43dd_8448_eb21_1c80_319d));
    assert_eq!(handler.span_kind, SpanKind::Internal);
    assert_eq!(handler.parent_span_id, request.span_context.span_id());
    assert_eq!(attribute(&handler, "order.id").as_deref(), Some("17"));
    assert_eq!(attribute(&handler, "http.route"), None);
    assert_eq!(capture.span("below").unwrap().parent_span_id, handler.span_context.span_id());
    assert_eq!(measured("/layered"), ["GET /layered/{id} 200 http 1"]);
}

#[test]
fn a_fault_is_told_by_both_and_measured_once() {
    let (capture, _) = ask(app("faulty").layer(ServerLayer::new()), "POST /faulty/refuse/server", "");
    let (request, handler) = (server(&capture), capture.span("refuse").unwrap());
    assert_eq!(attribute(&request, "error.type").as_deref(), Some(StatusCode::SERVICE_UNAVAILABLE.as_str()));
    assert_eq!(attribute(&handler, "error.type").as_deref(), Some("handler::answers::Refused"));
    assert!(matches!(handler.status, Status::Error { .. }));
    assert_eq!(measured("/faulty"), ["POST /faulty/refuse/{kind} 503 503 http 1"]);
}

#[test]
fn what_the_layer_leaves_out_the_handler_leaves_out() {
    let layer = ServerLayer::new().without(["/left-out/{id}"]);
    let capture = capture();
    let request = Request::get("/left-out/17").body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let answer = runtime.block_on(app("left-out").layer(layer).oneshot(request)).unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    drop(answer);
    assert!(capture.spans().is_empty(), "{}", capture.tree());
    assert_eq!(measured("/left-out"), [""; 0]);
}
