//! Metrics of OpenTelemetry's SDK as scopes of a snapshot: other libraries' instruments, and our own books.
//!
//! The SDK hands out what it has aggregated to readers that it knows. This one reads when it is asked, and always totals:
//! who sends differences makes them.

mod points;

use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, OnceLock, Weak},
    time::Duration,
};

use opentelemetry_sdk::{
    error::{OTelSdkError, OTelSdkResult},
    metrics::{
        InstrumentKind, ManualReader, Pipeline, Temporality,
        data::{AggregatedMetrics, Metric, ResourceMetrics, ScopeMetrics},
        reader::MetricReader,
    },
};

use super::{
    scope as books_scope,
    snapshot::{Data, MetricSnapshot, ScopeSnapshot},
};

/// A reader of one provider; its clones are the same reader.
#[derive(Clone, Debug, Default)]
pub(crate) struct SdkReader {
    pipeline: Arc<OnceLock<Weak<Pipeline>>>,
}

impl SdkReader {
    /// Reads all instruments of the provider, and runs the callbacks of observable ones: none of them where the provider
    /// has ended, or where a callback panics.
    pub(crate) fn scopes(&self) -> Vec<ScopeSnapshot> {
        let mut collected = ResourceMetrics::default();
        // A callback is the program's code, on a thread of ours.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.collect(&mut collected)));
        if !matches!(outcome, Ok(Ok(()))) {
            return Vec::new();
        }
        collected.scope_metrics().map(scope).collect()
    }
}

impl MetricReader for SdkReader {
    fn register_pipeline(&self, pipeline: Weak<Pipeline>) {
        let _ = self.pipeline.set(pipeline);
    }

    fn collect(&self, collected: &mut ResourceMetrics) -> OTelSdkResult {
        let pipeline = self.pipeline.get().ok_or(OTelSdkError::AlreadyShutdown)?;
        // The SDK's own reader is the only way to read, and keeps a lock that a panic would spoil: each has its own.
        let reader = ManualReader::default();
        reader.register_pipeline(pipeline.clone());
        reader.collect(collected)
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }

    fn temporality(&self, _kind: InstrumentKind) -> Temporality {
        Temporality::Cumulative
    }
}

fn scope(collected: &ScopeMetrics) -> ScopeSnapshot {
    // The SDK does not say how an instrument has its values; all of the books are observed.
    let is_observed = *collected.scope() == books_scope();
    let metrics = collected.metrics().map(|found| metric(found, is_observed));
    ScopeSnapshot { scope: collected.scope().clone(), metrics: metrics.collect() }
}

fn metric(metric: &Metric, is_observed: bool) -> MetricSnapshot {
    MetricSnapshot {
        name: Cow::Owned(metric.name().to_owned()),
        description: Cow::Owned(metric.description().to_owned()),
        unit: Cow::Owned(metric.unit().to_owned()),
        is_observed,
        data: data(metric.data()),
    }
}

fn data(data: &AggregatedMetrics) -> Data {
    match data {
        AggregatedMetrics::F64(data) => points::data(data),
        AggregatedMetrics::U64(data) => points::data(data),
        AggregatedMetrics::I64(data) => points::data(data),
    }
}

#[cfg(test)]
mod tests;
