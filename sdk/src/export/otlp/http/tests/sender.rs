//! Requests of metrics on real sockets.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsPartialSuccess, ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};

use super::{
    super::*,
    config,
    server::{Answer, Server, answer},
};
use crate::export::otlp::retry::{Refusal, with_retries};

/// Answers with these heads, one after the other, and then with the last.
fn heads(heads: &'static [&'static str]) -> Answer {
    let number = AtomicUsize::new(0);
    Arc::new(move |stream| {
        let head = heads[number.fetch_add(1, SeqCst).min(heads.len() - 1)];
        let text = format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\n\r\n");
        std::io::Write::write_all(stream, text.as_bytes()).is_ok()
    })
}

async fn sent(server: &Server, gzip: bool) -> Result<usize, Refusal> {
    let config = OtlpConfig { gzip, ..config(&server.url("/v1/metrics")) };
    let sender = Sender::new(&config).unwrap();
    sender.send(&sender.body(&ExportMetricsServiceRequest::default()).unwrap()).await
}

#[tokio::test]
async fn a_request_says_what_it_holds_and_who_sends_it() {
    let partial_success =
        ExportMetricsPartialSuccess { rejected_data_points: 5, error_message: String::new() };
    let taken = ExportMetricsServiceResponse { partial_success: Some(partial_success) };
    let server = Server::start("127.0.0.1:0", answer(&taken.encode_to_vec()));
    assert_eq!(sent(&server, false).await, Ok(5));
    let head = server.head();
    assert!(head.starts_with("POST /v1/metrics HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("content-type: application/x-protobuf\r\n"), "{head}");
    assert!(head.contains(concat!("user-agent: tracewell/", env!("CARGO_PKG_VERSION"), "\r\n")), "{head}");
    assert!(!head.contains("content-encoding"), "{head}");
    assert_eq!(sent(&server, true).await, Ok(5));
    assert!(server.head().contains("content-encoding: gzip\r\n"));
}

#[tokio::test]
async fn what_a_receiver_may_take_later_is_told_from_what_it_never_takes() {
    let said = |head: &str| format!("the receiver answers {head}");
    for (head, after) in [
        ("429 Too Many Requests\r\nretry-after: 7", Some(Duration::from_secs(7))),
        ("503 Service Unavailable\r\nretry-after: Fri, 31 Dec 1999 23:59:59 GMT", None),
        ("502 Bad Gateway", None),
        ("504 Gateway Timeout", None),
    ] {
        let server = Server::start("127.0.0.1:0", heads(vec![head].leak()));
        let said = said(head.split('\r').next().unwrap());
        assert_eq!(sent(&server, false).await, Err(Refusal::ForNow { after, said }));
    }
    for head in ["400 Bad Request", "500 Internal Server Error", "307 Temporary Redirect"] {
        let server = Server::start("127.0.0.1:0", heads(vec![head].leak()));
        assert_eq!(sent(&server, false).await, Err(Refusal::ForGood(said(head))));
    }
}

#[tokio::test]
async fn a_receiver_that_is_busy_has_the_request_when_it_is_not() {
    let server = Server::start(
        "127.0.0.1:0",
        heads(&["503 Service Unavailable", "503 Service Unavailable", "200 OK"]),
    );
    assert_eq!(with_retries(Duration::from_secs(20), || sent(&server, false)).await, Ok(0));
}
