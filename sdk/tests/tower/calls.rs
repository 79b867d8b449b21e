//! Calls of gRPC, at both ends.

use std::convert::Infallible;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Request, Response},
};
use http_body_util::BodyExt;
use opentelemetry::trace::Status;
use tower::{Layer, ServiceExt};
use tracewell::{
    testing::{Capture, capture},
    tower::{ClientLayer, ServerLayer},
};

use super::{attribute, client, measured::measured, run, server, to};

/// How a server answers: the status of HTTP, headers, and trailers behind them.
#[derive(Clone, Default)]
pub(crate) struct Answer {
    http: Option<u16>,
    headers: HeaderMap,
    trailers: Option<HeaderMap>,
}

fn headers<const N: usize>(of: [(&'static str, &str); N]) -> HeaderMap {
    of.into_iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
}

pub(crate) fn trailers(code: &str) -> Answer {
    Answer { trailers: Some(headers([("grpc-status", code)])), ..Answer::default() }
}

fn request(method: &str) -> Request<Body> {
    let mut request = to(&format!("http://pay.example:50051/{method}"));
    *request.method_mut() = http::Method::POST;
    request.headers_mut().insert("content-type", "application/grpc+proto".parse().unwrap());
    request
}

/// Calls a method through both layers, and reads the answer to its end.
pub(crate) fn call(method: &str, answer: Answer) -> Capture {
    let capture = capture();
    let service = tower::service_fn(move |_: Request<Body>| {
        let Answer { http, headers, trailers } = answer.clone();
        async move {
            let mut response = Response::new(http_body_util::StreamBody::new(Once(trailers)));
            *response.status_mut() = http.unwrap_or(200).try_into().unwrap();
            *response.headers_mut() = headers;
            Ok::<_, Infallible>(response)
        }
    });
    let both = ClientLayer::new().layer(ServerLayer::new().layer(service));
    run(async { both.oneshot(request(method)).await.unwrap().into_body().collect().await.unwrap() });
    capture
}

#[test]
fn a_call_is_named_by_its_method_and_ends_as_its_trailers_say() {
    for (code, name, fails_there, fails_here) in
        [("0", "OK", false, false), ("5", "NOT_FOUND", false, true), ("13", "INTERNAL", true, true)]
    {
        let capture = call("shop.Payment/Charge", trailers(code));
        let (there, here) = (server(&capture), client(&capture));
        for (span, fails) in [(&there, fails_there), (&here, fails_here)] {
            assert_eq!(span.name, "shop.Payment/Charge");
            let expected = [
                ("rpc.system.name", Some("grpc")),
                ("rpc.method", Some("shop.Payment/Charge")),
                ("rpc.response.status_code", Some(name)),
                ("server.address", Some("pay.example")),
                ("server.port", Some("50051")),
                ("error.type", fails.then_some(name)),
                ("http.response.status_code", None),
                ("rpc.method_original", None),
                ("tracewell.cancelled", None),
            ];
            for (key, value) in expected {
                assert_eq!(attribute(span, key).as_deref(), value, "{code} {key} {:?}", span.span_kind);
            }
            assert_eq!(matches!(span.status, Status::Error { .. }), fails, "{code} {:?}", span.span_kind);
        }
        assert_eq!(there.parent_span_id, here.span_context.span_id());
    }
    let here = measured("rpc.client.call.duration");
    assert_eq!(here["grpc shop.Payment/Charge OK pay.example 50051"], 1, "{here:?}");
    assert_eq!(here["grpc shop.Payment/Charge NOT_FOUND NOT_FOUND pay.example 50051"], 1, "{here:?}");
    let there = measured("rpc.server.call.duration");
    assert_eq!(there["grpc shop.Payment/Charge NOT_FOUND"], 1, "{there:?}");
    assert_eq!(there["grpc shop.Payment/Charge INTERNAL INTERNAL"], 1, "{there:?}");
    assert!(!measured("http.server.request.duration").keys().any(|labels| labels.contains("pay")));
}

#[test]
fn what_nobody_implements_is_one_name_and_one_series() {
    for (number, answer) in [
        trailers("12"),
        Answer { headers: headers([("grpc-status", "12")]), ..Answer::default() },
        // A router before the server knows no such path, and no gRPC.
        Answer { http: Some(404), ..Answer::default() },
    ]
    .into_iter()
    .enumerate()
    {
        let method = format!("shop.None/{number}");
        let capture = call(&method, answer);
        for span in [server(&capture), client(&capture)] {
            assert_eq!(span.name, "grpc");
            assert_eq!(attribute(&span, "rpc.method").as_deref(), Some("_OTHER"));
            assert_eq!(attribute(&span, "rpc.method_original"), Some(method.clone()));
            assert_eq!(attribute(&span, "rpc.response.status_code").as_deref(), Some("UNIMPLEMENTED"));
            assert_eq!(attribute(&span, "error.type").as_deref(), Some("UNIMPLEMENTED"));
        }
    }
    for number in 0..1_000 {
        drop(call(&format!("shop.Scan{number}/Method"), trailers("12")));
    }
    for instrument in ["rpc.server.call.duration", "rpc.client.call.duration"] {
        let measured = measured(instrument);
        let unknown: Vec<_> = measured.iter().filter(|(key, _)| key.contains("UNIMPLEMENTED")).collect();
        assert_eq!(unknown.len(), 1, "{measured:?}");
        assert!(unknown[0].0.starts_with("grpc _OTHER ") && *unknown[0].1 >= 1_003, "{measured:?}");
    }
}

#[test]
fn statuses_that_no_server_of_grpc_wrote_are_those_of_who_wrote_them() {
    for (answer, name) in [
        (Answer { http: Some(503), ..Answer::default() }, "UNAVAILABLE"),
        (Answer::default(), "UNKNOWN"),
        (trailers("99"), "UNKNOWN"),
        // Its own status goes first.
        (
            Answer { http: Some(404), headers: headers([("grpc-status", "16")]), trailers: None },
            "UNAUTHENTICATED",
        ),
    ] {
        let span = client(&call("shop.Payment/Refund", answer));
        assert_eq!(attribute(&span, "rpc.response.status_code").as_deref(), Some(name));
        assert_eq!(span.name, "shop.Payment/Refund");
        assert!(matches!(span.status, Status::Error { .. }), "{name}");
    }
}

#[test]
fn what_the_server_says_of_a_failure_is_readable() {
    let said = headers([("grpc-status", "13"), ("grpc-message", "disk%20full %E2%80%94 50%25")]);
    let span = client(&call("shop.Payment/Charged", Answer { headers: said, ..Answer::default() }));
    assert_eq!(span.status, Status::error("disk full — 50%"));
}

#[test]
fn a_call_that_is_left_is_cancelled_and_nothing_has_failed() {
    let capture = capture();
    let service = tower::service_fn(|_: Request<Body>| async {
        let trailers = Some(headers([("grpc-status", "0")]));
        let mut response = Response::new(http_body_util::StreamBody::new(Once(trailers)));
        *response.headers_mut() = headers([("content-type", "application/grpc")]);
        Ok::<_, Infallible>(response)
    });
    let both = ClientLayer::new().layer(ServerLayer::new().layer(service));
    drop(run(both.oneshot(request("shop.Payment/Watch"))).unwrap());
    for span in [server(&capture), client(&capture)] {
        assert_eq!(attribute(&span, "tracewell.cancelled").as_deref(), Some("true"));
        assert_eq!(attribute(&span, "rpc.response.status_code").as_deref(), Some("CANCELLED"));
        assert_eq!(attribute(&span, "error.type").as_deref(), Some("CANCELLED"));
        assert_eq!(span.status, Status::Unset);
    }
    assert_eq!(measured("rpc.server.call.duration")["grpc shop.Payment/Watch CANCELLED CANCELLED"], 1);
}

#[test]
fn calls_from_browsers_are_requests_of_http() {
    let capture = capture();
    let service =
        tower::service_fn(|_: Request<Body>| async { Ok::<_, Infallible>(Response::new(Body::empty())) });
    let mut request = request("shop.Payment/Charge");
    request.headers_mut().insert("content-type", "application/grpc-web+proto".parse().unwrap());
    drop(run(ServerLayer::new().layer(service).oneshot(request)).unwrap());
    assert_eq!(server(&capture).name, "POST");
}

/// The trailers of an answer, and nothing else.
struct Once(Option<HeaderMap>);

impl futures_core::Stream for Once {
    type Item = Result<http_body::Frame<Bytes>, Infallible>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _task: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(|trailers| Ok(http_body::Frame::trailers(trailers))))
    }
}
