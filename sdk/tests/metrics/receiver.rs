//! Installations, and what they export to.

use std::{
    collections::BTreeMap,
    future::pending,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use opentelemetry::{
    KeyValue, global,
    trace::{Span as _, Tracer as _},
};
use opentelemetry_sdk::{
    error::{OTelSdkError, OTelSdkResult},
    logs::{LogBatch, LogExporter},
    metrics::{
        InMemoryMetricExporter, Temporality,
        data::{AggregatedMetrics, MetricData, ResourceMetrics, ScopeMetrics},
        exporter::PushMetricExporter,
    },
    trace::{SpanData, SpanExporter},
};
use tracewell::{Telemetry, TelemetryBuilder, logs::MemorySink};

pub(crate) const SOON: Duration = Duration::from_secs(20);

/// An installation is the process's: one test at a time.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An installation that hears nothing of the process's environment.
pub(crate) fn builder(lines: &MemorySink) -> TelemetryBuilder {
    Telemetry::builder().environment([("OTEL_TRACES_EXPORTER", "none")]).log_sink(lines.clone())
}

/// What an exporter of spans and logs does with each batch.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Receiver {
    Takes,
    Refuses,
    TimesOut,
    IsSlow,
    Hangs,
}

impl Receiver {
    async fn answer(self) -> OTelSdkResult {
        match self {
            Self::Takes => Ok(()),
            Self::Refuses => Err(OTelSdkError::InternalFailure("refused".to_owned())),
            Self::TimesOut => Err(OTelSdkError::Timeout(Duration::ZERO)),
            Self::IsSlow => {
                tokio::time::sleep(Duration::from_millis(200)).await;
                Ok(())
            }
            Self::Hangs => pending().await,
        }
    }
}

impl SpanExporter for Receiver {
    async fn export(&self, _batch: Vec<SpanData>) -> OTelSdkResult {
        self.answer().await
    }
}

impl LogExporter for Receiver {
    async fn export(&self, _batch: LogBatch<'_>) -> OTelSdkResult {
        self.answer().await
    }
}

/// A receiver of metrics that never answers.
pub(crate) struct Silent(#[expect(dead_code, reason = "it is counted")] pub(crate) Arc<()>);

impl PushMetricExporter for Silent {
    async fn export(&self, _metrics: &ResourceMetrics) -> OTelSdkResult {
        pending().await
    }
    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }
    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
    fn temporality(&self) -> Temporality {
        Temporality::Cumulative
    }
}

/// The last export, by metric and `error.type`; zeros are left out.
pub(crate) fn last(exporter: &InMemoryMetricExporter) -> BTreeMap<(String, String), u64> {
    let exports = exporter.get_finished_metrics().unwrap();
    let scopes = exports.last().into_iter().flat_map(ResourceMetrics::scope_metrics);
    let sums = scopes.flat_map(ScopeMetrics::metrics).filter_map(|metric| match metric.data() {
        AggregatedMetrics::U64(MetricData::Sum(sum)) => Some((metric.name(), sum)),
        _ => None,
    });
    let points = sums.flat_map(|(name, sum)| sum.data_points().map(move |point| (name, point)));
    let series = points.map(|(name, point)| {
        let error_type = point.attributes().find(|attribute| attribute.key.as_str() == "error.type");
        let error_type = error_type.map_or(String::new(), |attribute| attribute.value.to_string());
        ((name.to_owned(), error_type), point.value())
    });
    series.filter(|(_, value)| *value > 0).collect()
}

/// Makes a span of about this many bytes.
pub(crate) fn span(weight: usize) {
    let mut span = global::tracer("test").start("work");
    span.set_attribute(KeyValue::new("filling", "x".repeat(weight)));
}
