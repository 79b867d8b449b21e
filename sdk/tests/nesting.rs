//! Spans nest in every mixture of `Callsite`, raw OpenTelemetry and `tracing`, and the books balance.

mod settled;

use std::time::Duration;

use opentelemetry::{
    Context, global,
    trace::{FutureExt, SpanKind, Tracer},
};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SpanData};
use tracewell::{
    Telemetry,
    trace::{Callsite, TracingBridge},
};
use tracing::Level;
use tracing_subscriber::layer::SubscriberExt;

static OUTER: Callsite = Callsite::new("outer", ("test", "0"), SpanKind::Internal, Level::INFO);
static INNER: Callsite = Callsite::new("inner", ("test", "0"), SpanKind::Internal, Level::INFO);

fn parent_of<'a>(spans: &'a [SpanData], name: &str) -> &'a str {
    let span = spans.iter().find(|span| span.name == name).expect(name);
    let parent = spans.iter().find(|other| other.span_context.span_id() == span.parent_span_id);
    parent.map_or("-", |parent| &parent.name)
}

#[test]
fn spans_of_every_kind_nest_in_each_other() {
    let exporter = InMemorySpanExporter::default();
    let telemetry =
        Telemetry::builder().without_subscriber().span_exporter(exporter.clone()).install().unwrap();
    let subscriber = tracing_subscriber::registry().with(TracingBridge::new());
    let tracer = global::tracer("raw");
    tracing::subscriber::with_default(subscriber, || {
        let _outer = OUTER.open(|_| {}).enter();
        tracing::info_span!("bridged").in_scope(|| {
            tracer.in_span("raw", |_| {
                let _inner = INNER.open(|_| {}).enter();
                tracing::info_span!("deep").in_scope(|| {});
            });
        });
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(OUTER.open(|_| {}).instrument(async {
            let task = tokio::spawn(async { tracer_less("task") }.with_context(Context::current()));
            task.await.unwrap();
        }));
    });
    settled::flush(&telemetry);
    let spans = exporter.get_finished_spans().unwrap();
    for (name, parent) in
        [("deep", "inner"), ("inner", "raw"), ("raw", "bridged"), ("bridged", "outer"), ("task", "outer")]
    {
        assert_eq!(parent_of(&spans, name), parent, "{name}");
    }
    let balance = telemetry.spans();
    assert_eq!((balance.attempted, balance.delivered), (7, 7), "{balance:?}");
    settled::end(telemetry, Duration::from_secs(10)).unwrap();
}

fn tracer_less(name: &'static str) {
    global::tracer("raw").in_span(name, |_| {});
}
