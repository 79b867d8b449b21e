//! The ledger as metrics, sent over each transport, as a real Collector writes it: every field.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail and report as tests do")]

use serde_json::{Map, Value, json};
use tracewell_tests_collector::{Collector, Program, attribute, collector};

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

#[test]
fn instruments_over_http() {
    let Some(mut collector) = collector() else { return };
    let endpoint = format!("{}/v1/metrics", collector.http());
    check_instruments(&mut collector, &[("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", &endpoint)]);
}

#[test]
fn instruments_over_grpc() {
    let Some(mut collector) = collector() else { return };
    let endpoint = collector.grpc();
    let variables = [
        ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
    ];
    check_instruments(&mut collector, &variables);
}

fn check_instruments(collector: &mut Collector, variables: &[(&str, &str)]) {
    collector.start().unwrap();
    let common = [("OTEL_METRICS_EXPORTER", "otlp"), ("OTEL_TRACES_EXPORTER", "none")];
    let program = env!("CARGO_BIN_EXE_tracewell-tests-collector");
    let program = Program::start(program, &["measured"], &[&common, variables].concat()).unwrap();
    assert_eq!(program.wait().unwrap().error, None);
    let mut received = collector.received().unwrap().remove(0);
    let scopes = received.requests[0]["resourceMetrics"][0]["scopeMetrics"].as_array_mut().unwrap();
    let scope = scopes.iter_mut().find(|scope| scope["scope"]["name"] == "known").unwrap();
    assert_eq!(scope["scope"], json!({"name": "known", "version": "1.2.3"}));
    let mut found = std::mem::take(scope["metrics"].as_array_mut().unwrap());
    found.sort_by_key(|metric| metric["name"].to_string());
    for metric in &mut found {
        let kind = ["sum", "gauge", "histogram"].into_iter().find(|kind| metric.get(kind).is_some());
        let points = metric[kind.unwrap()]["dataPoints"].as_array_mut().unwrap();
        let times = points.iter_mut().map(|point| point.as_object_mut().unwrap());
        times.for_each(|point| without_time(point, kind == Some("gauge")));
    }
    assert_eq!(Value::Array(found), instruments());
}

fn instruments() -> Value {
    let value = |kind: &str, value: Value| json!({kind: value});
    let attribute = |key: &str, value: Value| json!({"key": key, "value": value});
    json!([
        {
            "name": "known.fill",
            "unit": "1",
            "gauge": {"dataPoints": [{
                "attributes": [attribute("shelf", value("intValue", json!("7")))],
                "asDouble": 0.25,
            }]},
        },
        {
            "name": "known.open",
            "unit": "{order}",
            "sum": {"aggregationTemporality": 2, "dataPoints": [{"asInt": "-3"}]},
        },
        {
            "name": "known.paid",
            "description": "Paid.",
            "unit": "EUR",
            "sum": {
                "aggregationTemporality": 2,
                "isMonotonic": true,
                "dataPoints": [{
                    "attributes": [
                        attribute("order.rush", value("boolValue", json!(true))),
                        attribute("order.tier", value("stringValue", json!("gold"))),
                    ],
                    "asDouble": 2.5,
                }],
            },
        },
        {
            "name": "known.wait",
            "unit": "s",
            "histogram": {"aggregationTemporality": 2, "dataPoints": [{
                "bucketCounts": ["2", "0", "1"],
                "count": "3",
                "explicitBounds": [0.5, 1],
                "max": 4,
                "min": 0.25,
                "sum": 4.75,
            }]},
        },
    ])
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

/// Takes away the times of a point, which end after they begin, and sorts its attributes; a gauge has no beginning.
fn without_time(point: &mut Map<String, Value>, is_gauge: bool) {
    let [start, time] = ["startTimeUnixNano", "timeUnixNano"].map(|name| point.remove(name));
    assert_eq!(start.is_none(), is_gauge, "{point:?}");
    if let Some(start) = start {
        assert!(start.as_str().unwrap() <= time.unwrap().as_str().unwrap());
    }
    if let Some(attributes) = point.get_mut("attributes").and_then(Value::as_array_mut) {
        attributes.sort_by_key(|attribute| attribute["key"].to_string());
    }
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
