//! What there is to call, and what it does: as little as there can be.

use std::{
    collections::HashMap,
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tracewell::{
    Telemetry, info,
    opentelemetry::{Context, global, trace::TraceContextExt},
    propagation::{self, Propagators},
    traced, tracing,
};
use tracing_subscriber::{Layer, layer::SubscriberExt};

#[test]
fn a_program_installs_nothing_reads_nothing_and_prints_nothing() {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_checkout"))
        .envs([("OTEL_TRACES_EXPORTER", "console"), ("OTEL_PROPAGATORS", "pigeon"), ("RUST_LOG", "trace")])
        .output()
        .unwrap();
    assert!(status.success());
    assert_eq!((stdout, stderr), (Vec::new(), Vec::new()));
}

#[test]
fn the_guard_has_nothing_to_send() {
    let guard = Telemetry::builder().environment([("OTEL_SDK_DISABLED", "perhaps")]).install().unwrap();
    work(1);
    assert!(guard.force_flush(Duration::ZERO).is_ok());
    assert_eq!(guard.spans().attempted, 0);
    assert_eq!(guard.logs().written.attempted, 0);
    assert!(guard.shutdown(Duration::ZERO).is_ok());
}

#[test]
fn no_instrument_is_registered() {
    work(1);
    assert!(tracewell_tests_off::annotated(&[1, 2, 3], "Ada").is_ok());
    assert_eq!(tracewell::metrics::collect().len(), 0);
}

/// Runs in a process of its own, where no other test starts threads.
#[test]
#[cfg(target_os = "linux")]
fn no_thread_is_started() {
    const ALONE: &str = "TRACEWELL_TESTS_OFF_ALONE";
    if std::env::var_os(ALONE).is_some() {
        let threads = || std::fs::read_dir("/proc/self/task").unwrap().count();
        let before = threads();
        let _guard = tracewell::init().unwrap();
        work(1);
        assert_eq!(threads(), before);
    } else {
        let this = std::env::current_exe().unwrap();
        let alone = Command::new(this)
            .args(["--exact", "inert::no_thread_is_started", "--test-threads=1"])
            .env(ALONE, "yes")
            .output()
            .unwrap();
        assert!(alone.status.success(), "{}", String::from_utf8_lossy(&alone.stdout));
        assert!(String::from_utf8_lossy(&alone.stdout).contains("1 passed"));
    }
}

#[traced(fields(of = of))]
fn work(of: u64) {
    info!("working");
}

#[test]
fn values_are_not_evaluated() {
    #[traced(fields(value = unreachable(value)), links = Some(unreachable(value)).map(|_| Context::new()))]
    fn annotated(value: &str) -> usize {
        info!("named", value = unreachable(value), shown = %unreachable(value));
        value.len()
    }
    fn unreachable(value: &str) -> String {
        unreachable!("{value}")
    }
    assert_eq!(annotated("abc"), 3);
}

#[test]
fn values_stay_with_their_owner() {
    struct Parcel(String);

    #[traced(fields(name = parcel.0), parent = None::<Context>)]
    async fn send(parcel: Parcel) -> String {
        info!("sending", name = parcel.0);
        parcel.0
    }
    let sent = tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        let sent = send(Parcel("tea".to_owned()));
        tracewell::spawn(sent).await.unwrap()
    });
    assert_eq!(sent, "tea");
}

mod asynchronous {
    #[tracewell::main(flavor = "current_thread")]
    pub(crate) async fn main() -> u8 {
        tokio::spawn(async { 7 }).await.unwrap_or_default()
    }
}

#[test]
fn main_runs_on_tokio() {
    assert_eq!(asynchronous::main().unwrap(), 7);
}

/// Counts the events that it is shown.
struct Count(Arc<AtomicUsize>);

impl<S: tracing::Subscriber> Layer<S> for Count {
    fn on_event(&self, _event: &tracing::Event<'_>, _context: tracing_subscriber::layer::Context<'_, S>) {
        self.0.fetch_add(1, Relaxed);
    }
}

#[test]
fn the_programs_own_layers_see_the_programs_own_events() {
    let seen = Arc::new(AtomicUsize::new(0));
    let around = tracing_subscriber::registry().with(tracewell::layer()).with(Count(seen.clone()));
    tracing::subscriber::with_default(around, || {
        tracing::info!("own");
        info!("left_out");
    });
    assert_eq!(seen.load(Relaxed), 1);
    let within = tracing_subscriber::registry().with(Count(seen.clone())).with(tracewell::layer());
    tracing::subscriber::with_default(within, || tracing::info!("own"));
    assert_eq!(seen.load(Relaxed), 2);
}

#[test]
fn the_layer_alone_asks_for_nothing() {
    let alone = tracing_subscriber::registry().with(tracewell::layer());
    assert_eq!(tracing::Subscriber::max_level_hint(&alone), Some(tracing::level_filters::LevelFilter::OFF));
}

#[test]
fn messages_are_worked_on_and_nothing_is_counted_or_observed() {
    let queue = tracewell::messaging::Destination::new("in_memory", "orders");
    let mut headers = HashMap::<String, String>::new();
    assert_eq!(queue.send(&mut headers).call(|| Ok::<_, std::fmt::Error>(7)), Ok(7));
    assert_eq!(queue.process(&headers).call(|| Err::<u8, _>(std::fmt::Error)), Err(std::fmt::Error));
    let waits = queue.process_batch([&headers]).run(async { Ok::<_, std::fmt::Error>(7) });
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(waits), Ok(7));
    tracewell::metrics::observe_process();
    tracewell::metrics::observe_tokio("main", runtime.handle()).keep();
    assert_eq!(tracewell::metrics::collect().len(), 0);
}

#[test]
fn contexts_are_passed_on_only_by_a_propagator_of_the_programs_own() {
    let caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let incoming = HashMap::from([("traceparent".to_owned(), caller.to_owned())]);
    let _guard = tracewell::init().unwrap();
    assert!(!propagation::extract(&incoming).span().span_context().is_valid());

    global::set_text_map_propagator(Propagators::default());
    let _attached = propagation::extract(&incoming).attach();
    let outgoing = tracewell::spawn_thread("caller", || {
        let mut outgoing = HashMap::<String, String>::new();
        propagation::inject(&mut outgoing);
        outgoing
    });
    assert_eq!(outgoing.unwrap().join().unwrap()["traceparent"], caller);
}

#[test]
fn a_capture_sees_nothing() {
    use tracewell::opentelemetry::trace::Tracer;

    let capture = tracewell::testing::capture();
    work(1);
    global::tracer("raw").in_span("raw", |_| ());
    tracing::info_span!("tracing").in_scope(|| ());
    assert_eq!(capture.tree(), "");
}
