//! OpenTelemetry says that it can hold no more contexts while it holds them: what takes the event in must not ask for one.

mod settled;

use std::{
    panic,
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    thread,
    time::Duration,
};

use opentelemetry::Context;
use opentelemetry_sdk::{logs::InMemoryLogExporter, trace::InMemorySpanExporter};
use tracewell::{Telemetry, logs::MemorySink};

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// More than a thread's stack of contexts can hold.
const MANY: usize = 65_540;

#[test]
fn too_many_contexts_are_a_line_in_the_log_and_no_panic() {
    panic::set_hook(Box::new(|_| {
        PANICS.fetch_add(1, SeqCst);
    }));
    let lines = MemorySink::default();
    let nothing: [(&str, &str); 0] = [];
    let telemetry = Telemetry::builder()
        .environment(nothing)
        .span_exporter(InMemorySpanExporter::default())
        .log_sink(lines.clone())
        .log_exporter(InMemoryLogExporter::default())
        .install()
        .unwrap();
    for asked_before in [true, false] {
        thread::spawn(move || {
            if asked_before {
                tracewell::info!("before");
            }
            let mut attached: Vec<_> = (0..MANY).map(|_| Context::new().attach()).collect();
            while attached.pop().is_some() {}
            // The thread has its context back.
            tracing::info_span!("span").in_scope(|| tracewell::info!("after"));
        })
        .join()
        .unwrap();
    }
    settled::end(telemetry, Duration::from_secs(10)).unwrap();
    let text = lines.text();
    assert_eq!(PANICS.load(SeqCst), 0, "{text}");
    assert!(text.matches("Context.AttachFailed").count() >= 2, "{text}");
    let after: Vec<_> = text.lines().filter(|line| line.contains("\"event\":\"after\"")).collect();
    assert!(after.len() == 2 && after.iter().all(|line| line.contains("span_id")), "{after:?}");
}
