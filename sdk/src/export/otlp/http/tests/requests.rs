//! Requests and answers on real sockets, up to what becomes of the records.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant, SystemTime},
};

use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use prost::Message as _;

use super::{
    super::*,
    config,
    server::{self, Answer, Server, answer},
};
use crate::{config::OtlpConfig, export::otlp::transport::Transport, pipeline::Delivery};

/// Answers with these heads, one after the other, and then with the last.
fn heads<const N: usize>(heads: [String; N]) -> Answer {
    let number = AtomicUsize::new(0);
    Arc::new(move |stream| {
        let head = &heads[number.fetch_add(1, SeqCst).min(heads.len() - 1)];
        let text = format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\n\r\n");
        std::io::Write::write_all(stream, text.as_bytes()).is_ok()
    })
}

/// Sends once.
async fn sent(answer: &str) -> Result<Bytes, Refusal> {
    let server = Server::start("127.0.0.1:0", heads([answer.to_owned()]));
    Client::new(&config(&server.url("/v1/traces"))).unwrap().send(&Bytes::new()).await
}

async fn delivered(config: &OtlpConfig) -> Delivery {
    Transport::new(config, "").unwrap().deliver(ExportTraceServiceRequest::default()).await
}

#[tokio::test]
async fn a_request_says_what_it_holds_and_who_sends_it() {
    let partial_success = ExportTracePartialSuccess { rejected_spans: 5, error_message: String::new() };
    let taken = ExportTraceServiceResponse { partial_success: Some(partial_success) };
    let server = Server::start("127.0.0.1:0", answer(&taken.encode_to_vec()));
    let plain = config(&server.url("/v1/traces"));
    assert_eq!(delivered(&plain).await, Delivery::Partial { rejected: 5, said: None });
    let head = server.head();
    assert!(head.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("content-type: application/x-protobuf\r\n"), "{head}");
    let agent = concat!("user-agent: Tracewell-OTLP-Exporter-Rust/", env!("CARGO_PKG_VERSION"), "\r\n");
    assert!(head.contains(agent), "{head}");
    assert!(!head.contains("content-encoding"), "{head}");
    delivered(&OtlpConfig { gzip: true, ..plain }).await;
    assert!(server.head().contains("content-encoding: gzip\r\n"));
}

#[tokio::test]
async fn headers_that_were_configured_win_but_for_what_the_body_is() {
    let server = Server::start("127.0.0.1:0", answer(b""));
    let own =
        [("User-Agent", "me"), ("Content-Type", "text/plain"), ("Content-Encoding", "br"), ("Tenant", "a")];
    let headers = own.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    delivered(&OtlpConfig { headers, ..config(&server.url("/")) }).await;
    let head = server.head();
    assert!(head.contains("\r\nuser-agent: me\r\n") && head.contains("\r\ntenant: a\r\n"), "{head}");
    assert!(head.contains("\r\ncontent-type: application/x-protobuf\r\n"), "{head}");
    assert!(!head.contains("content-encoding"), "{head}");
    assert_eq!((head.matches("user-agent").count(), head.matches("content-type").count()), (1, 1), "{head}");
}

#[tokio::test]
async fn what_a_receiver_may_take_later_is_told_from_what_it_never_takes() {
    let said = |head: &str| format!("the receiver answers {head}");
    for (head, after) in [
        ("429 Too Many Requests\r\nretry-after: 7", Some(Duration::from_secs(7))),
        ("503 Service Unavailable\r\nretry-after: Fri, 31 Dec 1999 23:59:59 GMT", None),
        ("503 Service Unavailable\r\nretry-after: soon", None),
        ("502 Bad Gateway", None),
        ("504 Gateway Timeout", None),
    ] {
        let said = said(head.split('\r').next().unwrap());
        assert_eq!(sent(head).await, Err(Refusal::ForNow { after, said }));
    }
    for head in ["400 Bad Request", "500 Internal Server Error", "307 Temporary Redirect"] {
        assert_eq!(sent(head).await, Err(Refusal::ForGood(said(head))));
    }
}

/// Sends once, and returns the words of the refusal.
async fn said(kind: &str, body: &[u8]) -> String {
    let head =
        format!("HTTP/1.1 400 Bad Request\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n", body.len());
    let whole = [head.as_bytes(), body].concat();
    let answer: Answer = Arc::new(move |stream| std::io::Write::write_all(stream, &whole).is_ok());
    let server = Server::start("127.0.0.1:0", answer);
    match Client::new(&config(&server.url("/v1/traces"))).unwrap().send(&Bytes::new()).await {
        Err(Refusal::ForGood(said)) => said,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_a_receiver_says_against_a_request_is_told() {
    let status = b"\x08\x03\x12\x09no tenant".as_slice();
    assert_eq!(
        said("application/x-protobuf", status).await,
        "the receiver answers 400 Bad Request: no tenant"
    );
    for (kind, body, words) in [
        ("application/json; charset=utf-8", r#"{"code":3,"message":"no tenant"}"#, ": no tenant"),
        ("text/plain; charset=utf-8", "401 Unauthorized\n", ": 401 Unauthorized"),
        ("text/html", "<html>", ""),
        ("application/json", "[", ""),
        ("application/x-protobuf", "\u{7f}\u{7f}", ""),
        ("application/x-protobuf", "", ""),
    ] {
        let expected = format!("the receiver answers 400 Bad Request{words}");
        assert_eq!(said(kind, body.as_bytes()).await, expected, "{kind}");
    }
    assert!(said("text/plain", &vec![b'a'; 1 << 20]).await.ends_with(&format!(" {}", "a".repeat(4 << 10))));
}

#[tokio::test]
async fn a_refusal_whose_words_never_end_is_a_refusal() {
    let head = "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\ncontent-length: 9\r\n\r\nno";
    let answer: Answer = Arc::new(|stream| std::io::Write::write_all(stream, head.as_bytes()).is_ok());
    let server = Server::start("127.0.0.1:0", answer);
    let refused = Client::new(&config(&server.url("/"))).unwrap().send(&Bytes::new()).await;
    assert_eq!(refused, Err(Refusal::ForGood("the receiver answers 400 Bad Request: no".to_owned())));
}

#[tokio::test]
async fn a_receiver_may_say_on_which_day_to_come_again() {
    let hour = Duration::from_hours(1);
    let date = httpdate::fmt_http_date(SystemTime::now() + hour);
    let refused = sent(&format!("503 Service Unavailable\r\nretry-after: {date}")).await;
    let Err(Refusal::ForNow { after: Some(after), .. }) = refused else { panic!("{refused:?}") };
    assert!(after <= hour && after > Duration::from_mins(59), "{after:?}");
}

#[tokio::test]
async fn a_receiver_that_is_busy_has_the_request_when_it_is_not() {
    let busy = "503 Service Unavailable".to_owned();
    let server = Server::start("127.0.0.1:0", heads([busy.clone(), busy, "200 OK".to_owned()]));
    assert_eq!(delivered(&config(&server.url("/"))).await, Delivery::Accepted);
}

#[tokio::test]
async fn silence_is_cut_off_by_the_exporters_timeout() {
    let server = Server::start("127.0.0.1:0", server::nothing());
    let config = OtlpConfig { timeout: Duration::from_millis(20), ..config(&server.url("/")) };
    let begun = Instant::now();
    assert_eq!(delivered(&config).await, Delivery::TimedOut);
    assert!(begun.elapsed() < Duration::from_secs(5));
}
