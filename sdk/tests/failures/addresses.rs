//! Receivers that cannot be reached are named, and what the address says of its user is not.

use std::net::TcpListener;

use tracewell::{Telemetry, logs::MemorySink};

use crate::{SOON, alone, said, settled, span};

/// Sends each signal to an address where nobody listens, and returns the lines.
fn sent_to_nobody(protocol: &str) -> MemorySink {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://me:s3cret@{address}")),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol.to_owned()),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "500".to_owned()),
    ];
    let lines = MemorySink::default();
    let telemetry = Telemetry::builder().environment(variables).log_sink(lines.clone()).install().unwrap();
    span();
    tracewell::info!("mine");
    settled::assert_lost(&settled::end(telemetry, SOON), "traces");
    let text = lines.text().replace(&address.to_string(), "HOST");
    assert!(!text.contains("s3cret"), "{text}");
    let endpoints: Vec<_> = said(&lines).iter().map(|line| line["endpoint"].to_string()).collect();
    assert!(endpoints.iter().all(|endpoint| endpoint.starts_with(&format!("\"http://{address}"))), "{text}");
    // One line for each signal and the program's own: the exporters say nothing of their own.
    assert_eq!(lines.text().lines().count(), 4, "{text}");
    lines
}

#[cfg(feature = "otlp")]
#[test]
fn the_receiver_is_named_without_credentials() {
    let _alone = alone();
    let lines = sent_to_nobody("http/protobuf");
    let mut paths: Vec<_> = said(&lines)
        .iter()
        .map(|line| line["endpoint"].as_str().unwrap().rsplit_once("/v1/").unwrap().1.to_owned())
        .collect();
    paths.sort();
    assert_eq!(paths, ["logs", "metrics", "traces"]);
}

#[cfg(feature = "otlp")]
#[test]
fn what_went_wrong_on_the_way_is_named_for_each_signal() {
    let _alone = alone();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = std::net::TcpStream::connect(nobody).unwrap_err().to_string();
    let said = said(&sent_to_nobody("http/protobuf"));
    assert_eq!(said.len(), 3, "{said:?}");
    for line in said {
        assert!(line["error"].as_str().unwrap().ends_with(&refused), "{line}");
    }
}

#[cfg(feature = "grpc")]
#[test]
fn the_receiver_of_grpc_is_named_without_credentials() {
    let _alone = alone();
    sent_to_nobody("grpc");
}
