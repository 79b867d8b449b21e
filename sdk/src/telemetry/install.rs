//! The installation itself: from what code and environment say to running threads.

use std::{
    io::{self, IsTerminal},
    sync::Arc,
};

use opentelemetry::KeyValue;
use opentelemetry_sdk::Resource;
use tracing::Level;

use super::{
    TelemetryBuilder, TelemetryGuard, builder::MakeSpanSink, guard::Running, logs::Logs, metrics::Metrics,
};
use crate::{
    config::{Config, ConfigError, Destination},
    export::{Several, TraceTrees},
    installed::{self, Installation},
    logs::LogPipelineError,
    metrics::{Book, Books},
    pipeline::{Ledger, Queue, QueueLimits, Sink, Worker},
    subscriber::{self, SubscriberError},
    trace::{self, FinishedSpan, Processors, SpanPipeline, SpanSampler, TracerProvider},
};

/// Why an installation failed; nothing is in force then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InstallError {
    /// A variable of the environment has a value that cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The system gives no thread, or no event loop, for an exporter.
    #[error("cannot start an exporting thread")]
    Thread(#[from] io::Error),
    /// An OTLP exporter cannot be made.
    #[cfg(any(feature = "otlp", feature = "grpc"))]
    #[error(transparent)]
    Otlp(#[from] crate::export::otlp::OtlpError),
    /// The page for Prometheus cannot be served at the address that `OTEL_EXPORTER_PROMETHEUS_HOST` and
    /// `OTEL_EXPORTER_PROMETHEUS_PORT` name.
    #[error("cannot serve metrics on {address}")]
    Listener {
        /// Host and port.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// The system gives no thread for exporting logs.
    #[error(transparent)]
    Logs(#[from] LogPipelineError),
    /// The program has a subscriber or a filter that this installation cannot work with.
    #[error(transparent)]
    Subscriber(#[from] SubscriberError),
}

/// Puts in force what code and environment say, code first.
pub(super) fn install(
    mut code: TelemetryBuilder,
    mut config: Config,
) -> Result<TelemetryGuard, InstallError> {
    let propagators = code.propagators.take().unwrap_or(std::mem::take(&mut config.propagators));
    if config.disabled {
        // The specification excepts propagation: headers pass through a process that records nothing.
        opentelemetry::global::set_text_map_propagator(propagators);
        return Ok(TelemetryGuard::disabled());
    }
    let resource = resource(&code, &config);
    let logs = Logs::start(&mut code, &config, &resource);
    let metrics = Metrics::start(&mut code, &config, &resource);
    let limits = hasty_for_terminals(code.span_queue.unwrap_or(config.span_queue), &config.traces);
    let ledger = Arc::new(Ledger::default());
    let queue = Arc::new(Queue::new(limits, ledger.clone()));
    let given = std::mem::take(&mut code.span_sinks);
    let make = || span_sinks(given, &config.traces, &resource);
    let worker: Worker<FinishedSpan> = Worker::start("traces", queue.clone(), ledger.clone(), make)?;
    let sampler = code.sampler.take().unwrap_or_else(|| SpanSampler::of_the_sdk(config.sampler));
    code.processors.iter_mut().for_each(|(processor, _)| processor.set_resource(&resource));
    let processors = Processors::start(std::mem::take(&mut code.processors))?;
    let span_limits = code.span_limits.unwrap_or(config.span_limits);
    let (logs, metrics) = (logs?, metrics?);
    let waiting = queue.clone();
    let book = Book::of_spans(ledger.clone(), limits.items, move || waiting.len());
    let books = Arc::new(Books::new(logs.books().chain([book]).collect()));
    if !code.leaves_subscriber {
        subscriber::set_global()?;
    }
    // Last of all: it cannot be taken back.
    let pipeline = SpanPipeline::new(sampler, span_limits, processors, queue, ledger);
    trace::prepare_clock();
    opentelemetry::global::set_tracer_provider(TracerProvider::new());
    let installation = Installation {
        spans: pipeline,
        span_level: code.span_level.unwrap_or(Level::INFO),
        propagators,
        meters: metrics.provider().cloned(),
        source: metrics.source().clone(),
    };
    config.metric_exports.exemplars.put_in_force();
    installed::set(installation, &logs.outputs);
    subscriber::filter_changed();
    metrics.show(&books);
    Ok(TelemetryGuard::new(Running { spans: pipeline, worker, logs, metrics, books }))
}

fn resource(code: &TelemetryBuilder, config: &Config) -> Resource {
    let environment = config.resource.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
    let resource =
        Resource::builder().with_attributes(environment).with_attributes(code.attributes.iter().cloned());
    match &code.service_name {
        Some(name) => resource.with_service_name(name.clone()).build(),
        None => resource.build(),
    }
}

/// Makes what the spans go to: what code gives, else what the environment names.
#[cfg_attr(
    not(any(feature = "otlp", feature = "grpc")),
    expect(clippy::unnecessary_wraps, reason = "only OTLP exporters can fail to be made")
)]
fn span_sinks(
    given: Vec<MakeSpanSink>,
    named: &[Destination],
    resource: &Resource,
) -> Result<Several<FinishedSpan>, InstallError> {
    if !given.is_empty() {
        return Ok(Several::new(given.into_iter().map(|make| make(resource)).collect()));
    }
    let mut sinks: Vec<Box<dyn Sink<FinishedSpan>>> = Vec::new();
    for destination in named {
        let sink: Box<dyn Sink<FinishedSpan>> = match destination {
            #[cfg(any(feature = "otlp", feature = "grpc"))]
            Destination::Otlp(config) => crate::export::otlp::spans(config, resource)?,
            Destination::Console => Box::new(TraceTrees::new(io::stderr())),
            Destination::Terminal if io::stderr().is_terminal() => Box::new(TraceTrees::new(io::stderr())),
            _ => continue,
        };
        sinks.push(sink);
    }
    Ok(Several::new(sinks))
}

/// Who watches a terminal does not wait five seconds for a trace.
fn hasty_for_terminals(limits: QueueLimits, named: &[Destination]) -> QueueLimits {
    let is_watched = named.iter().any(|named| matches!(named, Destination::Console | Destination::Terminal));
    let delay =
        if is_watched { limits.delay.min(std::time::Duration::from_millis(200)) } else { limits.delay };
    QueueLimits { delay, ..limits }
}
