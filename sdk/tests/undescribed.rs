//! What a span begins with is asked for where the sampler may want it, and not where the span is dropped without.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod settled;

use std::{
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    time::Duration,
};

use opentelemetry::{
    Context, KeyValue, TraceId,
    trace::{Link, SpanKind, TraceState},
};
use opentelemetry_sdk::trace::{
    InMemorySpanExporter, Sampler, SamplingDecision, SamplingResult, ShouldSample,
};
use tracewell::{Telemetry, traced};

static DESCRIBED: AtomicUsize = AtomicUsize::new(0);

fn describe() -> i64 {
    DESCRIBED.fetch_add(1, SeqCst);
    17
}

#[traced(fields(order.id = describe()))]
fn checkout() {}

/// Keeps spans that say of which order they are.
#[derive(Clone, Debug)]
struct OfOrders;

impl ShouldSample for OfOrders {
    fn should_sample(
        &self,
        _parent: Option<&Context>,
        _trace_id: TraceId,
        _name: &str,
        _kind: &SpanKind,
        attributes: &[KeyValue],
        _links: &[Link],
    ) -> SamplingResult {
        let is_of_one = attributes.iter().any(|attribute| attribute.key.as_str() == "order.id");
        let decision = if is_of_one { SamplingDecision::RecordAndSample } else { SamplingDecision::Drop };
        SamplingResult { decision, attributes: Vec::new(), trace_state: TraceState::NONE }
    }
}

/// Returns how many of ten roots were described, and how many arrived.
fn roots(sampler: Sampler) -> (usize, usize) {
    let exporter = InMemorySpanExporter::default();
    let builder = Telemetry::builder().environment([("OTEL_LOGS_EXPORTER", "none")]).without_subscriber();
    let telemetry = builder.sampler(sampler).span_exporter(exporter.clone()).install().unwrap();
    DESCRIBED.store(0, SeqCst);
    (0..10).for_each(|_| checkout());
    settled::flush(&telemetry);
    let arrived = exporter.get_finished_spans().unwrap();
    assert!(arrived.iter().all(|span| span.attributes == [KeyValue::new("order.id", 17)]), "{arrived:?}");
    settled::end(telemetry, Duration::from_secs(20)).unwrap();
    (DESCRIBED.load(SeqCst), arrived.len())
}

#[test]
fn a_root_is_described_to_samplers_that_may_look_and_where_it_is_kept() {
    assert_eq!(roots(Sampler::AlwaysOff), (0, 0));
    assert_eq!(roots(Sampler::TraceIdRatioBased(0.0)), (0, 0));
    assert_eq!(roots(Sampler::AlwaysOn), (10, 10));
    assert_eq!(roots(Sampler::ParentBased(Box::new(OfOrders))), (10, 10), "one of the program's own looks");
}
