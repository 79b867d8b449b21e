//! The metrics' part of an installation: what they go to, and what observes the books.

use std::{io, sync::Arc, time::Duration};

use opentelemetry::metrics::MeterProvider as _;
use opentelemetry_sdk::Resource;

use super::{InstallError, TelemetryBuilder};
use crate::{
    config::{Config, Destination},
    metrics::{Books, ConsoleMetrics, MetricPipeline, PendingMetrics, Readers, scope},
};

/// Adds an exporter that code gives, once it is known how often it exports.
pub(super) type AddMetricExporter = Box<dyn FnOnce(&mut Readers, Duration)>;

/// What ends with the installation.
#[derive(Default)]
pub(super) struct Metrics {
    pipeline: Option<MetricPipeline>,
}

impl Metrics {
    /// Starts what code and environment name; nothing where that is nothing.
    pub(super) fn start(
        code: &mut TelemetryBuilder,
        config: &Config,
        resource: &Resource,
    ) -> Result<Self, InstallError> {
        let given = std::mem::take(&mut code.metric_exporters);
        if code.leaves_metrics || (given.is_empty() && config.metrics.is_empty()) {
            return Ok(Self::default());
        }
        let interval = code.metric_interval;
        let add = |readers: &mut Readers| {
            if given.is_empty() {
                return config
                    .metrics
                    .iter()
                    .try_for_each(|named| add_named(readers, named, config, interval));
            }
            let interval = interval.unwrap_or_else(|| config.metric_exports.interval_of_code());
            for add in given {
                add(readers, interval);
            }
            Ok(())
        };
        let pipeline = MetricPipeline::start(resource, config.metric_exports.timeout, add)?;
        Ok(Self { pipeline: Some(pipeline) })
    }

    /// Makes our provider the process's, if there is one, and lets it observe the books; else lets the process's.
    pub(super) fn put_in_force(&self, books: &Arc<Books>) {
        if let Some(pipeline) = &self.pipeline {
            opentelemetry::global::set_meter_provider(pipeline.provider().clone());
            books.observe(&pipeline.provider().meter_with_scope(scope()));
        } else {
            books.observe(&opentelemetry::global::meter_with_scope(scope()));
        }
    }

    pub(super) fn begin_flush(&self, timeout: Duration) -> Option<PendingMetrics> {
        self.pipeline.as_ref().map(|pipeline| pipeline.begin_flush(timeout))
    }

    pub(super) fn begin_end(&self, timeout: Duration) -> Option<PendingMetrics> {
        self.pipeline.as_ref().map(|pipeline| pipeline.begin_end(timeout))
    }
}

/// Adds an exporter that the environment names.
#[cfg_attr(
    not(any(feature = "otlp", feature = "grpc")),
    expect(clippy::unnecessary_wraps, reason = "only OTLP exporters can fail to be made")
)]
fn add_named(
    readers: &mut Readers,
    named: &Destination,
    config: &Config,
    interval: Option<Duration>,
) -> Result<(), InstallError> {
    let interval = interval.unwrap_or_else(|| config.metric_exports.interval(named));
    match named {
        #[cfg(any(feature = "otlp", feature = "grpc"))]
        Destination::Otlp(otlp) => {
            let exporter = crate::export::otlp::metrics(otlp, config.metric_exports.temporality)?;
            readers.add(exporter, interval, Some(otlp.receiver()));
        }
        Destination::Console => readers.add(ConsoleMetrics::new(io::stderr()), interval, None),
        _ => {}
    }
    Ok(())
}
