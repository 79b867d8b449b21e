//! A sampler of the program's own: it is asked about every span, and its three answers are three fates.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod settled;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use opentelemetry::{
    Context, KeyValue, TraceId, global,
    trace::{Link, SpanKind, TraceContextExt, TraceState, Tracer},
};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    trace::{
        InMemorySpanExporter, SamplingDecision, SamplingResult, ShouldSample, Span, SpanData, SpanProcessor,
    },
};
use tracewell::{Telemetry, pipeline::DropReason, propagation, traced};

const SOON: Duration = Duration::from_secs(20);

/// Decides by the span's name, and keeps what it was asked.
#[derive(Clone, Debug, Default)]
struct ByName(Arc<Mutex<Vec<String>>>);

impl ShouldSample for ByName {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        _trace_id: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        _links: &[Link],
    ) -> SamplingResult {
        let parent =
            parent.map_or("none", |parent| if parent.span().is_recording() { "recorded" } else { "not" });
        let attributes: Vec<_> = attributes.iter().map(|attribute| attribute.key.as_str()).collect();
        self.0.lock().unwrap().push(format!("{name} {kind:?} {parent} {attributes:?}"));
        let decision = match name {
            "dropped" => SamplingDecision::Drop,
            "seen" => SamplingDecision::RecordOnly,
            _ => SamplingDecision::RecordAndSample,
        };
        SamplingResult {
            decision,
            attributes: vec![KeyValue::new("decided.by", "name")],
            trace_state: TraceState::from_key_value([("rule", "name")]).unwrap(),
        }
    }
}

/// Keeps the spans that it is shown.
#[derive(Clone, Debug, Default)]
struct Seen(Arc<Mutex<Vec<SpanData>>>);

impl SpanProcessor for Seen {
    fn on_start(&self, _span: &mut Span, _context: &Context) {}

    fn on_end(&self, span: SpanData) {
        self.0.lock().unwrap().push(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
}

#[traced(kind = "server", fields(order = 17))]
fn kept() {
    seen();
}

#[traced(fields(amount = 3))]
fn seen() {
    let context = Context::current();
    assert!(context.span().is_recording() && !context.span().span_context().is_sampled());
    let mut headers: HashMap<String, String> = HashMap::new();
    propagation::inject(&mut headers);
    assert!(headers["traceparent"].ends_with("-02"), "whoever is called is told that it is not sampled");
    global::tracer("raw").in_span("dropped", |context| {
        assert!(!context.span().is_recording());
        tracing::info_span!("kept below").in_scope(|| {});
    });
}

fn names(spans: &[SpanData]) -> Vec<&str> {
    spans.iter().map(|span| span.name.as_ref()).collect()
}

#[test]
fn only_what_is_sampled_is_exported_and_the_rest_is_counted() {
    let (sampler, processor, exporter) =
        (ByName::default(), Seen::default(), InMemorySpanExporter::default());
    let telemetry = Telemetry::builder()
        .environment([("OTEL_LOGS_EXPORTER", "none")])
        .custom_sampler(sampler.clone())
        .span_processor(processor.clone())
        .span_exporter(exporter.clone())
        .install()
        .unwrap();
    kept();
    tracing::info_span!("seen").in_scope(|| {});
    settled::flush(&telemetry);

    let asked = [
        r#"kept Server none ["order"]"#,
        r#"seen Internal recorded ["amount"]"#,
        "dropped Internal recorded []",
        "kept below Internal not []",
        "seen Internal none []",
    ];
    assert_eq!(*sampler.0.lock().unwrap(), asked, "children too");
    let (exported, seen) = (exporter.get_finished_spans().unwrap(), processor.0.lock().unwrap());
    assert_eq!(names(&exported), ["kept below", "kept"]);
    assert_eq!(names(&seen), ["kept below", "seen", "kept", "seen"], "what is recorded, sampled or not");
    let trace_id = exported[1].span_context.trace_id();
    assert!(seen[..3].iter().all(|span| span.span_context.trace_id() == trace_id));
    for span in seen.iter() {
        assert!(span.attributes.contains(&KeyValue::new("decided.by", "name")), "{span:?}");
        assert_eq!(span.span_context.trace_state().get("rule"), Some("name"), "{span:?}");
    }
    let books = telemetry.spans();
    assert_eq!((books.attempted, books.delivered), (5, 2));
    assert_eq!(
        (books.dropped_by(DropReason::Sampled), books.total_dropped()),
        (3, 3),
        "`seen`, twice, and `dropped`"
    );
    settled::end(telemetry, SOON).unwrap();
}
