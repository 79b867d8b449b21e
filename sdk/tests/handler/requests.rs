//! Requests from the network, without a layer.

use opentelemetry::trace::{SpanId, Status, TraceId};
use tokio::io::AsyncWriteExt;

use super::{app, ask, attribute, measured::measured, server, serving};

const PARENT: &str = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n";

#[test]
fn a_request_is_named_by_its_route_and_continues_the_callers_trace() {
    opentelemetry::global::set_text_map_propagator(tracewell::propagation::TraceContext::default());
    let headers = format!("{PARENT}user-agent: probe/1\r\ncookie: s3cret\r\n");
    let (capture, answer) = ask(app("continued"), "GET /continued/17?token=s3cret", &headers);
    assert!(answer.ends_with("order 17"), "{answer}");
    let span = server(&capture);
    assert_eq!(span.name, "GET /continued/{id}");
    assert_eq!(span.span_context.trace_id(), TraceId::from(0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c));
    assert_eq!(span.parent_span_id, SpanId::from(0xb7ad_6b71_6920_3331));
    assert!(span.parent_span_is_remote);
    assert_eq!(capture.span("below").unwrap().parent_span_id, span.span_context.span_id());
    let expected = [
        ("http.request.method", "GET"),
        ("url.path", "/continued/17"),
        ("url.scheme", "http"),
        ("http.route", "/continued/{id}"),
        ("network.protocol.version", "1.1"),
        ("server.address", "shop.example"),
        ("server.port", "8443"),
        ("user_agent.original", "probe/1"),
        ("order.id", "17"),
        ("http.response.status_code", "200"),
    ];
    let found: Vec<_> =
        span.attributes.iter().map(|known| (known.key.to_string(), known.value.to_string())).collect();
    assert_eq!(found, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    assert!(!format!("{span:?}").contains("s3cret"));
    assert_eq!(measured("/continued"), ["GET /continued/{id} 200 http 1"]);
}

#[test]
fn the_class_of_an_error_decides() {
    for (kind, code, error, is_error, level) in [
        ("client", "409", Some("handler::answers::Refused"), false, "INFO"),
        ("server", "503", Some("handler::answers::Refused"), true, "ERROR"),
        ("timeout", "504", Some("timeout"), true, "ERROR"),
        ("cancelled", "499", Some("cancelled"), false, "INFO"),
    ] {
        let (capture, answer) = ask(app("classes"), &format!("POST /classes/refuse/{kind}"), "");
        assert!(answer.starts_with(&format!("HTTP/1.1 {code}")), "{answer}");
        let span = server(&capture);
        assert_eq!(attribute(&span, "http.response.status_code").as_deref(), Some(code), "{kind}");
        assert_eq!(attribute(&span, "error.type").as_deref(), error, "{kind}");
        assert_eq!(span.status != Status::Unset, is_error, "{kind}");
        assert_eq!(span.events.len(), 1, "{kind}");
        let log = capture.assert_log("refuse failed");
        assert_eq!(log.level().as_str(), level, "{kind}");
        assert_eq!(log.field("error"), Some(&kind.into()));
        assert_eq!(log.trace_id(), Some(span.span_context.trace_id()));
    }
    assert_eq!(
        measured("/classes"),
        [
            "POST /classes/refuse/{kind} 409 http 1",
            "POST /classes/refuse/{kind} 499 cancelled http 1",
            "POST /classes/refuse/{kind} 503 handler::answers::Refused http 1",
            "POST /classes/refuse/{kind} 504 timeout http 1",
        ]
    );
}

#[test]
fn a_caller_who_hangs_up_has_cancelled_and_nothing_has_failed() {
    let (capture, ()) = serving(app("left"), async |mut stream| {
        stream.write_all(b"GET /left/wait HTTP/1.1\r\nhost: shop.example\r\n\r\n").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    });
    let span = server(&capture);
    assert_eq!(attribute(&span, "tracewell.cancelled").as_deref(), Some("true"));
    assert_eq!(attribute(&span, "error.type").as_deref(), Some("cancelled"));
    assert_eq!(attribute(&span, "http.response.status_code"), None);
    assert_eq!(span.status, Status::Unset);
    assert_eq!(measured("/left"), ["GET /left/wait cancelled http 1"]);
}

#[test]
fn a_panic_is_an_error() {
    let (capture, answer) = ask(app("broken"), "GET /broken/break", "");
    assert_eq!(answer, "", "axum passes the panic on");
    let span = server(&capture);
    assert_eq!(attribute(&span, "error.type").as_deref(), Some("panic"));
    assert_eq!(attribute(&span, "tracewell.cancelled"), None);
    assert!(matches!(span.status, Status::Error { .. }));
    assert_eq!(measured("/broken"), ["GET /broken/break panic http 1"]);
}

#[test]
fn what_no_route_matches_makes_no_names() {
    for number in 0..3 {
        let (capture, _) = ask(app("known"), &format!("GET /scan/{number}.php"), "");
        let span = server(&capture);
        assert_eq!(span.name, "GET");
        assert_eq!(attribute(&span, "http.route"), None);
        assert_eq!(attribute(&span, "http.response.status_code").as_deref(), Some("404"));
    }
    assert_eq!(measured("__unmatched__"), ["GET __unmatched__ 404 http 3"]);
}
