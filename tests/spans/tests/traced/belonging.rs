//! Whose child a span is, and what it links to.

use futures_util::FutureExt;
use tests_spans::{Spans, current, spans_of};
use tracewell::{
    opentelemetry::{
        Context, SpanId, TraceFlags, TraceId,
        trace::{SpanContext, SpanKind, TraceContextExt, TraceState},
    },
    traced,
};

#[traced]
fn outer() {
    inner();
    middle().now_or_never();
}

#[traced(name = "the middle", kind = "client")]
async fn middle() {
    inner();
}

#[traced(kind = SpanKind::Server)]
fn inner() {}

#[test]
fn functions_nest_as_they_call_each_other() {
    let spans = spans_of(outer);
    assert_eq!(spans.tree(), "outer\n  inner\n  the middle\n    inner\n");
    assert_eq!(spans.get("the middle").span_kind, SpanKind::Client);
    let scope = &spans.get("outer").instrumentation_scope;
    assert_eq!((scope.name(), scope.version()), ("tracewell-tests-spans", Some("0.1.0")));
}

#[traced(root)]
fn begins_anew() -> TraceId {
    below();
    current().0
}

#[traced]
fn below() {}

#[test]
fn a_root_begins_a_trace_of_its_own() {
    let mut trace = TraceId::INVALID;
    let mut around = TraceId::INVALID;
    let spans = spans_of(|| {
        trace = begins_anew();
        around = current().0;
    });
    assert_eq!(spans.tree(), "");
    assert_ne!(trace, around);
    let spans = Spans::of(trace);
    assert_eq!(spans.get("begins_anew").parent_span_id, SpanId::INVALID);
    assert_eq!(spans.get("below").parent_span_id, spans.get("begins_anew").span_context.span_id());
}

struct Message {
    context: Context,
    origin: Option<SpanContext>,
}

#[traced(parent = message.context, links = message.origin)]
fn process(message: Message) {
    drop(message);
}

#[traced(parent = origin)]
async fn process_remote(origin: SpanContext) {
    let _ = origin;
}

fn remote(span: u64) -> SpanContext {
    let trace = TraceId::from(0xabc_u128);
    SpanContext::new(trace, SpanId::from(span), TraceFlags::SAMPLED, true, TraceState::NONE)
}

#[test]
fn a_parent_can_be_said_as_context_or_as_identifiers() {
    let mut elsewhere = (TraceId::INVALID, SpanId::INVALID);
    let first = spans_of(|| {
        elsewhere = current();
        let message = Message { context: Context::current(), origin: Some(remote(5)) };
        spans_of(|| process(message));
        process_remote(remote(6)).now_or_never();
    });
    let process = first.get("process");
    assert_eq!((process.span_context.trace_id(), process.parent_span_id), elsewhere);
    assert_eq!(process.links.links[0].span_context, remote(5));
    let continued = first.get("process_remote");
    assert_eq!(continued.parent_span_id, SpanId::from(6_u64));
    assert_eq!(continued.span_context.trace_id(), remote(6).trace_id());
    assert!(continued.parent_span_is_remote);
}

#[traced(links = batch.iter().map(|message| message.context.clone()).collect::<Vec<_>>())]
fn process_batch(batch: &[Message]) {
    let _ = batch;
}

#[test]
fn each_message_of_a_batch_can_be_linked() {
    let contexts = [remote(1), SpanContext::NONE, remote(2)];
    let batch = contexts
        .map(|context| Message { context: Context::new().with_remote_span_context(context), origin: None });
    let spans = spans_of(|| process_batch(&batch));
    let links = &spans.get("process_batch").links.links;
    let linked: Vec<_> = links.iter().map(|link| link.span_context.span_id()).collect();
    assert_eq!(linked, [SpanId::from(1_u64), SpanId::from(2_u64)]);
}
