//! Requests that come in.

use std::time::Duration;

use axum::{body::Body, http::Request};
use opentelemetry::trace::{SpanId, Status, TraceId};
use tracewell::testing::capture;

use super::{answer, ask, attribute, run, server, to};

/// A request whose caller has a span that is recorded.
fn sampled(path: &str) -> Request<Body> {
    opentelemetry::global::set_text_map_propagator(tracewell::propagation::TraceContext::default());
    let mut request = to(path);
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    request.headers_mut().insert("traceparent", parent.parse().unwrap());
    request
}

#[test]
fn a_request_is_named_by_its_route_and_continues_the_callers_trace() {
    let mut request = sampled("/orders/17?token=s3cret");
    request.headers_mut().insert("user-agent", "probe/1".parse().unwrap());
    let capture = ask(request);
    let span = server(&capture);
    assert_eq!(span.name, "GET /orders/{id}");
    assert_eq!(span.span_context.trace_id(), TraceId::from(0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c));
    assert_eq!(span.parent_span_id, SpanId::from(0xb7ad_6b71_6920_3331));
    assert_eq!(capture.span("below").unwrap().parent_span_id, span.span_context.span_id());
    let expected = [
        ("http.request.method", "GET"),
        ("http.route", "/orders/{id}"),
        ("url.path", "/orders/17"),
        ("url.scheme", "http"),
        ("http.response.status_code", "200"),
        ("network.protocol.version", "1.1"),
        ("server.address", "shop.example"),
        ("server.port", "8443"),
        ("user_agent.original", "probe/1"),
    ];
    for (key, value) in expected {
        assert_eq!(attribute(&span, key).as_deref(), Some(value), "{key}");
    }
    assert_eq!(span.attributes.len(), expected.len(), "{:?}", span.attributes);
    assert!(!format!("{span:?}").contains("s3cret"));
}

#[test]
fn a_fault_of_the_servers_is_an_error_and_one_of_the_callers_is_none() {
    for (path, status, is_error) in
        [("/fails", "503", true), ("/refuses", "409", false), ("/none", "404", false)]
    {
        let span = server(&ask(to(path)));
        assert_eq!(attribute(&span, "http.response.status_code").as_deref(), Some(status));
        assert_eq!(matches!(span.status, Status::Error { .. }), is_error, "{path}");
        assert_eq!(attribute(&span, "error.type").as_deref(), is_error.then_some(status), "{path}");
    }
}

#[test]
fn what_no_route_matches_and_unknown_methods_make_no_names() {
    let request = Request::builder().method("BREW").uri("/pot/17").body(Body::empty()).unwrap();
    for (request, name) in [(to("/admin.php"), "GET"), (request, "HTTP")] {
        assert_eq!(server(&ask(request)).name, name);
    }
}

#[test]
fn health_checks_are_left_out_with_what_they_do() {
    for request in [to("/health"), sampled("/health")] {
        let capture = ask(request);
        assert!(capture.spans().is_empty(), "{}", capture.tree());
        let sent = capture.log("checked").and_then(|line| line.field("sent").cloned()).unwrap();
        assert!(sent.as_str().unwrap().ends_with("-00"), "whom it calls is told not to record: {sent}");
    }
}

#[test]
fn the_span_lasts_as_long_as_the_body_and_is_current_while_it_is_made() {
    let capture = ask(to("/streams"));
    let (span, last) = (server(&capture), capture.spans());
    let pieces: Vec<_> = last.iter().filter(|piece| piece.name == "below").collect();
    assert_eq!(pieces.len(), 4, "{}", capture.tree());
    for piece in pieces {
        assert_eq!(piece.parent_span_id, span.span_context.span_id());
        assert!(piece.end_time <= span.end_time);
    }
    assert_eq!(attribute(&span, "tracewell.cancelled"), None);
}

#[test]
fn a_body_that_breaks_is_an_error() {
    let span = server(&ask(to("/breaks")));
    assert!(
        matches!(&span.status, Status::Error { description } if description.contains("the disk is gone"))
    );
}

#[test]
fn a_caller_who_hangs_up_has_cancelled_and_nothing_has_failed() {
    let before = capture();
    run(async {
        assert!(tokio::time::timeout(Duration::from_millis(20), answer(to("/waits"))).await.is_err());
    });
    let within = capture();
    run(async {
        let mut body = answer(to("/streams")).await.into_body();
        assert!(http_body_util::BodyExt::frame(&mut body).await.is_some());
    });
    for capture in [before, within] {
        let span = server(&capture);
        assert_eq!(attribute(&span, "tracewell.cancelled").as_deref(), Some("true"), "{}", capture.tree());
        assert_eq!(span.status, Status::Unset);
    }
}

#[test]
fn an_answer_without_a_body_is_complete() {
    let capture = capture();
    let request = Request::head("/orders/17").body(Body::empty()).unwrap();
    drop(run(answer(request)));
    assert_eq!(attribute(&server(&capture), "tracewell.cancelled"), None);
}

#[test]
fn a_panic_is_recorded_and_passed_on() {
    let capture = capture();
    let caught = std::panic::catch_unwind(|| run(answer(to("/panics"))));
    assert!(caught.is_err());
    let span = server(&capture);
    assert_eq!(attribute(&span, "error.type").as_deref(), Some("panic"));
    assert_eq!(attribute(&span, "tracewell.cancelled"), None);
}
