//! Metrics for Prometheus: over the installation's own listener, and for a route of the program's.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};

use opentelemetry::global;
use opentelemetry_sdk::metrics::InMemoryMetricExporter;
use tracewell::{
    Telemetry,
    logs::MemorySink,
    metrics::{page, snapshot::Snapshot},
    telemetry::InstallError,
};

use super::{
    receiver::{Receiver, SOON, alone, builder, span},
    settled,
};

const OPEN: &str = "application/openmetrics-text";

/// A port that was free a moment ago.
fn port() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string()
}

fn scraped(port: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}"))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[test]
fn the_listener_shows_books_and_other_meters_until_the_installation_ends() {
    let _alone = alone();
    let port = port();
    let variables = [
        ("OTEL_TRACES_EXPORTER", "none"),
        ("OTEL_METRICS_EXPORTER", "prometheus"),
        ("OTEL_EXPORTER_PROMETHEUS_HOST", "127.0.0.1"),
        ("OTEL_EXPORTER_PROMETHEUS_PORT", &*port),
        ("OTEL_SERVICE_NAME", "till"),
    ];
    let lines = MemorySink::default();
    let builder = Telemetry::builder().environment(variables).log_sink(lines).span_exporter(Receiver::Takes);
    let telemetry = builder.install().unwrap();
    global::meter("shop").u64_counter("shop.orders").build().add(3, &[]);
    span(1);
    settled::flush(&telemetry);
    let answer = scraped(&port).unwrap();
    for part in [
        "HTTP/1.1 200 OK\r\n",
        "\nshop_orders_total{otel_scope_name=\"shop\"} 3\n",
        "service_name=\"till\"",
        "\n# TYPE otel_sdk_exporter_span_exported_total counter\n",
    ] {
        assert!(answer.contains(part), "{part} in\n{answer}");
    }
    let shown = |name| answer.lines().any(|line| line.starts_with(name) && line.ends_with(" 1"));
    assert!(shown("otel_sdk_exporter_span_exported_total{"), "{answer}");
    assert!(page(Some(OPEN)).1.contains("shop_orders_total{otel_scope_name=\"shop\"} 3\n"));
    settled::end(telemetry, SOON).unwrap();
    assert!(scraped(&port).is_err());
}

#[test]
fn a_port_that_is_taken_is_an_error_that_names_it() {
    let _alone = alone();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let variables = [
        ("OTEL_TRACES_EXPORTER", "none"),
        ("OTEL_METRICS_EXPORTER", "prometheus"),
        ("OTEL_EXPORTER_PROMETHEUS_HOST", "127.0.0.1"),
        ("OTEL_EXPORTER_PROMETHEUS_PORT", &port),
    ];
    let outcome = Telemetry::builder().environment(variables).log_sink(MemorySink::default()).install();
    let Err(InstallError::Listener { address, .. }) = outcome else { panic!("{:?}", outcome.err()) };
    assert_eq!(address, format!("127.0.0.1:{port}"));
}

#[test]
fn a_program_that_asks_for_the_page_has_it_without_an_exporter_and_beside_one_of_its_own() {
    let _alone = alone();
    let exporter = InMemoryMetricExporter::default();
    let builders = [
        builder(&MemorySink::default()).metrics_page(),
        builder(&MemorySink::default()).metrics_page().metric_exporter(exporter.clone()),
    ];
    for builder in builders {
        let telemetry = builder.install().unwrap();
        global::meter("shop").u64_counter("shop.orders").build().add(3, &[]);
        let (content_type, text) = page(Some(OPEN));
        assert!(content_type.starts_with(OPEN), "{content_type}");
        assert!(text.contains("shop_orders_total{otel_scope_name=\"shop\"} 3\n"), "{text}");
        settled::end(telemetry, SOON).unwrap();
        assert!(Snapshot::collect().scopes.is_empty());
        let (content_type, text) = page(None);
        assert!(content_type.starts_with("text/plain; version=0.0.4"), "{content_type}");
        assert!(!text.contains("shop_orders"), "{text}");
    }
    assert_eq!(exporter.get_finished_metrics().unwrap().len(), 1);
}
