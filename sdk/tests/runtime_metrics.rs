//! What the process and its runtime use, on request; one test, because it looks at the whole process.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![expect(clippy::float_cmp, reason = "what is compared are numbers of things")]

#[path = "settled/mod.rs"]
mod settled;

use std::{collections::BTreeMap, fs::File, hint::black_box, thread, time::Duration};

use tokio::runtime::Builder;
use tracewell::{
    Telemetry, TelemetryGuard,
    logs::MemorySink,
    metrics::{
        collect, observe_tokio,
        snapshot::{Data, Number},
    },
};

/// What is shown, by name and label.
fn shown() -> BTreeMap<String, f64> {
    let mut shown = BTreeMap::new();
    for metric in collect().into_iter().flat_map(|scope| scope.metrics) {
        let Data::Sum { points, .. } = metric.data else { panic!("{} is no sum", metric.name) };
        for point in points {
            let labels: Vec<_> = point.labels.iter().map(|label| label.value.to_string()).collect();
            let name = [vec![metric.name.to_string()], labels].concat().join(" ");
            shown.insert(name, Number::as_f64(point.value));
        }
    }
    shown
}

fn install(asks: bool) -> TelemetryGuard {
    let builder =
        Telemetry::builder().environment([("OTEL_TRACES_EXPORTER", "none")]).log_sink(MemorySink::default());
    if asks { builder.runtime_metrics() } else { builder }.install().unwrap()
}

fn end(telemetry: TelemetryGuard) {
    settled::end(telemetry, Duration::from_secs(20)).unwrap();
}

#[test]
fn process_and_runtime_are_observed_on_request() {
    end(install(false));
    assert_eq!(shown(), BTreeMap::new(), "nobody has asked");

    let runtime = Builder::new_multi_thread().worker_threads(3).enable_all().build().unwrap();
    let telemetry = runtime.block_on(async { install(true) });
    runtime_is_observed(&runtime);
    if cfg!(target_os = "linux") {
        process_is_observed();
    }
    end(telemetry);
    assert!(!shown().contains_key("tokio.worker.count main"), "the installation has ended");

    let observation = observe_tokio("own", runtime.handle());
    assert_eq!(shown().get("tokio.worker.count own"), Some(&3.0));
    drop(observation);
    assert!(!shown().contains_key("tokio.worker.count own"));
}

fn runtime_is_observed(runtime: &tokio::runtime::Runtime) {
    let before = shown();
    assert_eq!(before["tokio.worker.count main"], 3.0);
    assert_eq!(before["tokio.task.count main"], 0.0);
    assert_eq!(before["tokio.global_queue.size main"], 0.0);
    let tasks: Vec<_> = (0..5).map(|_| runtime.spawn(std::future::pending::<()>())).collect();
    assert_eq!(shown()["tokio.task.count main"], 5.0);
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
}

fn process_is_observed() {
    let before = shown();
    let files: Vec<_> = (0..20).map(|_| File::open("/dev/null").unwrap()).collect();
    let memory = black_box(vec![1_u8; 64 << 20]);
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let waits = thread::spawn(move || stopped.recv());
    burn();
    let after = shown();
    let grew = |name: &str| after[name] - before[name];
    assert_eq!(grew("process.unix.file_descriptor.count"), 20.0);
    assert_eq!(grew("process.thread.count"), 1.0);
    assert!(grew("process.memory.usage") > f64::from(48 << 20), "{after:?}");
    assert!(after["process.memory.virtual"] >= after["process.memory.usage"]);
    assert!(grew("process.cpu.time user") >= 0.1, "{before:?} {after:?}");
    assert!(grew("process.cpu.time system") >= 0.0);
    drop((files, memory, stop));
    assert!(waits.join().unwrap().is_err());
}

/// Uses a processor for a while, until the process is told so.
fn burn() {
    let before = shown()["process.cpu.time user"];
    while shown()["process.cpu.time user"] < before + 0.12 {
        black_box((0..1_000_000_u64).fold(0, |sum, next| sum ^ next.wrapping_mul(0x9e37_79b9)));
    }
}
