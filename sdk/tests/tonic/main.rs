//! A server and a client of tonic with the layers around them, over a socket of this machine.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[cfg(feature = "tonic")]
mod classes;
#[path = "../measured/mod.rs"]
mod measured;
mod methods;
mod probe;

use std::time::Duration;

use opentelemetry::trace::{SpanKind, Status};
use opentelemetry_sdk::trace::SpanData;
use tonic::{Code, Request, client::Grpc, codegen::http::uri::PathAndQuery};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};
use tonic_prost::ProstCodec;
use tracewell::testing::{Capture, capture};

use measured::measured;
use probe::{Client, Probe};

/// Works with a client of a server that runs meanwhile, and with what that server knows; both are in one capture.
///
/// One thread polls both, so that both are captured: what each knows of the other comes over the socket alone.
fn with_server<W: Future<Output = ()>>(work: impl FnOnce(Client, Probe) -> W) -> Capture {
    opentelemetry::global::set_text_map_propagator(tracewell::propagation::TraceContext::default());
    let capture = capture();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let probe = Probe::default();
        let address = probe.serve();
        let client = probe::client(address).await;
        tokio::time::timeout(Duration::from_secs(20), work(client, probe)).await.expect("it ends");
    });
    capture
}

fn asked(service: &str) -> Request<HealthCheckRequest> {
    Request::new(HealthCheckRequest { service: service.to_owned() })
}

/// Returns the spans of both ends of the one call of a capture, the server's first.
fn ends(capture: &Capture) -> [SpanData; 2] {
    let (server, client) = (only(capture, &SpanKind::Server), only(capture, &SpanKind::Client));
    assert_eq!(server.span_context.trace_id(), client.span_context.trace_id());
    assert_eq!(server.parent_span_id, client.span_context.span_id());
    assert!(server.parent_span_is_remote);
    [server, client]
}

fn only(capture: &Capture, kind: &SpanKind) -> SpanData {
    let mut spans = capture.spans().into_iter().filter(|span| span.span_kind == *kind);
    let span = spans.next().unwrap_or_else(|| panic!("no such span: {}", capture.tree()));
    assert!(spans.next().is_none(), "one span for one call: {}", capture.tree());
    span
}

fn attribute(span: &SpanData, key: &str) -> Option<String> {
    let found = span.attributes.iter().find(|attribute| attribute.key.as_str() == key);
    found.map(|found| found.value.to_string())
}

/// Returns how many calls of a method ended like this, whatever the port was.
fn counted(instrument: &str, labels: &str) -> u64 {
    let all = measured(instrument);
    let of_these = |found: &str| found == labels || found.starts_with(&format!("{labels} 127.0.0.1 "));
    let found: Vec<_> = all.iter().filter(|(found, _)| of_these(found)).map(|(_, count)| *count).collect();
    assert!(!found.is_empty(), "no {labels}: {all:?}");
    found.iter().sum()
}

#[test]
fn a_call_is_one_trace_whose_ends_agree() {
    let capture = with_server(|mut client, _| async move {
        client.check(asked("well")).await.unwrap();
    });
    let work = capture.span("probe").unwrap();
    let [server, client] = ends(&capture);
    assert_eq!(work.parent_span_id, server.span_context.span_id(), "{}", capture.tree());
    for span in [&server, &client] {
        assert_eq!(span.name, "grpc.health.v1.Health/Check");
        assert_eq!(attribute(span, "rpc.system.name").as_deref(), Some("grpc"));
        assert_eq!(attribute(span, "rpc.response.status_code").as_deref(), Some("OK"));
        assert_eq!(attribute(span, "server.address").as_deref(), Some("127.0.0.1"));
        assert!(attribute(span, "server.port").is_some());
        assert_eq!(attribute(span, "tracewell.cancelled"), None);
        assert_eq!(span.status, Status::Unset);
    }
    assert!(server.end_time <= client.end_time, "the client waits for the server");
    assert!(counted("rpc.server.call.duration", "grpc grpc.health.v1.Health/Check OK") >= 1);
    assert!(counted("rpc.client.call.duration", "grpc grpc.health.v1.Health/Check OK") >= 1);
}

#[test]
fn an_error_of_the_servers_is_one_at_both_ends() {
    let capture = with_server(|mut client, _| async move {
        let status = client.check(asked("broken")).await.unwrap_err();
        assert_eq!((status.code(), status.message()), (Code::Internal, "the disk is gone"));
    });
    for span in ends(&capture) {
        assert_eq!(span.name, "grpc.health.v1.Health/Check");
        assert_eq!(attribute(&span, "rpc.response.status_code").as_deref(), Some("INTERNAL"));
        assert_eq!(attribute(&span, "error.type").as_deref(), Some("INTERNAL"));
        assert_eq!(span.status, Status::error("the disk is gone"));
    }
    let labels = "grpc grpc.health.v1.Health/Check INTERNAL INTERNAL";
    assert_eq!(counted("rpc.server.call.duration", labels), 1);
    assert_eq!(counted("rpc.client.call.duration", labels), 1);
}

