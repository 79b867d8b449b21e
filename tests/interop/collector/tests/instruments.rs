//! Instruments, our own and those of OpenTelemetry's API, as a real Collector writes what they show: every field.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail and report as tests do")]

use serde_json::{Map, Value, json};
use tracewell_tests_collector::{Collector, Program, collector, without_time};

#[test]
fn http() {
    let Some(mut collector) = collector() else { return };
    let endpoint = format!("{}/v1/metrics", collector.http());
    check(&mut collector, &[("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", &endpoint)]);
}

#[test]
fn grpc() {
    let Some(mut collector) = collector() else { return };
    let endpoint = collector.grpc();
    let variables = [
        ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
    ];
    check(&mut collector, &variables);
}

fn check(collector: &mut Collector, variables: &[(&str, &str)]) {
    collector.start().unwrap();
    // There are spans, for exemplars, but not in what the Collector writes.
    let common = [("OTEL_METRICS_EXPORTER", "otlp"), ("OTEL_TRACES_EXPORTER", "console")];
    let program = env!("CARGO_BIN_EXE_tracewell-tests-collector");
    let program = Program::start(program, &["measured"], &[&common, variables].concat()).unwrap();
    assert_eq!(program.wait().unwrap().error, None);
    let mut received = collector.received().unwrap().remove(0);
    let scopes = received.requests[0]["resourceMetrics"][0]["scopeMetrics"].as_array_mut().unwrap();
    assert_eq!(metrics_of(scopes, "known", "1.2.3"), instruments());
    let ours = metrics_of(scopes, "tracewell-tests-collector", env!("CARGO_PKG_VERSION"));
    assert_eq!(ours, our_instruments());
}

/// Returns the metrics of a scope by name, without times.
fn metrics_of(scopes: &mut [Value], name: &str, version: &str) -> Value {
    let scope = scopes.iter_mut().find(|scope| scope["scope"]["name"] == name).unwrap();
    assert_eq!(scope["scope"], json!({"name": name, "version": version}));
    let mut found = std::mem::take(scope["metrics"].as_array_mut().unwrap());
    found.sort_by_key(|metric| metric["name"].to_string());
    for metric in &mut found {
        let kinds = ["sum", "gauge", "histogram", "exponentialHistogram", "summary"];
        let kind = kinds.into_iter().find(|kind| metric.get(kind).is_some());
        let points = metric[kind.unwrap()]["dataPoints"].as_array_mut().unwrap();
        for point in points.iter_mut().map(|point| point.as_object_mut().unwrap()) {
            without_time(point, kind == Some("gauge"));
            without_chance(point);
        }
        points.sort_by_key(|point| point["attributes"].to_string());
    }
    Value::Array(found)
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

/// What `src/instruments.rs` measures.
fn our_instruments() -> Value {
    let data = [
        ("fill", "1", "gauge", json!({"dataPoints": [{"asDouble": 0.25}]})),
        ("open", "{order}", "sum", json!({"aggregationTemporality": 2, "dataPoints": [{"asInt": "-3"}]})),
        ("paid", "{EUR}", "sum", paid()),
        ("shelves", "{shelf}", "gauge", json!({"dataPoints": [{"asInt": "7"}]})),
        ("size", "By", "summary", json!({"dataPoints": [size()]})),
        ("wait", "s", "histogram", json!({"aggregationTemporality": 2, "dataPoints": [wait()]})),
        ("work", "s", "exponentialHistogram", json!({"aggregationTemporality": 2, "dataPoints": [work()]})),
    ];
    let metric = |(name, unit, kind, data): (&str, &str, &str, Value)| {
        let description = name[..1].to_uppercase() + &name[1..] + ".";
        json!({"name": format!("ours.{name}"), "description": description, "unit": unit, kind: data})
    };
    data.into_iter().map(metric).collect()
}

fn paid() -> Value {
    let text = |key: &str, value: &str| json!({"key": key, "value": {"stringValue": value}});
    let point = |value: f64, branch: &str, rush: &str, tier: &str, status: Option<Value>| {
        let texts = [text("branch", branch), text("order.rush", rush), text("order.tier", tier)];
        let attributes: Vec<_> = texts.into_iter().chain(status).collect();
        json!({"attributes": attributes, "asDouble": value})
    };
    let created = json!({"key": "status", "value": {"intValue": "201"}});
    json!({
        "aggregationTemporality": 2,
        "isMonotonic": true,
        "dataPoints": [
            point(2.5, "Ulm", "true", "gold", Some(created)),
            point(0.5, "__other__", "false", "not so gold", None),
        ],
    })
}

fn size() -> Value {
    let quantiles = json!([{"value": 1}, {"quantile": 0.5, "value": "about 2"}, {"quantile": 1, "value": 4}]);
    json!({"count": "3", "sum": 7, "quantileValues": quantiles})
}

fn wait() -> Value {
    json!({
        "bucketCounts": ["2", "0", "1"],
        "count": "3",
        "exemplars": [{"asDouble": 4}],
        "explicitBounds": [0.5, 1],
        "max": 4,
        "min": 0.25,
        "sum": 4.75,
    })
}

/// 1, 2 and 4 are the upper ends of their buckets, of which there are 64 from each to the next.
fn work() -> Value {
    let counts: Vec<_> = (0..=128).map(|bucket| if bucket % 64 == 0 { "1" } else { "0" }).collect();
    json!({
        "scale": 6,
        "zeroCount": "1",
        "positive": {"offset": -1, "bucketCounts": counts},
        "negative": {},
        "count": "4",
        "max": 4,
        "min": 0,
        "sum": 7,
    })
}

/// Takes away from a point what differs from run to run, once it is there and right: the ids of its exemplar, and the
/// median, which is an estimate.
fn without_chance(point: &mut Map<String, Value>) {
    for exemplar in point.get_mut("exemplars").and_then(Value::as_array_mut).into_iter().flatten() {
        let exemplar = exemplar.as_object_mut().unwrap();
        for (name, length) in [("traceId", 32), ("spanId", 16), ("timeUnixNano", 19)] {
            assert_eq!(exemplar.remove(name).unwrap().as_str().unwrap().len(), length);
        }
    }
    for quantile in point.get_mut("quantileValues").and_then(Value::as_array_mut).into_iter().flatten() {
        // Half a bucket of base 2^(1/32).
        if (quantile["value"].as_f64().unwrap() / 2.0 - 1.0).abs() < 0.011 {
            quantile["value"] = json!("about 2");
        }
    }
}
