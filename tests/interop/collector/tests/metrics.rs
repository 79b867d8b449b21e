//! The ledger as metrics, sent over each transport, as a real Collector writes it: every field.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail and report as tests do")]

use serde_json::{Value, json};
use tracewell_tests_collector::{Collector, Program, attribute, collector, without_time};

#[test]
fn http() {
    let Some(mut collector) = collector() else { return };
    let endpoint = collector.http();
    let variables = [
        ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", &*format!("{endpoint}/v1/metrics")),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
    ];
    check(&mut collector, &variables, 2);
}

#[test]
fn grpc_with_differences() {
    let Some(mut collector) = collector() else { return };
    let endpoint = collector.grpc();
    let variables = [
        ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta"),
    ];
    check(&mut collector, &variables, 1);
}

/// Makes seven spans that are delivered and nothing else; `temporality` is that of the counters, as OTLP numbers it.
fn check(collector: &mut Collector, variables: &[(&str, &str)], temporality: u8) {
    collector.start().unwrap();
    let common = [
        ("OTEL_METRICS_EXPORTER", "otlp"),
        ("OTEL_TRACES_EXPORTER", "none"),
        ("OTEL_SERVICE_NAME", "known-service"),
    ];
    let program = env!("CARGO_BIN_EXE_tracewell-tests-collector");
    let program = Program::start(program, &["burst", "7"], &[&common, variables].concat()).unwrap();
    let report = program.wait().unwrap();
    assert_eq!((report.delivered, &report.error), (7, &None), "{report:?}");
    let mut received = collector.received().unwrap().remove(0);
    assert_eq!(received.requests.len(), 1, "the interval was not over: there is the last reading only");
    let metrics = &mut received.requests[0]["resourceMetrics"][0];
    let service = attribute(&metrics["resource"], "service.name").unwrap();
    assert_eq!(*service, json!({"stringValue": "known-service"}));
    let scope = &mut metrics["scopeMetrics"][0];
    assert_eq!(scope["scope"], json!({"name": "tracewell", "version": env!("CARGO_PKG_VERSION")}));
    let mut found = std::mem::take(scope["metrics"].as_array_mut().unwrap());
    found.sort_by_key(|metric| metric["name"].to_string());
    found.iter_mut().for_each(without_times);
    assert_eq!(Value::Array(found), expected(temporality));
}

fn without_times(metric: &mut Value) {
    let points = metric["sum"]["dataPoints"].as_array_mut().unwrap();
    for point in points.iter_mut() {
        without_time(point.as_object_mut().unwrap(), false);
    }
    points.sort_by_key(|point| point["attributes"][0].to_string());
}

fn expected(temporality: u8) -> Value {
    let [passed, lost] = [
        "Records whose way through the pipeline has ended, by failure.",
        "Records whose export has ended, by failure.",
    ];
    json!([
        counter("otel.sdk.exporter.span.exported", lost, temporality,
            &[Some("exporter_error"), Some("rejected"), Some("timeout"), None]),
        counter("otel.sdk.processor.span.processed", passed, temporality,
            &[Some("already_shutdown"), Some("limit"), Some("queue_full"), None]),
        queue("otel.sdk.processor.span.queue.capacity", "Records that may wait.", 65_536),
        queue("otel.sdk.processor.span.queue.size", "Records that wait.", 0),
        {
            "name": "tracewell.span.sampled_out",
            "description": "Records that sampling decided against.",
            "unit": "{span}",
            "sum": {
                "aggregationTemporality": temporality,
                "isMonotonic": true,
                "dataPoints": [{"attributes": attributes(None), "asInt": "0"}],
            },
        },
    ])
}

/// A counter that is 7 for what went well, and 0 for each failure.
fn counter(name: &str, description: &str, temporality: u8, failures: &[Option<&str>]) -> Value {
    let point = |failure: Option<&str>| {
        let value = if failure.is_none() { "7" } else { "0" };
        json!({"attributes": attributes(failure), "asInt": value})
    };
    let points: Vec<_> = failures.iter().copied().map(point).collect();
    json!({
        "name": name,
        "description": description,
        "unit": "{span}",
        "sum": {"aggregationTemporality": temporality, "isMonotonic": true, "dataPoints": points},
    })
}

/// What goes up and down is a total, whatever counters are.
fn queue(name: &str, description: &str, value: u32) -> Value {
    json!({
        "name": name,
        "description": description,
        "unit": "{span}",
        "sum": {
            "aggregationTemporality": 2,
            "dataPoints": [{"attributes": attributes(None), "asInt": value.to_string()}],
        },
    })
}

fn attributes(failure: Option<&str>) -> Value {
    let text = |key: &str, value: &str| json!({"key": key, "value": {"stringValue": value}});
    let failure = failure.map(|failure| text("error.type", failure));
    let component = [
        text("otel.component.name", "tracewell::pipeline/0"),
        text("otel.component.type", "tracewell::pipeline"),
    ];
    failure.into_iter().chain(component).collect()
}