#[test]
fn a_refusal_is_an_error_to_who_called_alone() {
    let capture = with_server(|mut client, _| async move {
        assert_eq!(client.check(asked("unknown")).await.unwrap_err().code(), Code::NotFound);
    });
    let [server, client] = ends(&capture);
    assert_eq!(server.status, Status::Unset);
    assert_eq!(attribute(&server, "error.type"), None);
    assert_eq!(client.status, Status::error("no such service"));
    assert_eq!(counted("rpc.server.call.duration", "grpc grpc.health.v1.Health/Check NOT_FOUND"), 1);
    assert_eq!(
        counted("rpc.client.call.duration", "grpc grpc.health.v1.Health/Check NOT_FOUND NOT_FOUND"),
        1
    );
}

#[test]
fn methods_that_there_are_not_are_one_name_and_one_series() {
    let methods = ["/grpc.health.v1.Health/Nothing", "/shop.Payment/Charge"];
    for method in methods {
        let capture = with_server(|_, probe| async move {
            let mut grpc = Grpc::with_origin(probe.channel().await, probe.uri());
            grpc.ready().await.unwrap();
            let codec = ProstCodec::<HealthCheckRequest, HealthCheckResponse>::default();
            let answer = grpc.unary(asked(""), PathAndQuery::from_static(method), codec).await;
            assert_eq!(answer.unwrap_err().code(), Code::Unimplemented);
        });
        for span in ends(&capture) {
            assert_eq!(span.name, "grpc");
            assert_eq!(attribute(&span, "rpc.method").as_deref(), Some("_OTHER"));
            assert_eq!(attribute(&span, "rpc.method_original").as_deref(), Some(&method[1..]));
            assert_eq!(attribute(&span, "rpc.response.status_code").as_deref(), Some("UNIMPLEMENTED"));
            assert!(matches!(span.status, Status::Error { .. }));
        }
    }
    let labels = "grpc _OTHER UNIMPLEMENTED UNIMPLEMENTED";
    assert_eq!(counted("rpc.server.call.duration", labels), 2);
    assert_eq!(counted("rpc.client.call.duration", labels), 2);
}

#[test]
fn a_client_that_does_not_wait_has_cancelled_and_nothing_has_failed() {
    // A method that was never answered is not known to its server.
    drop(with_server(|mut client, _| async move { drop(client.check(asked("well")).await.unwrap()) }));
    let capture = with_server(|mut client, probe| async move {
        let call = tokio::spawn(async move { client.check(asked("never")).await });
        probe.begun().await;
        call.abort();
        // The client's future is gone; its server hears of that over the socket.
        probe.let_go().await;
    });
    for span in ends(&capture) {
        assert_eq!(span.name, "grpc.health.v1.Health/Check");
        assert_eq!(attribute(&span, "tracewell.cancelled").as_deref(), Some("true"), "{}", capture.tree());
        assert_eq!(attribute(&span, "rpc.response.status_code").as_deref(), Some("CANCELLED"));
        assert_eq!(attribute(&span, "error.type").as_deref(), Some("CANCELLED"));
        assert_eq!(span.status, Status::Unset);
    }
    let labels = "grpc grpc.health.v1.Health/Check CANCELLED CANCELLED";
    assert_eq!(counted("rpc.server.call.duration", labels), 1);
    assert_eq!(counted("rpc.client.call.duration", labels), 1);
}

#[test]
fn a_stream_lasts_as_long_as_it_is_read_and_is_cancelled_where_it_is_left() {
    for (service, ending) in [("well", "OK"), ("never", "CANCELLED")] {
        let capture = with_server(|mut client, probe| async move {
            let mut stream = client.watch(asked(service)).await.unwrap().into_inner();
            assert!(stream.message().await.unwrap().is_some());
            if service == "well" {
                assert!(stream.message().await.unwrap().is_none());
            } else {
                drop(stream);
                probe.let_go().await;
            }
        });
        for span in ends(&capture) {
            assert_eq!(span.name, "grpc.health.v1.Health/Watch");
            assert_eq!(attribute(&span, "rpc.response.status_code").as_deref(), Some(ending));
            assert_eq!(attribute(&span, "tracewell.cancelled").is_some(), ending == "CANCELLED");
            assert_eq!(span.status, Status::Unset);
        }
    }
}

#[test]
fn a_server_that_is_not_there_is_an_error_of_the_call() {
    let capture = with_server(|_, _| async {
        let gone = probe::nobody();
        let mut client = probe::lazy_client(gone);
        assert_eq!(client.check(asked("well")).await.unwrap_err().code(), Code::Unavailable);
    });
    let client = only(&capture, &SpanKind::Client);
    assert!(matches!(client.status, Status::Error { .. }));
    assert_eq!(attribute(&client, "error.type").as_deref(), Some("tonic::transport::error::Error"));
    assert_eq!(attribute(&client, "rpc.response.status_code"), None, "no server said so");
    let labels = "grpc grpc.health.v1.Health/Check tonic::transport::error::Error";
    assert_eq!(counted("rpc.client.call.duration", labels), 1);
}
