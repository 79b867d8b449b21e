//! The metrics' part of an installation: what they go to, and what observes the books.

use std::{io, sync::Arc, time::Duration};

use opentelemetry::metrics::MeterProvider as _;
use opentelemetry_sdk::{Resource, metrics::SdkMeterProvider};

use super::{InstallError, TelemetryBuilder};
use crate::{
    config::{Config, Destination},
    metrics::{
        Books, ConsoleMetrics, Listener, MetricPipeline, Observation, Outputs, PendingMetrics, Source, scope,
    },
};

/// Adds an exporter that code gives, once it is known how often it exports.
pub(super) type AddMetricExporter = Box<dyn FnOnce(&mut Outputs, Duration)>;

/// What ends with the installation.
pub(super) struct Metrics {
    pipeline: Option<MetricPipeline>,
    source: Arc<Source>,
    /// They end when the installation drops them.
    _listeners: Vec<Listener>,
    _observed: Option<Observation>,
}

impl Metrics {
    /// Starts what code and environment name; nothing where that is nothing.
    pub(super) fn start(
        code: &mut TelemetryBuilder,
        config: &Config,
        resource: &Resource,
    ) -> Result<Self, InstallError> {
        let given = std::mem::take(&mut code.metric_exporters);
        let observed = code.observe_runtime.and_then(|observe| observe());
        let is_scraped = config.metrics.iter().any(|named| matches!(named, Destination::Prometheus(..)));
        if code.leaves_metrics || (given.is_empty() && config.metrics.is_empty() && !code.has_metrics_page) {
            let source = Arc::new(Source::new(resource.clone(), None));
            return Ok(Self { pipeline: None, source, _listeners: Vec::new(), _observed: observed });
        }
        let interval = code.metric_interval;
        let add = |outputs: &mut Outputs| {
            if given.is_empty() {
                return config
                    .metrics
                    .iter()
                    .try_for_each(|named| add_named(outputs, named, config, interval));
            }
            let interval = interval.unwrap_or_else(|| config.metric_exports.interval_of_code());
            for add in given {
                add(outputs, interval);
            }
            Ok(())
        };
        let is_asked = code.has_metrics_page || is_scraped;
        let pipeline = MetricPipeline::start(resource, config.metric_exports.timeout, is_asked, add)?;
        let source = pipeline.source().clone();
        let listeners = listeners(&config.metrics, &source)?;
        Ok(Self { pipeline: Some(pipeline), source, _listeners: listeners, _observed: observed })
    }

    /// Returns our provider, if there is one.
    pub(super) fn provider(&self) -> Option<&SdkMeterProvider> {
        self.pipeline.as_ref().map(MetricPipeline::provider)
    }

    /// Returns what is measured.
    pub(super) const fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Lets our provider observe the books, or else the process's.
    pub(super) fn show(&self, books: &Arc<Books>) {
        match self.provider() {
            Some(provider) => books.observe(&provider.meter_with_scope(scope())),
            None => books.observe(&opentelemetry::global::meter_with_scope(scope())),
        }
    }

    pub(super) fn begin_flush(&self, timeout: Duration) -> Option<PendingMetrics> {
        self.pipeline.as_ref().map(|pipeline| pipeline.begin_flush(timeout))
    }

    pub(super) fn begin_end(&self, timeout: Duration) -> Option<PendingMetrics> {
        self.source.withdraw();
        self.pipeline.as_ref().map(|pipeline| pipeline.begin_end(timeout))
    }
}

/// Listens wherever the environment says, also where code gives exporters: who scrapes is asked for by name.
fn listeners(named: &[Destination], source: &Arc<Source>) -> Result<Vec<Listener>, InstallError> {
    let mut listeners = Vec::new();
    for named in named {
        if let Destination::Prometheus(host, port) = named {
            let started = Listener::start(host, *port, source.clone());
            let listening = |source| InstallError::Listener { address: format!("{host}:{port}"), source };
            listeners.push(started.map_err(listening)?);
        }
    }
    Ok(listeners)
}

/// Adds an output that the environment names.
#[cfg_attr(
    not(any(feature = "otlp", feature = "grpc")),
    expect(clippy::unnecessary_wraps, reason = "only OTLP exporters can fail to be made")
)]
fn add_named(
    outputs: &mut Outputs,
    named: &Destination,
    config: &Config,
    interval: Option<Duration>,
) -> Result<(), InstallError> {
    let interval = interval.unwrap_or_else(|| config.metric_exports.interval(named));
    match named {
        #[cfg(any(feature = "otlp", feature = "grpc"))]
        Destination::Otlp(otlp) => {
            outputs.add(crate::export::otlp::metrics(otlp, config.metric_exports.temporality)?, interval);
        }
        Destination::Console => outputs.add(Box::new(ConsoleMetrics::new(io::stderr())), interval),
        _ => {}
    }
    Ok(())
}
