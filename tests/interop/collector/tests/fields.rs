//! Known spans, sent over each transport, as a real Collector writes them: every field.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail and report as tests do")]

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tracewell_tests_collector::{Collector, Program, attribute, collector};

const RESOURCE: &str = "service.namespace=shop,deployment.environment.name=a%20test";

/// Sends the known spans, and returns what the Collector has written of them.
fn send(collector: &mut Collector, variables: &[(&str, &str)]) -> Value {
    collector.start().unwrap();
    let common = [("OTEL_SERVICE_NAME", "known-service"), ("OTEL_RESOURCE_ATTRIBUTES", RESOURCE)];
    let variables = [&common, variables].concat();
    let report = Program::start(env!("CARGO_BIN_EXE_tracewell-tests-collector"), &["known"], &variables)
        .and_then(Program::wait)
        .unwrap();
    assert_eq!((report.attempted, report.delivered, &report.error), (3, 3, &None), "{report:?}");
    let mut received = collector.received().unwrap();
    assert_eq!(received.len(), 1);
    let mut requests = received.remove(0).requests;
    assert_eq!(requests.len(), 1, "{requests:#?}");
    requests.remove(0)
}

#[test]
fn http() {
    let Some(mut collector) = collector() else { return };
    let endpoint = collector.http();
    check(send(&mut collector, &[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]));
}

#[test]
fn http_with_gzip() {
    let Some(mut collector) = collector() else { return };
    let endpoint = format!("{}/v1/traces", collector.http());
    let variables = [
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=a%20b"),
    ];
    check(send(&mut collector, &variables));
}

#[test]
fn grpc() {
    let Some(mut collector) = collector() else { return };
    let endpoint = collector.grpc();
    let variables =
        [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")];
    check(send(&mut collector, &variables));
}

#[test]
fn grpc_with_gzip() {
    let Some(mut collector) = collector() else { return };
    let endpoint = collector.grpc();
    let variables = [
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=a%20b"),
    ];
    check(send(&mut collector, &variables));
}

/// Compares a whole request with what it must be; only identifiers and times of the run are taken out before.
fn check(mut request: Value) {
    let resource = &mut request["resourceSpans"][0];
    check_resource(resource["resource"].take());
    let mut scopes = std::mem::take(resource["scopeSpans"].as_array_mut().unwrap());
    scopes.sort_by_key(|scope| scope["scope"]["name"] != "known");
    assert_eq!(scopes.len(), 2, "{scopes:#?}");
    let mut spans: Vec<_> =
        scopes.iter_mut().flat_map(|scope| std::mem::take(scope["spans"].as_array_mut().unwrap())).collect();
    assert_eq!(scopes[0], json!({"scope": {"name": "known", "version": "1.2.3"}, "spans": []}));
    assert_eq!(scopes[1]["scope"], json!({"name": "tracewell_tests_collector::known"}));
    spans.sort_by_key(|span| span["startTimeUnixNano"].as_str().unwrap().to_owned());
    check_order(&spans);
    let taken = spans.iter_mut().map(without_run).collect::<Vec<_>>();
    assert_eq!(taken, [server(), load(), client()]);
    resource["scopeSpans"].take();
    assert_eq!(*resource, json!({"resource": null, "scopeSpans": null}));
}

fn check_resource(mut resource: Value) {
    resource["attributes"].as_array_mut().unwrap().sort_by_key(|attribute| attribute["key"].to_string());
    let version = attribute(&resource, "telemetry.sdk.version").cloned().unwrap();
    assert!(version["stringValue"].as_str().unwrap().starts_with("0."), "{version}");
    let expected = json!({"attributes": [
        {"key": "deployment.environment.name", "value": {"stringValue": "a test"}},
        {"key": "service.name", "value": {"stringValue": "known-service"}},
        {"key": "service.namespace", "value": {"stringValue": "shop"}},
        {"key": "telemetry.sdk.language", "value": {"stringValue": "rust"}},
        {"key": "telemetry.sdk.name", "value": {"stringValue": "opentelemetry"}},
        {"key": "telemetry.sdk.version", "value": version},
    ]});
    assert_eq!(resource, expected);
}

/// Each span lies within its parent, and its events within it; nothing is older than a minute.
fn check_order(spans: &[Value]) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    assert!(nanoseconds(&spans[0]["startTimeUnixNano"]) > now.as_nanos() - 60_000_000_000);
    assert!(nanoseconds(&spans[0]["endTimeUnixNano"]) <= now.as_nanos());
    for [outer, inner] in spans.array_windows() {
        assert_eq!(inner["parentSpanId"], outer["spanId"]);
        assert!(nanoseconds(&outer["startTimeUnixNano"]) <= nanoseconds(&inner["startTimeUnixNano"]));
        assert!(nanoseconds(&inner["endTimeUnixNano"]) <= nanoseconds(&outer["endTimeUnixNano"]));
    }
    for span in spans {
        let time = nanoseconds(&span["startTimeUnixNano"])..=nanoseconds(&span["endTimeUnixNano"]);
        for event in span["events"].as_array().into_iter().flatten() {
            assert!(time.contains(&nanoseconds(&event["timeUnixNano"])), "{span:#}");
        }
    }
    let slept = nanoseconds(&spans[2]["endTimeUnixNano"]) - nanoseconds(&spans[2]["startTimeUnixNano"]);
    assert!(slept >= 2_000_000, "{slept}");
}

