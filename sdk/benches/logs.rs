//! A JSON event with 4 fields inside 2 spans: ours, and tracing-subscriber's JSON layer with tracing-opentelemetry.
//!
//! Both write to the same sink, which counts; both have spans of OpenTelemetry's SDK with real ids. Ours ends when the
//! line is in the writer's buffer, and the ledger must show at the end that every line arrived. Measured is the event
//! alone. `ratio json_event VALUE` is our time over theirs, each the median of many short runs taken in turn.

#![expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a benchmark prints its figures")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    hint::black_box,
    io::{self, Write},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use divan::Bencher;
use opentelemetry::{
    Context,
    trace::{TraceContextExt, Tracer, TracerProvider as _},
};
use opentelemetry_sdk::{
    Resource,
    trace::{SdkTracer, SdkTracerProvider, Span, SpanProcessor},
};
use tracewell::logs::{JsonLayer, LogWriter, WhenBehind};
use tracing::{Dispatch, dispatcher::with_default, info_span};
use tracing_subscriber::{layer::SubscriberExt, registry};

fn main() {
    divan::main();
    ratio();
}

/// Counts what is written to it.
#[derive(Clone, Default)]
struct Counting(Arc<AtomicU64>);

impl Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let lines = bytes.split(|byte| *byte == b'\n').count() - 1;
        self.0.fetch_add(lines as u64, Relaxed);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Ends spans without exporting them.
#[derive(Debug)]
struct NoExport;

impl SpanProcessor for NoExport {
    fn on_start(&self, _: &mut Span, _: &opentelemetry::Context) {}
    fn on_end(&self, _: opentelemetry_sdk::trace::SpanData) {}
    fn force_flush(&self) -> opentelemetry_sdk::error::OTelSdkResult {
        Ok(())
    }
    fn shutdown_with_timeout(&self, _: Duration) -> opentelemetry_sdk::error::OTelSdkResult {
        Ok(())
    }
    fn set_resource(&mut self, _: &Resource) {}
}

fn tracer() -> SdkTracer {
    SdkTracerProvider::builder().with_span_processor(NoExport).build().tracer("bench")
}

fn ours(sink: &Counting) -> (Dispatch, LogWriter) {
    let waits = WhenBehind::Wait(Duration::from_secs(10));
    let writer = LogWriter::builder().when_behind(waits).start(sink.clone()).expect("a thread");
    let layer = JsonLayer::builder().service("bench").build(writer.clone());
    // The bridge gives both sides the same spans; the event goes to the JSON layer alone.
    (Dispatch::new(registry().with(tracewell::trace::TracingBridge::new()).with(layer)), writer)
}

fn theirs(sink: &Counting) -> Dispatch {
    let sink = sink.clone();
    let json = tracing_subscriber::fmt::layer().json().with_writer(move || sink.clone());
    let spans = tracing_opentelemetry::layer().with_tracer(tracer());
    Dispatch::new(registry().with(spans).with(json))
}

fn our_event(order: u64) {
    tracewell::info!("order_placed", order.id = order, total = 12.5, customer = "Ann Example", paid = true);
}

fn their_event(order: u64) {
    tracing::info!(order.id = order, total = 12.5, customer = "Ann Example", paid = true, "order_placed");
}

static OUR_TRACER: OnceLock<SdkTracer> = OnceLock::new();

/// Runs `work` inside two spans of ours: contexts of OpenTelemetry, as `#[traced]` attaches them.
fn in_our_spans(work: &mut dyn FnMut()) {
    let tracer = OUR_TRACER.get_or_init(tracer);
    let outer = Context::current_with_span(tracer.start("handle request")).attach();
    let inner = Context::current_with_span(tracer.start("place order")).attach();
    work();
    drop((inner, outer));
}

/// Runs `work` inside two spans of `tracing`.
fn in_their_spans(work: &mut dyn FnMut()) {
    let _outer = info_span!("handle request").entered();
    let _inner = info_span!("place order").entered();
    work();
}

#[divan::bench]
fn json_event_ours(bencher: Bencher<'_, '_>) {
    let (dispatch, writer) = ours(&Counting::default());
    let mut bencher = Some(bencher);
    with_default(&dispatch, || in_our_spans(&mut || measure(bencher.take(), our_event)));
    writer.shutdown(Duration::from_secs(10)).expect("all lines out");
}

#[divan::bench]
fn json_event_theirs(bencher: Bencher<'_, '_>) {
    let dispatch = theirs(&Counting::default());
    let mut bencher = Some(bencher);
    with_default(&dispatch, || in_their_spans(&mut || measure(bencher.take(), their_event)));
}

fn measure(bencher: Option<Bencher<'_, '_>>, event: fn(u64)) {
    if let Some(bencher) = bencher {
        bencher.bench_local(|| event(black_box(7)));
    }
}

/// Events in one pair of spans, pairs of spans in one run, runs of each side.
///
/// Few in one span, because tracing-opentelemetry also keeps events in their span.
const EVENTS: u64 = 20;
const SPANS: u64 = 100;
const RUNS: usize = 101;

/// Nanoseconds and allocations of one event.
struct Cost {
    nanos: f64,
    allocations: f64,
}

fn run(in_spans: fn(&mut dyn FnMut()), event: fn(u64)) -> Cost {
    let (mut time, mut allocations) = (Duration::ZERO, 0);
    for _ in 0..SPANS {
        in_spans(&mut || {
            let (before, start) = (ALLOCATIONS.load(Relaxed), Instant::now());
            (0..EVENTS).for_each(|order| event(black_box(order)));
            time += start.elapsed();
            allocations += ALLOCATIONS.load(Relaxed) - before;
        });
    }
    let events = (EVENTS * SPANS) as f64;
    Cost { nanos: time.as_nanos() as f64 / events, allocations: allocations as f64 / events }
}

fn ratio() {
    let (our_sink, their_sink) = (Counting::default(), Counting::default());
    let ((ours, writer), theirs) = (ours(&our_sink), theirs(&their_sink));
    let mut costs: [Vec<Cost>; 2] = Default::default();
    for _ in 0..RUNS {
        with_default(&ours, || costs[0].push(run(in_our_spans, our_event)));
        // Not while their turn is measured: the writing thread shares the machine.
        writer.flush(Duration::from_secs(10)).expect("all lines out");
        with_default(&theirs, || costs[1].push(run(in_their_spans, their_event)));
    }
    let expected = EVENTS * SPANS * RUNS as u64;
    assert_eq!(writer.ledger().balance().delivered, expected, "every line arrived");
    assert_eq!((our_sink.0.load(Relaxed), their_sink.0.load(Relaxed)), (expected, expected));
    let [ours, theirs] = costs.map(median);
    println!("json_event: ours {:.0} ns, {:.2} allocations", ours.nanos, ours.allocations);
    println!("json_event: theirs {:.0} ns, {:.2} allocations", theirs.nanos, theirs.allocations);
    println!("ratio json_event {:.3}", ours.nanos / theirs.nanos);
}

fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_by(|a, b| a.nanos.total_cmp(&b.nanos));
    costs.swap_remove(costs.len() / 2)
}

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// The system's allocator, counted.
struct CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

#[expect(unsafe_code, reason = "an allocator cannot be counted otherwise")]
// SAFETY: every call goes to the system's allocator with what it was called with.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: see above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: see above.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: see above.
        unsafe { System.realloc(place, layout, size) }
    }
}
