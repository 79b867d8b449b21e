//! The fixture of the tests: one installation in the process, and the spans that one test has made.

use std::{
    fmt::Write,
    sync::{LazyLock, Once},
    thread,
    time::{Duration, Instant},
};

use opentelemetry_sdk::trace::{InMemorySpanExporter, SpanData};
use tracewell::{
    Telemetry, TelemetryGuard,
    opentelemetry::{
        Context, SpanId, TraceId, Value, global,
        trace::{TraceContextExt, Tracer},
    },
    pipeline::{Balance, DropReason},
};

static EXPORTER: LazyLock<InMemorySpanExporter> = LazyLock::new(InMemorySpanExporter::default);
static TELEMETRY: LazyLock<TelemetryGuard> = LazyLock::new(|| {
    Telemetry::builder().span_exporter(EXPORTER.clone()).install().expect("a thread can be started")
});
static INSTALL: Once = Once::new();

/// The finished spans of one trace.
pub struct Spans {
    all: Vec<SpanData>,
    trace: TraceId,
}

/// Runs `work` under a span of its own, and returns all finished spans of its trace.
pub fn spans_of(work: impl FnOnce()) -> Spans {
    install();
    let trace = global::tracer("tests").in_span("test", |context| {
        work();
        context.span().span_context().trace_id()
    });
    Spans::of(trace)
}

/// Puts the installation of this process in force.
pub fn install() {
    INSTALL.call_once(|| {
        LazyLock::force(&TELEMETRY);
    });
}

/// The identifiers of what is current on this thread.
#[must_use]
pub fn current() -> (TraceId, SpanId) {
    Context::map_current(|context| {
        let span = context.span();
        (span.span_context().trace_id(), span.span_context().span_id())
    })
}

/// Asserts what must hold of the books around a flush, and of what was received afterwards.
///
/// Tests run at the same time, so that no moment is quiet: what was attempted before the flush is settled behind it, and
/// what is delivered has been received. In a process of one test these are equations.
fn assert_books(before: &Balance, after: &Balance, received: u64) {
    let settled = after.delivered + after.total_dropped();
    assert!(before.attempted <= settled && settled <= after.attempted, "{before:?} {after:?}");
    let now = TELEMETRY.spans();
    assert!(
        after.delivered <= received && received <= now.attempted - now.total_dropped(),
        "{received} {now:?}"
    );
    assert_eq!(now.total_dropped(), now.dropped_by(DropReason::Sampled), "{now:?}");
}

impl Spans {
    /// Returns what has been finished of a trace.
    ///
    /// # Panics
    /// When the exporter does not take everything, or the books are wrong.
    #[must_use]
    pub fn of(trace: TraceId) -> Self {
        let before = TELEMETRY.spans();
        TELEMETRY.force_flush(Duration::from_mins(1)).expect("memory takes everything");
        let after = TELEMETRY.spans();
        let mut all = EXPORTER.get_finished_spans().expect("the exporter is not shut down");
        assert_books(&before, &after, all.len() as u64);
        all.sort_by_key(|span| span.start_time);
        Self { all, trace }
    }

    /// Returns what has been finished of a trace, once there are `count` spans of it.
    #[must_use]
    pub fn awaited(trace: TraceId, count: usize) -> Self {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let spans = Self::of(trace);
            if spans.own().count() >= count || Instant::now() > deadline {
                return spans;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn own(&self) -> impl Iterator<Item = &SpanData> {
        self.all.iter().filter(|span| span.span_context.trace_id() == self.trace)
    }

    /// Returns the one span of a name, whatever its trace.
    ///
    /// # Panics
    /// When there is none, or another.
    #[must_use]
    pub fn get(&self, name: &str) -> &SpanData {
        let mut named = self.all.iter().filter(|span| span.name == name);
        let span = named.next().unwrap_or_else(|| panic!("no span `{name}`"));
        assert!(named.next().is_none(), "more than one span `{name}`");
        span
    }

    /// Returns the value of an attribute of the one span of a name.
    #[must_use]
    pub fn attribute(&self, name: &str, key: &str) -> Option<&Value> {
        let found = self.get(name).attributes.iter().find(|attribute| attribute.key.as_str() == key);
        found.map(|attribute| &attribute.value)
    }

    /// Shows the spans below the test's own as a tree, one line each: name, attributes, events, status.
    #[must_use]
    pub fn tree(&self) -> String {
        let mut text = String::new();
        if let Some(test) = self.own().find(|span| span.name == "test") {
            self.write(&mut text, test.span_context.span_id(), 0);
        }
        text
    }

    fn write(&self, text: &mut String, parent: SpanId, depth: usize) {
        for span in self.own().filter(|span| span.parent_span_id == parent) {
            write!(text, "{:depth$}{}", "", span.name, depth = 2 * depth).expect("memory");
            for attribute in &span.attributes {
                write!(text, " {}={}", attribute.key, attribute.value).expect("memory");
            }
            for event in &span.events.events {
                write!(text, " !{}", event.name).expect("memory");
                for attribute in &event.attributes {
                    write!(text, " {}={:?}", attribute.key, attribute.value.as_str()).expect("memory");
                }
            }
            if span.status != tracewell::opentelemetry::trace::Status::Unset {
                write!(text, " {:?}", span.status).expect("memory");
            }
            text.push('\n');
            self.write(text, span.span_context.span_id(), depth + 1);
        }
    }
}
