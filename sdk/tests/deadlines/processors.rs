//! Span processors of the program's own, which hang, fail and panic: the caller gets its deadline or their error, and
//! those behind them get theirs.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use opentelemetry_sdk::{
    error::{OTelSdkError, OTelSdkResult},
    trace::{InMemorySpanExporter, Span, SpanData, SpanProcessor},
};
use tracewell::{
    Telemetry, TelemetryGuard,
    opentelemetry::{
        Context, global,
        trace::{Span as _, Tracer},
    },
    telemetry::FlushError,
};

use crate::{DEADLINE, assert_late, in_time, on_each_runtime, settled};

/// More than it takes, for what is not about time.
const LONG: Duration = Duration::from_secs(20);

/// What a processor does when it is told to flush or to end.
#[derive(Clone, Copy, Debug)]
enum Manner {
    Works,
    Hangs,
    /// Takes half of the deadline.
    IsSlow,
    Errs,
    Panics,
    PanicsOverSpans,
}

/// Counts spans, flushes that began, and ends that began.
#[derive(Clone, Debug)]
struct Foreign {
    manner: Manner,
    seen: Arc<[AtomicUsize; 3]>,
}

impl Foreign {
    fn new(manner: Manner) -> Self {
        Self { manner, seen: Arc::default() }
    }

    fn seen(&self) -> [usize; 3] {
        [0, 1, 2].map(|index| self.seen[index].load(SeqCst))
    }

    fn act(&self) -> OTelSdkResult {
        match self.manner {
            Manner::Works | Manner::PanicsOverSpans => Ok(()),
            Manner::Hangs => loop {
                thread::park();
            },
            Manner::IsSlow => {
                thread::sleep(DEADLINE / 2);
                Ok(())
            }
            Manner::Errs => Err(OTelSdkError::InternalFailure("no disk".to_owned())),
            Manner::Panics => panic!("on purpose"),
        }
    }
}

impl SpanProcessor for Foreign {
    fn on_start(&self, _span: &mut Span, _context: &Context) {
        unreachable!("these are not the SDK's spans");
    }

    fn on_end(&self, _span: SpanData) {
        self.seen[0].fetch_add(1, SeqCst);
        assert!(!matches!(self.manner, Manner::PanicsOverSpans), "on purpose");
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.seen[1].fetch_add(1, SeqCst);
        self.act()
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        self.seen[2].fetch_add(1, SeqCst);
        self.act()
    }
}

/// Installs processors behind each other, and shows them one span.
fn shown(processors: &[&Foreign]) -> TelemetryGuard {
    let variables = [("OTEL_TRACES_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none")];
    let builder = Telemetry::builder().environment(variables).span_exporter(InMemorySpanExporter::default());
    let add = |builder: tracewell::TelemetryBuilder, processor: &&Foreign| {
        builder.span_processor((*processor).clone())
    };
    let telemetry = processors.iter().fold(builder, add).install().unwrap();
    global::tracer("deadlines").start("work").end();
    telemetry
}

/// Which processor an error is about, and what that says.
fn told(outcome: Result<(), FlushError>) -> (usize, String) {
    match outcome.unwrap_err() {
        FlushError::Processor { number, type_name, error } => {
            assert!(type_name.ends_with("processors::Foreign"), "{type_name}");
            (number, error.to_string())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_that_hangs_takes_the_deadline_and_no_time_from_the_next() {
    on_each_runtime(|place| {
        let (hung, slow) = (Foreign::new(Manner::Hangs), Foreign::new(Manner::IsSlow));
        let telemetry = shown(&[&hung, &slow]);
        assert_late(place, &in_time(place, || telemetry.force_flush(DEADLINE)));
        assert_eq!((hung.seen(), slow.seen()), ([1, 1, 0], [1, 1, 0]), "{place}");
        let [spans, ..] = telemetry.ledgers();
        assert_late(place, &in_time(place, || settled::end(telemetry, DEADLINE)));
        assert_eq!(slow.seen(), [1, 1, 1], "{place}");
        assert_eq!(spans.balance().delivered, 1, "{place}: the exporter had its time");
    });
}

#[test]
fn one_that_hangs_keeps_one_thread_however_often_it_is_asked() {
    let _alone = crate::alone();
    let hung = Foreign::new(Manner::Hangs);
    let telemetry = shown(&[&hung]);
    for _ in 0..3 {
        assert_late("again", &telemetry.force_flush(Duration::from_millis(20)));
    }
    assert_eq!(hung.seen(), [1, 1, 0], "no second call while the first is under way");
    let outcome = in_time("drop", || settled::end(telemetry, Duration::ZERO));
    assert_late("drop", &outcome);
}

#[test]
fn one_that_errs_is_named_and_the_next_works() {
    on_each_runtime(|place| {
        let (works, errs) = (Foreign::new(Manner::Works), Foreign::new(Manner::Errs));
        let telemetry = shown(&[&works, &errs, &works]);
        let refused = (2, "Operation failed: no disk".to_owned());
        assert_eq!(told(telemetry.force_flush(LONG)), refused, "{place}");
        assert_eq!(works.seen(), [2, 2, 0], "{place}: before and behind it");
        assert_eq!(told(settled::end(telemetry, LONG)), refused, "{place}");
        assert_eq!((works.seen(), errs.seen()), ([2, 2, 2], [1, 1, 1]), "{place}");
    });
}

#[test]
fn a_panic_is_an_error_and_the_processor_is_asked_again() {
    on_each_runtime(|place| {
        let (panics, works) = (Foreign::new(Manner::Panics), Foreign::new(Manner::Works));
        let telemetry = shown(&[&panics, &works]);
        let panicked = (1, "Operation failed: it panicked".to_owned());
        assert_eq!(told(telemetry.force_flush(LONG)), panicked, "{place}");
        assert_eq!(told(settled::end(telemetry, LONG)), panicked, "{place}");
        assert_eq!((panics.seen(), works.seen()), ([1, 1, 1], [1, 1, 1]), "{place}");
    });
}

#[test]
fn a_panic_over_a_span_is_an_error_of_the_next_flush_and_of_no_other() {
    let _alone = crate::alone();
    let (panics, works) = (Foreign::new(Manner::PanicsOverSpans), Foreign::new(Manner::Works));
    let telemetry = shown(&[&panics, &works]);
    assert_eq!(works.seen(), [1, 0, 0], "the next saw the span");
    let (number, said) = told(telemetry.force_flush(LONG));
    assert_eq!((number, said.as_str()), (1, "Operation failed: it panicked in `on_end`"));
    telemetry.force_flush(LONG).unwrap();
    let [spans, ..] = telemetry.ledgers();
    settled::end(telemetry, LONG).unwrap();
    assert_eq!(spans.balance().delivered, 1);
}

#[test]
fn five_that_are_slow_work_at_the_same_time() {
    on_each_runtime(|place| {
        let slow = Foreign::new(Manner::IsSlow);
        let telemetry = shown(&[&slow; 5]);
        in_time(place, || telemetry.force_flush(LONG)).unwrap();
        in_time(place, || settled::end(telemetry, LONG)).unwrap();
        assert_eq!(slow.seen(), [5, 5, 5], "{place}");
    });
}
