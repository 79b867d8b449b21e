//! Handlers that say what they serve by themselves, whatever calls them.

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, SpanKind, TraceContextExt, TraceFlags, TraceId, TraceState};
use tracewell::{handler, testing::capture};

use super::{attribute, measured::measured, server};

#[handler(method = "PUT", route = "/bare/{id}", parent = caller)]
fn put(caller: Context, id: u64) -> u64 {
    inner();
    id
}

#[handler(method = "GET", route = "/bare/inner")]
fn inner() {}

#[handler(name = "nightly", level = "warn")]
fn job() {}

#[test]
fn method_route_and_parent_are_said_in_the_attribute() {
    let capture = capture();
    let trace = TraceId::from(17);
    let caller = SpanContext::new(trace, SpanId::from(4), TraceFlags::SAMPLED, true, TraceState::NONE);
    assert_eq!(put(Context::current().with_remote_span_context(caller), 17), 17);
    let span = server(&capture);
    assert_eq!(span.name, "PUT /bare/{id}");
    assert_eq!((span.span_context.trace_id(), span.parent_span_id), (trace, SpanId::from(4)));
    assert_eq!(attribute(&span, "http.request.method").as_deref(), Some("PUT"));
    assert_eq!(attribute(&span, "http.route").as_deref(), Some("/bare/{id}"));
    // One that is called by another is a part of the same request.
    let inner = capture.span("inner").unwrap();
    assert_eq!(
        (inner.span_kind.clone(), inner.parent_span_id),
        (SpanKind::Internal, span.span_context.span_id())
    );
    assert_eq!(measured("/bare"), ["PUT /bare/{id} http 1"]);
}

#[test]
fn what_says_no_route_has_a_span_by_its_name_and_is_not_measured() {
    let capture = capture();
    job();
    assert_eq!(server(&capture).name, "nightly");
    assert!(!measured("").iter().any(|labels| labels.contains("nightly") || labels.contains("_OTHER")));
}

#[test]
fn async_handlers_do_nothing_before_they_are_polled() {
    #[handler(method = "GET", route = "/never")]
    async fn never() {}
    let capture = capture();
    drop(never());
    assert_eq!(capture.tree(), "");
    assert_eq!(measured("/never"), [""; 0]);
}
