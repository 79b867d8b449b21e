//! Runtimes of tokio: what their stable interface says. OpenTelemetry's conventions know no names for it.

use std::borrow::Cow;

use tokio::runtime::{Handle, RuntimeMetrics};

use crate::metrics::{Labels, ObservableUpDownCounter, Observation};

#[derive(Labels)]
struct RuntimeLabels<'a> {
    #[label(name = "tokio.runtime.name", max = 20)]
    runtime: &'a str,
}

#[tracewell::metrics]
struct Runtime {
    /// Threads that poll tasks.
    #[up_down_counter(unit = "{worker}", name = "tokio.worker.count")]
    workers: ObservableUpDownCounter<RuntimeLabels<'static>>,
    /// Tasks that are not ready yet.
    #[up_down_counter(unit = "{task}", name = "tokio.task.count")]
    tasks: ObservableUpDownCounter<RuntimeLabels<'static>>,
    /// Tasks that wait for any worker: woken from outside of the runtime, or too many for one worker.
    #[up_down_counter(unit = "{task}", name = "tokio.global_queue.size")]
    queued: ObservableUpDownCounter<RuntimeLabels<'static>>,
}

type Instrument = ObservableUpDownCounter<RuntimeLabels<'static>>;

/// Observes a runtime of tokio until the answer is dropped: `tokio.worker.count`, `tokio.task.count` and
/// `tokio.global_queue.size`. `name` tells the runtimes of the process apart.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// tracewell::metrics::observe_tokio("main", &tokio::runtime::Handle::current()).keep();
/// # }
/// ```
///
/// # Cost
/// Three loads at each reading of metrics.
pub fn observe_tokio(name: impl Into<Cow<'static, str>>, runtime: &Handle) -> Observation {
    if cfg!(feature = "off") {
        return Observation::NOTHING;
    }
    let (name, runtime_metrics) = (name.into(), runtime.metrics());
    let shown = |instrument: &'static Instrument, value: fn(&RuntimeMetrics) -> usize| {
        let (name, metrics) = (name.clone(), runtime_metrics.clone());
        instrument.observe(move |readings| {
            readings.observe(value(&metrics) as i64, &RuntimeLabels { runtime: &name });
        })
    };
    let instruments = Runtime::get();
    shown(&instruments.workers, RuntimeMetrics::num_workers)
        .and(shown(&instruments.tasks, RuntimeMetrics::num_alive_tasks))
        .and(shown(&instruments.queued, RuntimeMetrics::global_queue_depth))
}
