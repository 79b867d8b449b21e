//! Known log records, sent over each transport, as a real Collector writes them: every field.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail and report as tests do")]

use serde_json::{Value, json};
use tracewell_tests_collector::{Collector, Program, collector};

#[test]
fn http() {
    let Some(mut collector) = collector() else { return };
    let endpoint = collector.http();
    check(&mut collector, &[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]);
}

#[test]
fn grpc() {
    let Some(mut collector) = collector() else { return };
    let endpoint = collector.grpc();
    let variables = [
        ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
    ];
    check(&mut collector, &variables);
}

#[test]
fn attributes_over_the_limit_are_a_number_in_the_field_for_it() {
    let Some(mut collector) = collector() else { return };
    let endpoint = collector.http();
    let variables =
        [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT", "3")];
    let expected = expected().map(|mut record| {
        let attributes = record.get_mut("attributes").and_then(Value::as_array_mut);
        if let Some(attributes) = attributes.filter(|attributes| attributes.len() > 3) {
            attributes.truncate(3);
            record["droppedAttributesCount"] = json!(1);
        }
        record
    });
    assert_eq!(received(&mut collector, &variables), expected);
}

fn check(collector: &mut Collector, variables: &[(&str, &str)]) {
    assert_eq!(received(collector, variables), expected());
}

/// Sends the known records, and returns what the Collector wrote, but for the times.
fn received(collector: &mut Collector, variables: &[(&str, &str)]) -> Vec<Value> {
    collector.start().unwrap();
    let common = [
        ("OTEL_LOGS_EXPORTER", "otlp"),
        ("OTEL_TRACES_EXPORTER", "none"),
        ("OTEL_SERVICE_NAME", "known-service"),
    ];
    let program = env!("CARGO_BIN_EXE_tracewell-tests-collector");
    let program = Program::start(program, &["logs"], &[&common, variables].concat()).unwrap();
    let report = program.wait().unwrap();
    assert_eq!((report.attempted, report.delivered, &report.error), (3, 3, &None), "{report:?}");
    let mut request = collector.received().unwrap().remove(0).requests.remove(0);
    let logs = &mut request["resourceLogs"][0];
    let service = tracewell_tests_collector::attribute(&logs["resource"], "service.name").unwrap();
    assert_eq!(*service, json!({"stringValue": "known-service"}));
    let scopes = logs["scopeLogs"].as_array_mut().unwrap();
    assert_eq!(scopes.len(), 1, "{scopes:#?}");
    assert_eq!(scopes[0]["scope"], json!({"name": "tracewell_tests_collector::known"}));
    let mut records = std::mem::take(scopes[0]["logRecords"].as_array_mut().unwrap());
    records.sort_by_key(|record| record["timeUnixNano"].as_str().unwrap().to_owned());
    records.iter_mut().for_each(without_times);
    records
}

fn without_times(record: &mut Value) {
    let fields = record.as_object_mut().unwrap();
    let time = fields.remove("timeUnixNano").unwrap();
    assert!(time.as_str().unwrap() <= fields.remove("observedTimeUnixNano").unwrap().as_str().unwrap());
}

/// The first two in the caller's span, the last outside of all.
fn expected() -> [Value; 3] {
    let (trace, span) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
    let failed = json!({
        "severityNumber": 17,
        "severityText": "ERROR",
        "eventName": "order_failed",
        "body": {"stringValue": "order_failed"},
        "attributes": [
            {"key": "order.id", "value": {"intValue": "7"}},
            {"key": "rush", "value": {"boolValue": true}},
            {"key": "share", "value": {"doubleValue": 0.25}},
            {"key": "reason", "value": {"stringValue": "no \"stock\"\n\u{1F980}"}},
        ],
        "flags": 1,
        "traceId": trace,
        "spanId": span,
    });
    let loaded = json!({
        "severityNumber": 9,
        "severityText": "INFO",
        "body": {"stringValue": "loaded orders"},
        "attributes": [{"key": "rows", "value": {"intValue": "3"}}],
        "flags": 1,
        "traceId": trace,
        "spanId": span,
    });
    let low = json!({
        "severityNumber": 13,
        "severityText": "WARN",
        "eventName": "stock_low",
        "body": {"stringValue": "stock_low"},
    });
    [failed, loaded, low]
}
