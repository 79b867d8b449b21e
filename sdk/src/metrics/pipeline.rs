//! The metrics' part of an installation: a `MeterProvider` of OpenTelemetry's SDK that can be flushed and ended within a
//! deadline.
//!
//! The SDK's own calls wait for as long as an exporter takes. Here they run on a thread of their own, and exports are cut
//! off when the installation's time is over.

use std::{
    io,
    sync::{
        Arc,
        atomic::Ordering::Relaxed,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use opentelemetry::Context;
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkError,
    metrics::{MeterProviderBuilder, PeriodicReader, SdkMeterProvider, exporter::PushMetricExporter},
};
use tokio::{
    runtime::{self, Runtime},
    sync::{
        mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
        watch,
    },
    task::spawn_blocking,
};

use super::driven::{Drive, Driven, State};
use crate::pipeline::after;

/// How long the thread may take, past the deadline, to say how it ended.
const TO_SAY_SO: Duration = Duration::from_millis(100);

/// Readers that are being added to a provider.
pub(crate) struct Readers {
    builder: MeterProviderBuilder,
    drive: Drive,
}

impl Readers {
    /// Adds a periodic reader with an exporter; `receiver` is where it exports to, without credentials.
    pub(crate) fn add(
        &mut self,
        exporter: impl PushMetricExporter,
        interval: Duration,
        receiver: Option<String>,
    ) {
        let exporter = Driven::new(exporter, self.drive.clone(), receiver);
        let reader = PeriodicReader::builder(exporter).with_interval(interval).build();
        self.builder = std::mem::take(&mut self.builder).with_reader(reader);
    }
}

/// A running provider; dropping it without [`MetricPipeline::begin_end`] ends it without a last export.
pub(crate) struct MetricPipeline {
    provider: SdkMeterProvider,
    orders: UnboundedSender<Order>,
    end: watch::Sender<Option<Instant>>,
}

/// What is wanted of the provider: that all metrics be read and exported, and perhaps its end.
struct Order {
    until: Instant,
    /// How long the other signals are waited for, so that the reading holds what became of them.
    patience: Duration,
    others_are_done: Receiver<()>,
    ends: bool,
    done: SyncSender<Result<(), Unread>>,
}

impl MetricPipeline {
    /// Starts the provider with the readers that `add` adds; it is called within the runtime that exporters run on.
    ///
    /// # Errors
    /// Where the system gives no thread, or no event loop for the runtime, and what `add` says.
    pub(crate) fn start<X: From<io::Error>>(
        resource: &Resource,
        timeout: Duration,
        add: impl FnOnce(&mut Readers) -> Result<(), X>,
    ) -> Result<Self, X> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let (end, ends) = watch::channel(None);
        let drive =
            Drive { runtime: runtime.handle().clone(), timeout, end: ends, state: Arc::<State>::default() };
        let builder = SdkMeterProvider::builder().with_resource(resource.clone());
        let mut readers = Readers { builder, drive };
        let added = {
            let _within = runtime.enter();
            add(&mut readers)
        };
        let Readers { builder, drive } = readers;
        let provider = builder.build();
        let (orders, inbox) = unbounded_channel();
        let pipeline = Self { provider: provider.clone(), orders, end };
        let taker = Taker { provider, inbox, state: drive.state };
        // Also where an exporter could not be made: the readers of those before it end with their provider only.
        thread::Builder::new().name("tracewell-metrics".to_owned()).spawn(move || taker.run(&runtime))?;
        added.map(|()| pipeline)
    }

    pub(crate) const fn provider(&self) -> &SdkMeterProvider {
        &self.provider
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

/// The thread that drives the exporters' runtime and takes orders.
struct Taker {
    provider: SdkMeterProvider,
    inbox: UnboundedReceiver<Order>,
    state: Arc<State>,
}

impl Taker {
    fn run(mut self, runtime: &Runtime) {
        let _silence = Context::enter_telemetry_suppressed_scope();
        runtime.block_on(async {
            let mut has_ended = false;
            while !has_ended {
                let order = self.inbox.recv().await;
                // Whoever lets go of the pipeline without an order wants nothing exported any more.
                has_ended = order.as_ref().is_none_or(|order| order.ends);
                let (provider, state) = (self.provider.clone(), self.state.clone());
                // What panics here is a callback of the program's, and ends the order.
                let _ = spawn_blocking(move || carry_out(order, &provider, &state)).await;
            }
        });
    }
}

/// Carries out an order, or the end that nobody has ordered.
fn carry_out(order: Option<Order>, provider: &SdkMeterProvider, state: &State) {
    let flushed = order.as_ref().map_or(Err(Unread::Late), |order| {
        let others = order.others_are_done.recv_timeout(order.patience);
        // Nobody waits for it any more where the other end is gone, or it is too late.
        let is_wanted = others != Err(RecvTimeoutError::Disconnected) && Instant::now() < order.until;
        if !is_wanted {
            return Err(Unread::Late);
        }
        provider.force_flush().map_err(|error| match error {
            OTelSdkError::Timeout(_) => Unread::Late,
            _ => Unread::Lost,
        })
    });
    if order.as_ref().is_none_or(|order| order.ends) {
        // The SDK exports once more when it shuts down; everything has been exported.
        state.is_over.store(true, Relaxed);
        let _ = provider.shutdown();
    }
    if let Some(order) = order {
        let was_cut_off = state.was_cut_off.load(Relaxed);
        let _ = order.done.send(if was_cut_off { Err(Unread::Late) } else { flushed });
    }
}
