//! A program's own HTTP client beside the SDK's feature `tls`: the SDK's choice of TLS is its own.
//!
//! This crate asks for `reqwest` without any feature: what the SDK turned on there would be on here too.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod certificates;

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
    time::Duration,
};

use certificates::Certificates;
use tracewell::Telemetry;

/// Answers one request, and returns the address.
fn answering() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let asked = stream.read(&mut [0; 4096]).unwrap();
        assert_ne!(asked, 0);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nmine").unwrap();
    });
    address
}

#[test]
fn a_programs_own_client_needs_no_provider() {
    let certificates = Certificates::new();
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://localhost:4318".to_owned()),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", certificates.named("ca.pem")),
        ("OTEL_LOGS_EXPORTER", "none".to_owned()),
        ("OTEL_METRICS_EXPORTER", "none".to_owned()),
    ];
    let _telemetry = Telemetry::builder().environment(variables).install().unwrap();
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = runtime.block_on(async { client.get(answering()).send().await?.text().await });
    assert_eq!(answer.unwrap(), "mine");
    let chosen = rustls::crypto::CryptoProvider::get_default();
    assert!(chosen.is_none(), "what the process uses by default is for the program to say");
}
