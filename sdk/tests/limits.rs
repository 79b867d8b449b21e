//! Limits that the environment sets, as spans and log records show them.

mod settled;

use std::time::Duration;

use opentelemetry_sdk::{logs::InMemoryLogExporter, trace::InMemorySpanExporter};
use tracewell::{
    Telemetry,
    opentelemetry::{
        Key, KeyValue, global,
        logs::AnyValue,
        trace::{Link, Span, SpanContext, SpanId, TraceFlags, TraceId, TraceState, Tracer},
    },
};

const LIMITS: [(&str, &str); 8] = [
    ("OTEL_ATTRIBUTE_COUNT_LIMIT", "9"),
    ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "2"),
    ("OTEL_SPAN_EVENT_COUNT_LIMIT", "1"),
    ("OTEL_SPAN_LINK_COUNT_LIMIT", "1"),
    ("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "1"),
    ("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", "0"),
    ("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT", "1"),
    ("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "4"),
];

fn numbered(count: i64) -> Vec<KeyValue> {
    let text = |number: i64| KeyValue::new(format!("text.{number}"), "naïve!");
    (0..count).map(text).collect()
}

fn make() {
    let context =
        SpanContext::new(TraceId::from(7), SpanId::from(9), TraceFlags::SAMPLED, true, TraceState::NONE);
    let link = || Link::new(context.clone(), numbered(2), 0);
    let tracer = global::tracer("limits");
    let builder = tracer.span_builder("work").with_links(vec![link(), link()]).with_attributes(numbered(3));
    let mut span = builder.start(&tracer);
    span.add_event("first", numbered(3));
    span.add_event("second", Vec::new());
    span.end();
    tracewell::info!("worked", text = "naïve!", number = 1, more = 2);
}

#[test]
fn what_is_over_is_counted_and_what_is_long_is_cut() {
    let (spans, logs) = (InMemorySpanExporter::default(), InMemoryLogExporter::default());
    let builder =
        Telemetry::builder().environment(LIMITS.into_iter().chain([("OTEL_LOGS_EXPORTER", "none")]));
    let telemetry = builder.span_exporter(spans.clone()).log_exporter(logs.clone()).install().unwrap();
    make();
    settled::flush(&telemetry);

    let [span] = spans.get_finished_spans().unwrap().try_into().unwrap();
    assert_eq!((span.attributes.len(), span.dropped_attributes_count), (2, 1));
    assert_eq!(span.attributes[0].value.as_str(), "naïv");
    assert_eq!((span.events.len(), span.events.dropped_count), (1, 1));
    assert_eq!((span.events[0].attributes.len(), span.events[0].dropped_attributes_count), (1, 2));
    assert_eq!(span.events[0].attributes[0].value.as_str(), "naïv");
    assert_eq!((span.links.len(), span.links.dropped_count), (1, 1));
    assert_eq!((span.links[0].attributes.len(), span.links[0].dropped_attributes_count), (0, 2));

    let records = logs.get_emitted_logs().unwrap();
    let attributes: Vec<_> = records[0].record.attributes_iter().cloned().collect();
    let expected: [(Key, AnyValue); 2] =
        [("text".into(), "naïv".into()), ("otel.dropped_attributes_count".into(), 2.into())];
    assert_eq!((records.len(), attributes), (1, expected.to_vec()));
    assert_eq!((telemetry.spans().delivered, telemetry.logs().exported.delivered), (1, 1));
    settled::end(telemetry, Duration::from_secs(5)).unwrap();
}
