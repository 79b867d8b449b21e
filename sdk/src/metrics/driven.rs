//! A metric exporter of the program's own as the installation drives it: on a runtime of its own, within its time, and
//! not in silence.
//!
//! OpenTelemetry's periodic reader calls exporters outside of any runtime, waits for them without end, and leaves it to
//! each to say what went wrong.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use opentelemetry_sdk::{
    error::{OTelSdkError, OTelSdkResult},
    metrics::{
        Temporality,
        data::{AggregatedMetrics, MetricData, ResourceMetrics, ScopeMetrics},
        exporter::PushMetricExporter,
    },
};
use tokio::{
    runtime::Handle,
    sync::watch,
    time::{sleep_until, timeout},
};

use crate::pipeline::{DropReason, Failure, Failures};

/// What all exporters and outputs of one installation share.
#[derive(Clone)]
pub(super) struct Drive {
    pub(super) runtime: Handle,
    /// The longest that one export may take.
    pub(super) timeout: Duration,
    /// When the installation ends, once that has been ordered.
    pub(super) end: watch::Receiver<Option<Instant>>,
    pub(super) state: Arc<State>,
}

/// How far the installation's end has come.
#[derive(Default)]
pub(super) struct State {
    /// The last reading has been exported: nothing more is.
    pub(super) is_over: AtomicBool,
    /// The end cut an export off.
    pub(super) was_cut_off: AtomicBool,
}

/// See the module's documentation.
pub(super) struct Driven<E> {
    exporter: E,
    drive: Drive,
    failures: Mutex<Failures>,
}

impl<E: PushMetricExporter> Driven<E> {
    pub(super) const fn new(exporter: E, drive: Drive) -> Self {
        Self { exporter, drive, failures: Mutex::new(Failures::new("metrics")) }
    }

    /// Exports for as long as an export may take, and as whoever ends the installation waits.
    async fn export_in_time(&self, collected: &ResourceMetrics) -> Result<(), (DropReason, Option<String>)> {
        let mut end = self.drive.end.clone();
        tokio::select! {
            biased;
            outcome = timeout(self.drive.timeout, self.exporter.export(collected)) => match outcome {
                Ok(Ok(())) => Ok(()),
                Ok(Err(OTelSdkError::Timeout(_))) | Err(_) => Err((DropReason::Timeout, None)),
                Ok(Err(error)) => Err((DropReason::ExporterError, Some(error.to_string()))),
            },
            () = passed(&mut end) => {
                self.drive.state.was_cut_off.store(true, Relaxed);
                Err((DropReason::Timeout, None))
            }
        }
    }

    fn say(&self, outcome: Result<(), (DropReason, Option<String>)>, collected: &ResourceMetrics) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(()) => failures.succeeded(None),
            Err((reason, error)) => {
                failures.failed(Failure { reason, error, records: count(collected), receiver: None });
            }
        }
    }
}

/// Waits until the installation's end has been ordered and its time is over.
pub(super) async fn passed(end: &mut watch::Receiver<Option<Instant>>) {
    loop {
        let until = *end.borrow_and_update();
        match until {
            Some(until) => return sleep_until(until.into()).await,
            None if end.changed().await.is_ok() => {}
            None => return std::future::pending().await,
        }
    }
}

impl<E: PushMetricExporter> PushMetricExporter for Driven<E> {
    /// Always returns `Ok`: a failure has been said then, and the reader would say it again for each export.
    async fn export(&self, collected: &ResourceMetrics) -> OTelSdkResult {
        if !self.drive.state.is_over.load(Relaxed) {
            // The reader's own thread waits here, and no other; the runtime has a thread that drives it meanwhile.
            let export = || self.drive.runtime.block_on(self.export_in_time(collected));
            // A panic would end the reader, and with it all metrics.
            let outcome = catch_unwind(AssertUnwindSafe(export)).unwrap_or_else(|_| {
                Err((DropReason::ExporterError, Some("the exporter panicked".to_owned())))
            });
            self.say(outcome, collected);
        }
        Ok(())
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).end();
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn temporality(&self) -> Temporality {
        self.exporter.temporality()
    }
}

/// Returns how many data points there are.
fn count(collected: &ResourceMetrics) -> u64 {
    let metrics = collected.scope_metrics().flat_map(ScopeMetrics::metrics);
    let points = metrics.map(|metric| match metric.data() {
        AggregatedMetrics::F64(data) => points(data),
        AggregatedMetrics::U64(data) => points(data),
        AggregatedMetrics::I64(data) => points(data),
    });
    points.sum::<usize>() as u64
}

fn points<T>(data: &MetricData<T>) -> usize {
    match data {
        MetricData::Gauge(gauge) => gauge.data_points().count(),
        MetricData::Sum(sum) => sum.data_points().count(),
        MetricData::Histogram(histogram) => histogram.data_points().count(),
        MetricData::ExponentialHistogram(histogram) => histogram.data_points().count(),
    }
}
