//! Who takes part: the same trace, a root with children, made by each library.

use std::{
    borrow::Cow,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::Duration,
};

use fastrace::{collector::Reporter, prelude::SpanRecord};
use opentelemetry::{
    Context, KeyValue,
    trace::{Tracer, TracerProvider},
};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    trace::{
        BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracer, SdkTracerProvider, Span, SpanData,
        SpanExporter, SpanProcessor,
    },
};
use tracewell::{Telemetry, TelemetryGuard, traced};
use tracing::Dispatch;
use tracing_subscriber::layer::SubscriberExt;

use crate::handlers;

/// Children of one root.
pub(crate) const CHILDREN: u32 = 100;

/// What arrived, over all contestants; read by nobody, but it keeps the work from being thrown away.
static ARRIVED: AtomicUsize = AtomicUsize::new(0);

/// Those that are compared with each other; ours is the first.
pub(crate) struct Group {
    /// The sampler of the installation that is in force meanwhile; none for nothing installed.
    pub(crate) ours: Option<Sampler>,
    /// Spans of one operation.
    pub(crate) spans: u32,
    pub(crate) contestants: Vec<Contestant>,
}

impl Group {
    /// Whether one of the contestants has this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.contestants.iter().any(|contestant| contestant.name == name)
    }
}

/// One library under one setting.
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    pub(crate) operation: Box<dyn FnMut()>,
    /// Lets queues become empty; what other threads do for it counts.
    pub(crate) settle: Box<dyn FnMut()>,
}

#[derive(Debug)]
struct CountingProcessor;

impl SpanProcessor for CountingProcessor {
    fn on_start(&self, _span: &mut Span, _context: &Context) {}
    fn on_end(&self, _span: SpanData) {
        ARRIVED.fetch_add(1, Relaxed);
    }
    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }
    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
}

#[derive(Debug)]
struct CountingExporter;

impl SpanExporter for CountingExporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        ARRIVED.fetch_add(batch.len(), Relaxed);
        Ok(())
    }
}

struct CountingReporter;

impl Reporter for CountingReporter {
    fn report(&mut self, spans: Vec<SpanRecord>) {
        ARRIVED.fetch_add(spans.len(), Relaxed);
    }
}

#[traced]
fn root() {
    for number in 0..CHILDREN {
        child(number);
    }
}

#[traced]
fn child(number: u32) {
    std::hint::black_box(number);
}

#[traced(fields(a = 1, b = "two", c = true))]
fn root_with_three() {
    for number in 0..CHILDREN {
        child_with_three(number);
    }
}

#[traced(fields(a = 1, b = "two", c = true))]
fn child_with_three(number: u32) {
    std::hint::black_box(number);
}

/// Installs ours with a sampler.
pub(crate) fn install(sampler: Sampler) -> TelemetryGuard {
    Telemetry::builder()
        .span_exporter(CountingExporter)
        .sampler(sampler)
        .without_subscriber()
        .install()
        .expect("a thread")
}

pub(crate) fn ours(name: &'static str, operation: fn()) -> Contestant {
    // A worker that is behind would be measured as a full queue. Its work is ours, too.
    let settle = || std::thread::sleep(Duration::from_millis(20));
    Contestant { name, operation: Box::new(operation), settle: Box::new(settle) }
}

pub(crate) fn provider(sampler: Sampler) -> SdkTracerProvider {
    SdkTracerProvider::builder().with_span_processor(CountingProcessor).with_sampler(sampler).build()
}

/// A provider with the queue and the exporting thread that ours has, too.
fn batching(sampler: Sampler) -> SdkTracerProvider {
    let limits = BatchConfigBuilder::default().with_max_queue_size(65_536).build();
    let processor = BatchSpanProcessor::builder(CountingExporter).with_batch_config(limits).build();
    SdkTracerProvider::builder().with_span_processor(processor).with_sampler(sampler).build()
}

/// The API's own function, with nothing between the end of a span and the sink.
fn in_span(name: &'static str, sampler: Sampler, attributes: fn() -> Vec<KeyValue>) -> Contestant {
    in_span_of(name, provider(sampler), attributes)
}

