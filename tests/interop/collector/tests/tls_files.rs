//! Files for TLS that cannot be used: the installation fails, and says which variable, which file, and why.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod certificates;

use certificates::Certificates;

/// Returns what an installation says that is told of these files.
fn said(certificates: &Certificates, protocol: &str, files: &[(&str, &str)]) -> String {
    let mut variables = vec![
        ("OTEL_LOGS_EXPORTER", "none".to_owned()),
        ("OTEL_METRICS_EXPORTER", "none".to_owned()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://localhost:4318".to_owned()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol.to_owned()),
    ];
    variables.extend(files.iter().map(|(setting, name)| (*setting, certificates.named(name))));
    let error = tracewell::Telemetry::builder().environment(variables).install().map(drop).unwrap_err();
    error.to_string().replace(&certificates.named(""), "")
}

fn check(files: &[(&str, &str)], expected: &str) {
    let certificates = Certificates::new();
    certificates.write("empty.pem", "");
    certificates.write("torn.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    certificates.write("garbage.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    for protocol in ["http/protobuf", "grpc"] {
        let said = said(&certificates, protocol, files);
        assert!(said.starts_with(expected), "{protocol}: {said}");
    }
}

const CA: &str = "OTEL_EXPORTER_OTLP_CERTIFICATE";
const CERTIFICATE: &str = "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE";
const KEY: &str = "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY";

#[test]
fn a_file_that_is_not_there() {
    check(&[(CA, "absent.pem")], "OTEL_EXPORTER_OTLP_CERTIFICATE=\"absent.pem\" is not usable: No such file");
}

#[test]
fn a_file_without_a_certificate() {
    let start = "OTEL_EXPORTER_OTLP_CERTIFICATE";
    check(
        &[(CA, "empty.pem")],
        &format!("{start}=\"empty.pem\" is not usable: it holds no certificate in PEM"),
    );
    check(
        &[(CA, "client.key")],
        &format!("{start}=\"client.key\" is not usable: it holds no certificate in PEM"),
    );
    check(&[(CA, "torn.pem")], &format!("{start}=\"torn.pem\" is not usable: "));
    check(&[(CA, "garbage.pem")], &format!("{start}=\"garbage.pem\" is not usable: "));
}

#[test]
fn a_client_without_a_certificate_or_key() {
    check(
        &[(CA, "ca.pem"), (CERTIFICATE, "client.key"), (KEY, "client.key")],
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE=\"client.key\" is not usable: it holds no certificate in PEM",
    );
    check(
        &[(CA, "ca.pem"), (CERTIFICATE, "client.pem"), (KEY, "client.pem")],
        "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY=\"client.pem\" is not usable: it holds no private key in PEM",
    );
    check(
        &[(CA, "ca.pem"), (CERTIFICATE, "client.pem"), (KEY, "absent.key")],
        "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY=\"absent.key\" is not usable: No such file",
    );
}

#[test]
fn a_key_of_another_certificate() {
    check(
        &[(CA, "ca.pem"), (CERTIFICATE, "client.pem"), (KEY, "server.key")],
        "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY=\"server.key\" is not usable: it does not belong to the certificate of \
         OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE=\"client.pem\"",
    );
}
