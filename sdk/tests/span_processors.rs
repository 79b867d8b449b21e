//! A span processor of the program's own sees every span that ends, however it ends, and may do there what it likes.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod settled;

use std::{
    panic::catch_unwind,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context as TaskContext, Waker},
    thread,
    time::Duration,
};

use opentelemetry::{
    Context, SpanId, global,
    trace::{Span as _, TraceContextExt, Tracer},
};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    trace::{InMemorySpanExporter, Span, SpanData, SpanProcessor},
};
use settled::assert_settled;
use tracewell::{Telemetry, TelemetryGuard, telemetry::FlushError, traced};

const SOON: Duration = Duration::from_secs(20);

/// Keeps each span, and acts when one is called `work`: what acts for its own spans never ends.
#[derive(Clone, Debug)]
struct Watching {
    spans: Arc<Mutex<Vec<SpanData>>>,
    act: fn(),
}

impl SpanProcessor for Watching {
    fn on_start(&self, _span: &mut Span, _context: &Context) {}

    fn on_end(&self, span: SpanData) {
        let acts = span.name == "work";
        self.spans.lock().unwrap().push(span);
        if acts {
            (self.act)();
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// An installation, what its processor saw, and what was exported; one at a time.
struct Fixture {
    telemetry: TelemetryGuard,
    seen: Watching,
    exporter: InMemorySpanExporter,
    _alone: MutexGuard<'static, ()>,
}

impl Fixture {
    fn with(act: fn()) -> Self {
        static TURN: Mutex<()> = Mutex::new(());
        let alone = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let (seen, exporter) = (Watching { spans: Arc::default(), act }, InMemorySpanExporter::default());
        let telemetry = Telemetry::builder()
            .environment([("OTEL_LOGS_EXPORTER", "none")])
            .span_processor(seen.clone())
            .span_exporter(exporter.clone())
            .install()
            .unwrap();
        Self { telemetry, seen, exporter, _alone: alone }
    }

    /// Returns what the processor saw and what was exported since it was asked last, and asserts
    /// that the books are closed.
    fn taken(&self) -> (Vec<SpanData>, Vec<SpanData>) {
        // Who panicked over a span is told of here.
        let _ = self.telemetry.force_flush(SOON);
        assert_settled("flushed", &self.telemetry.ledgers());
        let seen = std::mem::take(&mut *self.seen.spans.lock().unwrap());
        let mut exported = self.exporter.get_finished_spans().unwrap();
        // Spans of several threads leave in any order.
        exported.sort_by_key(|span| seen.iter().position(|other| other == span));
        self.exporter.reset();
        (seen, exported)
    }

    fn end(self) -> Result<(), FlushError> {
        settled::end(self.telemetry, SOON)
    }
}

#[traced]
fn work() {}

#[traced(name = "work")]
async fn work_later() {}

#[traced(name = "work")]
async fn works_for_ever() {
    std::future::pending::<()>().await;
}

#[traced(name = "work")]
fn unwinds() {
    std::panic::resume_unwind(Box::new("theirs"));
}

fn polled(future: impl Future) {
    let _ = pin!(future).poll(&mut TaskContext::from_waker(Waker::noop()));
}

/// Each way in which a span `work` may end.
const WAYS: [(&str, fn()); 10] = [
    ("a function", work),
    ("a future", || polled(work_later())),
    ("a future that is dropped", || polled(works_for_ever())),
    ("a function that panics", || {
        let panic = catch_unwind(unwinds).unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"theirs"));
    }),
    ("a span of tracing", || tracing::info_span!("work").in_scope(|| {})),
    ("in_span", || global::tracer("raw").in_span("work", |_| {})),
    ("an end that is said", || global::tracer("raw").start("work").end()),
    ("a span that is dropped", || drop(global::tracer("raw").start("work"))),
    ("a span in a context", || {
        let context = Context::current_with_span(global::tracer("raw").start("work"));
        drop(context.clone().attach());
        context.span().end();
    }),
    ("a thread", || tracewell::spawn_thread("t", work).unwrap().join().unwrap()),
];

/// Goes each way under a span `outer`; returns the identifier of that.
fn each_way(mut check: impl FnMut(&str, SpanId)) {
    for (way, go) in WAYS {
        let outer = global::tracer("raw").in_span("outer", |context| {
            go();
            context.span().span_context().span_id()
        });
        check(way, outer);
    }
}

fn shape(spans: &[SpanData]) -> Vec<(&str, SpanId)> {
    spans.iter().map(|span| (span.name.as_ref(), span.parent_span_id)).collect()
}

#[test]
fn every_span_that_ends_is_seen_once_and_exported() {
    let fixture = Fixture::with(|| {});
    each_way(|way, outer| {
        let (seen, exported) = fixture.taken();
        assert_eq!(shape(&seen), [("work", outer), ("outer", SpanId::INVALID)], "{way}");
        assert_eq!(seen, exported, "{way}");
    });
    fixture.end().unwrap();
}

#[traced]
fn echo() {}

#[test]
fn a_span_that_a_processor_makes_belongs_to_the_parent_of_the_one_that_ended() {
    let acts: [fn(); 3] = [
        echo,
        || global::tracer("raw").in_span("echo", |_| {}),
        || {
            tracing::info_span!("echo").in_scope(|| {});
        },
    ];
    for act in acts {
        let fixture = Fixture::with(act);
        each_way(|way, outer| {
            let (seen, exported) = fixture.taken();
            let shape = shape(&seen);
            assert_eq!(shape[0], ("work", outer), "{way}");
            assert_eq!(shape[1], ("echo", outer), "{way}");
            assert_eq!(shape[2], ("outer", SpanId::INVALID), "{way}");
            assert_eq!((seen.len(), exported.len()), (3, 3), "{way}");
        });
        fixture.end().unwrap();
    }
}

#[test]
fn a_processor_that_panics_harms_neither_the_program_nor_the_export() {
    let fixture = Fixture::with(|| panic!("on purpose"));
    each_way(|way, outer| {
        assert!(!thread::panicking());
        let (seen, exported) = fixture.taken();
        assert_eq!(shape(&seen), [("work", outer), ("outer", SpanId::INVALID)], "{way}");
        assert_eq!(seen, exported, "{way}");
    });
    work();
    let outcome = fixture.end();
    assert!(matches!(outcome, Err(FlushError::Processor { number: 1, .. })), "{outcome:?}");
}

#[test]
fn a_processor_is_asked_on_a_thread_of_its_own_without_a_context() {
    #[derive(Debug)]
    struct Asked(Arc<Mutex<Vec<String>>>);
    impl Asked {
        fn note(&self) {
            let (thread, context) = (thread::current(), Context::current());
            let thread = thread.name().unwrap_or("nobody");
            self.0.lock().unwrap().push(format!("{thread} {}", context.is_telemetry_suppressed()));
        }
    }
    impl SpanProcessor for Asked {
        fn on_start(&self, _span: &mut Span, _context: &Context) {}
        fn on_end(&self, _span: SpanData) {}
        fn force_flush(&self) -> OTelSdkResult {
            self.note();
            Ok(())
        }
        fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
            assert!(timeout > Duration::ZERO && timeout <= SOON, "{timeout:?}");
            self.note();
            Ok(())
        }
    }
    let fixture = Fixture::with(|| {});
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let builder = Telemetry::builder().environment([("OTEL_LOGS_EXPORTER", "none")]);
    let telemetry = builder.span_processor(Asked(asked.clone())).install().unwrap();
    settled::flush(&telemetry);
    settled::end(telemetry, SOON).unwrap();
    assert_eq!(*asked.lock().unwrap(), ["tracewell-processor-1 true"; 2]);
    fixture.end().unwrap();
}