fn in_span_of(
    name: &'static str,
    provider: SdkTracerProvider,
    attributes: fn() -> Vec<KeyValue>,
) -> Contestant {
    let tracer: SdkTracer = provider.tracer("bench");
    let operation = move || {
        let _provider = &provider;
        let builder =
            |name: &'static str| tracer.span_builder(Cow::Borrowed(name)).with_attributes(attributes());
        tracer.in_span_with_builder(builder("root"), |_| {
            for number in 0..CHILDREN {
                tracer.in_span_with_builder(builder("child"), |_| std::hint::black_box(number));
            }
        });
    };
    Contestant { name, operation: Box::new(operation), settle: Box::new(|| {}) }
}

fn tracing(name: &'static str, sampler: Sampler, operation: fn()) -> Contestant {
    let provider = provider(sampler);
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("bench"));
    let dispatch = Dispatch::new(tracing_subscriber::registry().with(layer));
    let operation = move || {
        let _provider = &provider;
        tracing::dispatcher::with_default(&dispatch, operation);
    };
    Contestant { name, operation: Box::new(operation), settle: Box::new(|| {}) }
}

fn tracing_spans() {
    let _root = tracing::info_span!("root").entered();
    for number in 0..CHILDREN {
        let _child = tracing::info_span!("child").entered();
        std::hint::black_box(number);
    }
}

fn tracing_spans_with_three() {
    let _root = tracing::info_span!("root", a = 1, b = "two", c = true).entered();
    for number in 0..CHILDREN {
        let _child = tracing::info_span!("child", a = 1, b = "two", c = true).entered();
        std::hint::black_box(number);
    }
}

fn fastrace(name: &'static str, sampled: bool, with: bool) -> Contestant {
    use fastrace::prelude::{LocalSpan, Span, SpanContext};
    let operation = move || {
        let root = Span::root("root", SpanContext::random().sampled(sampled));
        let _root = root.set_local_parent();
        for number in 0..CHILDREN {
            let child = LocalSpan::enter_with_local_parent("child");
            let _child = if with {
                child.with_properties(|| [("a", "1"), ("b", "two"), ("c", "true")])
            } else {
                child
            };
            std::hint::black_box(number);
        }
    };
    Contestant { name, operation: Box::new(operation), settle: Box::new(fastrace::flush) }
}

fn attributes() -> Vec<KeyValue> {
    vec![KeyValue::new("a", 1), KeyValue::new("b", "two"), KeyValue::new("c", true)]
}

/// Returns everyone, set up.
pub(crate) fn groups() -> Vec<Group> {
    fastrace::set_reporter(CountingReporter, fastrace::collector::Config::default());
    let one_percent = || Sampler::TraceIdRatioBased(0.01);
    let by_parent = |root: Sampler| Sampler::ParentBased(Box::new(root));
    let recorded = vec![
        ours("recorded", root),
        in_span("in_span", Sampler::AlwaysOn, Vec::new),
        in_span_of("in_span_batched", batching(Sampler::AlwaysOn), Vec::new),
        tracing("tracing", Sampler::AlwaysOn, tracing_spans),
        fastrace("fastrace", true, false),
    ];
    let with_three = vec![
        ours("recorded_3", root_with_three),
        in_span("in_span_3", Sampler::AlwaysOn, attributes),
        in_span_of("in_span_3_batched", batching(Sampler::AlwaysOn), attributes),
        tracing("tracing_3", Sampler::AlwaysOn, tracing_spans_with_three),
        fastrace("fastrace_3", true, true),
    ];
    let one = vec![
        ours("one_percent", root),
        in_span("in_span_one_percent", by_parent(one_percent()), Vec::new),
        tracing("tracing_one_percent", by_parent(one_percent()), tracing_spans),
    ];
    let unsampled = vec![
        ours("unsampled", root),
        in_span("in_span_unsampled", by_parent(Sampler::AlwaysOff), Vec::new),
        tracing("tracing_unsampled", by_parent(Sampler::AlwaysOff), tracing_spans),
        tracing("tracing_recorded", Sampler::AlwaysOn, tracing_spans),
        fastrace("fastrace_recorded", true, false),
    ];
    let off = vec![ours("off", root), fastrace("fastrace_unsampled", false, false)];
    let group = |ours, contestants| Group { ours, spans: CHILDREN + 1, contestants };
    vec![
        group(Some(Sampler::AlwaysOn), recorded),
        group(Some(Sampler::AlwaysOn), with_three),
        group(Some(one_percent()), one),
        group(Some(Sampler::AlwaysOff), unsampled),
        group(None, off),
        handlers::group(),
    ]
}
