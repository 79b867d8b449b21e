//! Who takes part: the same endpoint, bare and with each library's telemetry.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use axum::{Router, routing::get};
use axum_tracing_opentelemetry::middleware::OtelAxumLayer;
use opentelemetry::{global, trace::TracerProvider};
use opentelemetry_instrumentation_tower::http;
use opentelemetry_sdk::{
    error::OTelSdkResult,
    metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider},
    propagation::TraceContextPropagator,
    trace::{BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracerProvider, SpanData, SpanExporter},
};
use tracewell::{Telemetry, TelemetryGuard, tower::ServerLayer};
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt};

use crate::{
    client::{self, Turn},
    orders::{show, show_handled},
    server::serve,
};

/// Counts what arrives, and throws it away.
#[derive(Clone, Debug, Default)]
struct CountingExporter(Arc<AtomicUsize>);

impl SpanExporter for CountingExporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.0.fetch_add(batch.len(), Relaxed);
        Ok(())
    }
}

/// One library under one setting.
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    address: SocketAddr,
    /// The sampler of our installation, which is in force in this one's turns alone.
    ours: Option<Sampler>,
    arrived: CountingExporter,
}

impl Contestant {
    fn new(name: &'static str, router: Router, arrived: CountingExporter) -> Self {
        Self { name, address: serve(router).expect("a socket"), ours: None, arrived }
    }

    fn bare(name: &'static str, router: Router) -> Self {
        Self::new(name, router, CountingExporter::default())
    }

    fn ours(name: &'static str, router: Router, sampler: Sampler) -> Self {
        Self { ours: Some(sampler), ..Self::bare(name, router) }
    }

    pub(crate) fn turn(&self) -> io::Result<Turn> {
        // An installation of ours sets its own.
        global::set_text_map_propagator(TraceContextPropagator::new());
        let _in_force = self.ours.clone().map(|sampler| install(sampler, self.arrived.clone()));
        client::turn(self.address)
    }

    /// Returns how many spans have arrived in all turns.
    pub(crate) fn arrived(&self) -> usize {
        self.arrived.0.load(Relaxed)
    }
}

fn install(sampler: Sampler, exporter: CountingExporter) -> TelemetryGuard {
    Telemetry::builder()
        .span_exporter(exporter)
        .sampler(sampler)
        .without_subscriber()
        .install()
        .expect("a thread")
}

/// A provider with the queue and the exporting thread that ours has, too; it lives as long as the process.
fn provider(exporter: CountingExporter) -> SdkTracerProvider {
    let limits = BatchConfigBuilder::default().with_max_queue_size(65_536).build();
    let processor = BatchSpanProcessor::builder(exporter).with_batch_config(limits).build();
    SdkTracerProvider::builder().with_span_processor(processor).build()
}

fn router() -> Router {
    Router::new().route("/orders/{id}", get(show))
}

fn handled() -> Router {
    Router::new().route("/orders/{id}", get(show_handled))
}

/// Spans and metrics, as ours; its layer takes the providers that are global when it is made.
fn instrumentation_tower() -> Contestant {
    let reader = PeriodicReader::builder(InMemoryMetricExporter::default())
        .with_interval(Duration::from_hours(24))
        .build();
    let arrived = CountingExporter::default();
    global::set_tracer_provider(provider(arrived.clone()));
    global::set_meter_provider(SdkMeterProvider::builder().with_reader(reader).build());
    let router = router().layer(http::server::Layer::new());
    Contestant::new("instrumentation_tower", router, arrived)
}

/// Spans alone. The subscriber is that of the whole process, as in a program, and takes nothing else.
fn axum_tracing() -> Contestant {
    let arrived = CountingExporter::default();
    let layer = tracing_opentelemetry::layer().with_tracer(provider(arrived.clone()).tracer("bench"));
    let own = Targets::new().with_target("otel::tracing", tracing::Level::TRACE);
    let subscriber = tracing_subscriber::registry().with(layer.with_filter(own));
    tracing::subscriber::set_global_default(subscriber).expect("ours leaves it");
    Contestant::new("axum_tracing", router().layer(OtelAxumLayer::default()), arrived)
}

/// Returns everyone, set up; the first is who the others are compared with.
pub(crate) fn contestants() -> Vec<Contestant> {
    let ten_percent = || Sampler::TraceIdRatioBased(0.1);
    vec![
        Contestant::bare("bare", router()),
        Contestant::bare("bare_again", router()),
        Contestant::ours("layer_10_percent", router().layer(ServerLayer::new()), ten_percent()),
        Contestant::ours("layer", router().layer(ServerLayer::new()), Sampler::AlwaysOn),
        Contestant::ours("handler_10_percent", handled(), ten_percent()),
        Contestant::ours("handler", handled(), Sampler::AlwaysOn),
        instrumentation_tower(),
        axum_tracing(),
    ]
}