fn nanoseconds(time: &Value) -> u128 {
    time.as_str().unwrap().parse().unwrap()
}

/// Takes out what differs from run to run.
fn without_run(span: &mut Value) -> Value {
    let fields = span.as_object_mut().unwrap();
    let id = fields.remove("spanId").unwrap();
    assert!(id.as_str().unwrap().len() == 16 && id != "0000000000000000", "{id}");
    let parent = fields.remove("parentSpanId").unwrap();
    assert_eq!(parent == "b7ad6b7169203331", fields["name"] == "GET /orders", "{fields:#?}");
    fields.remove("startTimeUnixNano");
    fields.remove("endTimeUnixNano");
    for event in fields.get_mut("events").and_then(Value::as_array_mut).into_iter().flatten() {
        event.as_object_mut().unwrap().remove("timeUnixNano");
    }
    span.take()
}

/// 0x301: sampled, and the parent is known to be remote.
fn server() -> Value {
    json!({
        "traceId": "0af7651916cd43dd8448eb211c80319c",
        "traceState": "one=1,other=2",
        "flags": 0x301,
        "name": "GET /orders",
        "kind": 2,
        "attributes": [
            {"key": "text", "value": {"stringValue": "naïve \"quoted\"\n\u{1F980}"}},
            {"key": "empty", "value": {"stringValue": ""}},
            {"key": "yes", "value": {"boolValue": true}},
            {"key": "least", "value": {"intValue": "-9223372036854775808"}},
            {"key": "pi", "value": {"doubleValue": 3.25}},
            {"key": "texts", "value": {"arrayValue": {"values": [{"stringValue": "a"}, {"stringValue": "b"}]}}},
            {"key": "flags", "value": {"arrayValue": {"values": [{"boolValue": true}, {"boolValue": false}]}}},
            {"key": "numbers", "value": {"arrayValue": {"values": [{"intValue": "1"}, {"intValue": "-2"}]}}},
            {"key": "fractions", "value": {"arrayValue": {"values": [{"doubleValue": 0.5}, {"doubleValue": -1.25}]}}},
        ],
        "events": [{"name": "loaded", "attributes": [
            {"key": "rows", "value": {"intValue": "3"}},
            {"key": "table", "value": {"stringValue": "orders"}},
        ]}],
        "links": [{
            "traceId": "0000000000000000000000000000abcd",
            "spanId": "00000000000000ef",
            "traceState": "linked=yes",
            "flags": 0x301,
            "attributes": [{"key": "why", "value": {"stringValue": "batch"}}],
        }],
        "status": {"code": 1},
    })
}

/// 0x101: sampled, and the parent is known to be of this process.
fn load() -> Value {
    json!({
        "traceId": "0af7651916cd43dd8448eb211c80319c",
        "traceState": "one=1,other=2",
        "flags": 0x101,
        "name": "load",
        "kind": 1,
        "attributes": [
            {"key": "order.id", "value": {"intValue": "7"}},
            {"key": "order.rush", "value": {"boolValue": true}},
            {"key": "order.tier", "value": {"stringValue": "gold"}},
        ],
        "status": {},
    })
}

fn client() -> Value {
    json!({
        "traceId": "0af7651916cd43dd8448eb211c80319c",
        "traceState": "one=1,other=2",
        "flags": 0x101,
        "name": "POST",
        "kind": 3,
        "attributes": [{"key": "error.type", "value": {"stringValue": "std::io::Error"}}],
        "events": [{"name": "exception", "attributes": [
            {"key": "exception.type", "value": {"stringValue": "std::io::Error"}},
            {"key": "exception.message", "value": {"stringValue": "no answer"}},
        ]}],
        "status": {"code": 2, "message": "no answer"},
    })
}
