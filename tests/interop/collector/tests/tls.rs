//! Spans and logs over TLS, over both protocols: who is trusted, who is known, and what becomes of the records of those
//! who are not; and what a proxy on the way sees of it.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests fail and report as tests do")]

mod certificates;
mod proxies;
mod secure;

use certificates::Certificates;
use tracewell_tests_collector::{Collector, Program, Report, collector};

const HTTP: &str = "http/protobuf";
const GRPC: &str = "grpc";

/// What is said of a certificate that no trusted authority has signed.
const STRANGER: &str = "invalid peer certificate: UnknownIssuer";

/// What is said where the receiver ends the connection: its alert may be lost with that.
const UNSAID: &str = " error: ";

/// Sends three spans (`known`) or three log records (`logs`).
fn send(what: &str, protocol: &str, endpoint: &str, files: &[(&str, String)]) -> Report {
    let mut variables = vec![
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
        // Who is not trusted is asked again for as long.
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "3000"),
        ("OTEL_LOGS_EXPORTER", if what == "logs" { "console,otlp" } else { "console" }),
        ("OTEL_TRACES_EXPORTER", if what == "logs" { "none" } else { "otlp" }),
    ];
    variables.extend(files.iter().map(|(variable, path)| (*variable, path.as_str())));
    let program = env!("CARGO_BIN_EXE_tracewell-tests-collector");
    let report = Program::start(program, &[what], &variables).and_then(Program::wait).unwrap();
    println!("{what} {protocol} {report:?}");
    report.assert_balanced();
    assert_eq!(report.attempted, 3);
    report
}

fn assert_taken(protocol: &str, endpoint: &str, files: &[(&str, String)]) {
    for what in ["known", "logs"] {
        let report = send(what, protocol, endpoint, files);
        assert_eq!((report.delivered, report.error), (3, None), "{what} {protocol}");
    }
}

/// Nothing arrives, and the log says why.
fn assert_refused(protocol: &str, endpoint: &str, files: &[(&str, String)], cause: &str) {
    for what in ["known", "logs"] {
        let report = send(what, protocol, endpoint, files);
        let dropped = [("exporter_error".to_owned(), 3)].into();
        assert_eq!((report.delivered, &report.dropped), (0, &dropped), "{what} {protocol}");
        let [failure] = report.failures.try_into().unwrap();
        assert!(failure.contains(cause), "{what} {protocol}: {failure}");
    }
}

fn trusting(certificates: &Certificates, ca: &str) -> (&'static str, String) {
    ("OTEL_EXPORTER_OTLP_CERTIFICATE", certificates.named(ca))
}

/// Says who the client is.
fn known_as(certificates: &Certificates, name: &str) -> [(&'static str, String); 2] {
    [
        ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", certificates.named(&format!("{name}.pem"))),
        ("OTEL_EXPORTER_OTLP_CLIENT_KEY", certificates.named(&format!("{name}.key"))),
    ]
}

/// A receiver that shows a certificate and asks for none.
fn check_server(certificates: &Certificates, protocol: &str, endpoint: &str) {
    assert_taken(protocol, endpoint, &[trusting(certificates, "ca.pem")]);
    assert_refused(protocol, endpoint, &[trusting(certificates, "other-ca.pem")], STRANGER);
    // The name in the certificate counts, and not the address.
    let address = endpoint.replace("localhost", "127.0.0.1");
    let cause = "invalid peer certificate: certificate not valid for name \"127.0.0.1\"";
    assert_refused(protocol, &address, &[trusting(certificates, "ca.pem")], cause);
}

/// A receiver that lets in whom its authority knows.
fn check_clients(certificates: &Certificates, protocol: &str, endpoint: &str) {
    let [certificate, key] = known_as(certificates, "client");
    assert_taken(protocol, endpoint, &[trusting(certificates, "ca.pem"), certificate, key]);
    assert_refused(protocol, endpoint, &[trusting(certificates, "ca.pem")], UNSAID);
    let [certificate, key] = known_as(certificates, "stranger");
    assert_refused(protocol, endpoint, &[trusting(certificates, "ca.pem"), certificate, key], UNSAID);
}

#[test]
fn a_receiver_over_http() {
    let certificates = Certificates::new();
    check_server(&certificates, HTTP, &secure::http(&certificates, false));
    check_clients(&certificates, HTTP, &secure::http(&certificates, true));
}

#[test]
fn a_receiver_over_grpc() {
    let certificates = Certificates::new();
    check_server(&certificates, GRPC, &secure::grpc(&certificates, false));
    check_clients(&certificates, GRPC, &secure::grpc(&certificates, true));
}

#[test]
fn an_address_without_a_scheme_is_a_secure_one_for_grpc() {
    let certificates = Certificates::new();
    let endpoint = secure::grpc(&certificates, false);
    let address = endpoint.trim_start_matches("https://");
    assert_taken(GRPC, address, &[trusting(&certificates, "ca.pem")]);
    let insecure = ("OTEL_EXPORTER_OTLP_INSECURE", "true".to_owned());
    assert_refused(GRPC, address, &[trusting(&certificates, "ca.pem"), insecure], UNSAID);
}

#[test]
fn a_signals_own_files_win() {
    let certificates = Certificates::new();
    let endpoint = secure::http(&certificates, false);
    let own = ("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", certificates.named("ca.pem"));
    let files = [trusting(&certificates, "other-ca.pem"), own];
    assert_eq!(send("known", HTTP, &endpoint, &files).delivered, 3);
    assert_eq!(send("logs", HTTP, &endpoint, &files).delivered, 0);
}

/// Where no file is named, the system's certificates are trusted; on Linux a variable says where they are.
#[cfg(target_os = "linux")]
#[test]
fn the_systems_certificates() {
    let certificates = Certificates::new();
    for (protocol, endpoint) in
        [(HTTP, secure::http(&certificates, false)), (GRPC, secure::grpc(&certificates, false))]
    {
        assert_taken(protocol, &endpoint, &[("SSL_CERT_FILE", certificates.named("ca.pem"))]);
        let other = ("SSL_CERT_FILE", certificates.named("other-ca.pem"));
        assert_refused(protocol, &endpoint, &[other], STRANGER);
    }
}

#[test]
fn a_collector() {
    let Some(collector) = collector() else { return };
    let certificates = Certificates::new();
    let mut collector = secured(collector, &certificates, false);
    collector.start().unwrap();
    check_server(&certificates, HTTP, &collector.http());
    check_server(&certificates, GRPC, &collector.grpc());
    assert_eq!(collector.received().unwrap().remove(0).requests.len(), 4, "two signals over two protocols");
}

#[test]
fn a_collector_that_asks_for_certificates() {
    let Some(collector) = collector() else { return };
    let certificates = Certificates::new();
    let mut collector = secured(collector, &certificates, true);
    collector.start().unwrap();
    check_clients(&certificates, HTTP, &collector.http());
    check_clients(&certificates, GRPC, &collector.grpc());
    assert_eq!(collector.received().unwrap().remove(0).requests.len(), 4, "two signals over two protocols");
}

fn secured(collector: Collector, certificates: &Certificates, knows_clients: bool) -> Collector {
    let clients = if knows_clients { certificates.named("ca.pem") } else { String::new() };
    collector.secured([certificates.named("server.pem"), certificates.named("server.key"), clients])
}
