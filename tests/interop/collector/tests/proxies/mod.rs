//! Receivers behind a proxy that the environment names, over HTTP and HTTPS.

mod server;

use crate::{certificates::Certificates, secure};
use server::Proxy;
use tracewell_tests_collector::{Program, Report};

/// Sends three spans in one request.
fn send(endpoint: &str, variables: &[(&str, String)]) -> Report {
    let mut all = vec![("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint), ("OTEL_LOGS_EXPORTER", "console")];
    all.extend(variables.iter().map(|(variable, value)| (*variable, value.as_str())));
    let program = env!("CARGO_BIN_EXE_tracewell-tests-collector");
    let report = Program::start(program, &["known"], &all).and_then(Program::wait).unwrap();
    println!("{report:?}");
    report.assert_balanced();
    report
}

fn assert_taken(report: &Report) {
    assert_eq!((report.attempted, report.delivered), (3, 3), "{report:?}");
}

/// Trusts our authority, and shows a certificate of it.
fn files(certificates: &Certificates) -> [(&'static str, String); 3] {
    [
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", certificates.named("ca.pem")),
        ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", certificates.named("client.pem")),
        ("OTEL_EXPORTER_OTLP_CLIENT_KEY", certificates.named("client.key")),
    ]
}

#[test]
fn a_proxy_reads_what_is_sent_over_http() {
    let (proxy, receiver) = (Proxy::start(None), secure::plain());
    let address = format!("http://me:s3cret@localhost:{}", proxy.port);
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        assert_taken(&send(&receiver, &[(variable, address.clone())]));
    }
    assert_eq!(proxy.asked(), vec![format!("POST {receiver}/v1/traces"); 3]);
}

#[test]
fn a_proxy_passes_on_what_it_cannot_read() {
    let (proxy, certificates) = (Proxy::start(None), Certificates::new());
    let endpoint = secure::http(&certificates, true);
    let through = ("HTTPS_PROXY", format!("http://me:s3cret@localhost:{}", proxy.port));
    assert_taken(&send(&endpoint, &[files(&certificates).as_slice(), &[through]].concat()));
    assert_eq!(proxy.asked(), [format!("CONNECT {}", endpoint.trim_start_matches("https://"))]);
}

#[test]
fn a_proxy_is_reached_over_tls_where_its_address_says_so() {
    let certificates = Certificates::new();
    let proxy = Proxy::start(Some(secure::server_config(&certificates, false)));
    let address = format!("https://me:s3cret@localhost:{}", proxy.port);
    let (plain, secure) = (secure::plain(), secure::http(&certificates, true));
    for endpoint in [&plain, &secure] {
        let through = ("ALL_PROXY", address.clone());
        assert_taken(&send(endpoint, &[files(&certificates).as_slice(), &[through]].concat()));
    }
    let post = format!("POST {plain}/v1/traces");
    assert_eq!(proxy.asked(), [post, format!("CONNECT {}", secure.trim_start_matches("https://"))]);
}

#[test]
fn a_receiver_that_needs_no_proxy_is_reached_straight() {
    let (proxy, certificates) = (Proxy::start(None), Certificates::new());
    let endpoint = secure::http(&certificates, true);
    let through = ("HTTPS_PROXY", format!("http://me:s3cret@localhost:{}", proxy.port));
    let straight = ("NO_PROXY", "other.example, localhost".to_owned());
    assert_taken(&send(&endpoint, &[files(&certificates).as_slice(), &[through, straight]].concat()));
    assert_eq!(proxy.asked(), [""; 0]);
}

#[test]
fn a_program_that_answers_requests_of_strangers_takes_no_proxy_from_them() {
    let (proxy, receiver) = (Proxy::start(None), secure::plain());
    let through = ("HTTP_PROXY", format!("http://me:s3cret@localhost:{}", proxy.port));
    // CGI gives a request's header `Proxy` as this variable.
    let cgi = ("REQUEST_METHOD", "GET".to_owned());
    assert_taken(&send(&receiver, &[through, cgi]));
    assert_eq!(proxy.asked(), [""; 0]);
}

#[test]
fn a_proxy_that_refuses_is_named_as_the_cause() {
    let (proxy, certificates) = (Proxy::start(None), Certificates::new());
    let through = ("ALL_PROXY", format!("http://me:wrong@localhost:{}", proxy.port));
    let plain = secure::plain();
    for (endpoint, cause) in [
        (&plain, "the receiver answers 407 Proxy Authentication Required"),
        (&secure::http(&certificates, true), "tunnel error: proxy authorization required"),
    ] {
        let report =
            send(endpoint, &[files(&certificates).as_slice(), std::slice::from_ref(&through)].concat());
        assert_eq!(report.dropped, [("exporter_error".to_owned(), 3)].into());
        let [failure] = report.failures.try_into().unwrap();
        assert!(failure.ends_with(cause), "{failure}");
    }
}
