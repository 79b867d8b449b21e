//! The metrics' part of an installation: a `MeterProvider` of OpenTelemetry's SDK and our own instruments, read together
//! once in each interval, flushed and ended within a deadline.
//!
//! ```text
//! Source ─▶ Snapshot ─▶ each output (OTLP, console)       on the thread of the pipeline
//! MeterProvider ─▶ PeriodicReader ─▶ the program's own exporters (Driven)
//! ```
//!
//! What takes time, and what is the program's code, runs on threads that nobody has to wait for: exports are cut off when
//! the installation's time is over.

use std::{
    io,
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use opentelemetry_sdk::{
    Resource,
    metrics::{MeterProviderBuilder, PeriodicReader, SdkMeterProvider, exporter::PushMetricExporter},
};
use tokio::{
    runtime,
    sync::{
        mpsc::{UnboundedSender, unbounded_channel},
        watch,
    },
};

use super::{
    driven::{Drive, Driven, State},
    output::Output,
    sdk::SdkReader,
    sending::Sending,
    source::Source,
    taker::Taker,
};
use crate::pipeline::after;

/// How long the thread may take, past the deadline, to say how it ended.
const TO_SAY_SO: Duration = Duration::from_millis(100);

/// What metrics go to, while it is being put together.
pub(crate) struct Outputs {
    builder: MeterProviderBuilder,
    drive: Drive,
    sendings: Vec<Sending>,
}

impl Outputs {
    /// Adds an exporter of the program's own with a periodic reader of its own: it sees what the SDK has aggregated.
    pub(crate) fn add_exporter(&mut self, exporter: impl PushMetricExporter, interval: Duration) {
        let exporter = Driven::new(exporter, self.drive.clone());
        let reader = PeriodicReader::builder(exporter).with_interval(interval).build();
        self.builder = std::mem::take(&mut self.builder).with_reader(reader);
    }

    /// Adds an output, which sees all metrics of the process.
    pub(crate) fn add(&mut self, output: Box<dyn Output>, interval: Duration) {
        self.sendings.push(Sending::new(output, interval, self.drive.clone()));
    }
}

/// A running provider; dropping it without [`MetricPipeline::begin_end`] ends it without a last export.
pub(crate) struct MetricPipeline {
    provider: SdkMeterProvider,
    source: Arc<Source>,
    orders: UnboundedSender<Order>,
    end: watch::Sender<Option<Instant>>,
}

/// What is wanted of the provider: that all metrics be read and exported, and perhaps its end.
pub(super) struct Order {
    pub(super) until: Instant,
    /// How long the other signals are waited for, so that the reading holds what became of them.
    pub(super) patience: Duration,
    pub(super) others_are_done: Receiver<()>,
    pub(super) ends: bool,
    pub(super) done: SyncSender<Result<(), Unread>>,
}

impl MetricPipeline {
    /// Starts the provider with the outputs that `add` adds; it is called within the runtime that outputs run on.
    ///
    /// `is_asked` says that somebody reads who is no output. Else, where there are exporters of the program's own only,
    /// nothing is aggregated for us.
    ///
    /// # Errors
    /// Where the system gives no thread, or no event loop for the runtime, and what `add` says.
    pub(crate) fn start<X: From<io::Error>>(
        resource: &Resource,
        timeout: Duration,
        is_asked: bool,
        add: impl FnOnce(&mut Outputs) -> Result<(), X>,
    ) -> Result<Self, X> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let (end, ends) = watch::channel(None);
        let drive =
            Drive { runtime: runtime.handle().clone(), timeout, end: ends, state: Arc::<State>::default() };
        let builder = SdkMeterProvider::builder().with_resource(resource.clone());
        let mut outputs = Outputs { builder, drive, sendings: Vec::new() };
        let added = {
            let _within = runtime.enter();
            add(&mut outputs)
        };
        let Outputs { builder, drive, sendings } = outputs;
        let reader = (is_asked || !sendings.is_empty()).then(SdkReader::default);
        let provider = reader.iter().cloned().fold(builder, MeterProviderBuilder::with_reader).build();
        let source = Arc::new(Source::new(resource.clone(), reader));
        let (orders, inbox) = unbounded_channel();
        let pipeline = Self { provider: provider.clone(), source: source.clone(), orders, end };
        let taker = Taker { provider, source, inbox, sendings, drive };
        // Also where an output could not be made: the readers of those before it end with their provider only.
        thread::Builder::new().name("tracewell-metrics".to_owned()).spawn(move || taker.run(&runtime))?;
        added.map(|()| pipeline)
    }

    pub(crate) const fn provider(&self) -> &SdkMeterProvider {
        &self.provider
    }

    /// Returns what is read for each output.
    pub(crate) const fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Orders that all metrics be read and exported when the other signals are done, or half of the time is over.
    pub(crate) fn begin_flush(&self, timeout: Duration) -> PendingMetrics {
        self.order(timeout, false)
    }

    /// Orders the same for the last time, the end of the provider, and that no export go on past `timeout`.
    pub(crate) fn begin_end(&self, timeout: Duration) -> PendingMetrics {
        let _ = self.end.send(Some(after(timeout)));
        self.order(timeout, true)
    }

    fn order(&self, timeout: Duration, ends: bool) -> PendingMetrics {
        let (done, wait) = sync_channel(1);
        let (others, others_are_done) = sync_channel(1);
        let until = after(timeout);
        // Where nobody takes orders any more, waiting for it says so.
        let _ = self.orders.send(Order { until, patience: timeout / 2, others_are_done, ends, done });
        let patience = if ends { timeout.saturating_add(TO_SAY_SO) } else { timeout };
        PendingMetrics { wait, patience: after(patience), others }
    }
}

/// Why metrics that were to be read and sent did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// The deadline came first.
    Late,
    /// They were sent, and not taken.
    Lost,
}

/// An order that has not been carried out yet.
#[must_use = "whoever ordered it wants to know how it ended"]
pub(crate) struct PendingMetrics {
    wait: Receiver<Result<(), Unread>>,
    patience: Instant,
    others: SyncSender<()>,
}

impl PendingMetrics {
    /// Tells that the other signals are done, and waits.
    ///
    /// # Errors
    /// When the deadline came first, or the receiver did not take them.
    pub(crate) fn wait(self) -> Result<(), Unread> {
        let _ = self.others.send(());
        self.wait
            .recv_timeout(self.patience.saturating_duration_since(Instant::now()))
            .unwrap_or(Err(Unread::Late))
    }
}
