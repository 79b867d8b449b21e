//! The thread of a pipeline: it reads once in each interval, and carries out orders.

use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::Ordering::Relaxed,
        mpsc::{Receiver, RecvTimeoutError},
    },
    task::Poll,
    time::{Duration, Instant},
};

use opentelemetry::Context;
use opentelemetry_sdk::{error::OTelSdkError, metrics::SdkMeterProvider};
use tokio::{runtime::Runtime, sync::mpsc::UnboundedReceiver, task::spawn_blocking, time::sleep_until};

use super::{
    driven::{Drive, passed},
    pipeline::{Order, Unread},
    sending::Sending,
    snapshot::Snapshot,
    source::Source,
};

/// What the thread owns.
pub(super) struct Taker {
    pub(super) provider: SdkMeterProvider,
    pub(super) source: Arc<Source>,
    pub(super) inbox: UnboundedReceiver<Order>,
    pub(super) sendings: Vec<Sending>,
    pub(super) drive: Drive,
}

impl Taker {
    pub(super) fn run(mut self, runtime: &Runtime) {
        let _silence = Context::enter_telemetry_suppressed_scope();
        runtime.block_on(async {
            loop {
                tokio::select! {
                    biased;
                    order = self.inbox.recv() => {
                        // Whoever lets go of the pipeline without an order wants nothing exported any more.
                        let ends = order.as_ref().is_none_or(|order| order.ends);
                        self.carry_out(order, ends).await;
                        if ends {
                            return;
                        }
                    }
                    () = due(&self.sendings) => {
                        let _ = self.read(Some(Instant::now())).await;
                    }
                }
            }
        });
    }

    /// Carries out an order, or the end that nobody has ordered.
    async fn carry_out(&mut self, order: Option<Order>, ends: bool) {
        let (outcome, done) = match order {
            Some(Order { until, patience, others_are_done, done, .. }) => {
                (self.flush(until, patience, others_are_done).await, Some(done))
            }
            None => (Err(Unread::Late), None),
        };
        if ends {
            // The SDK exports once more when it shuts down; everything has been exported.
            self.drive.state.is_over.store(true, Relaxed);
            let provider = self.provider.clone();
            let _ = spawn_blocking(move || provider.shutdown()).await;
            self.sendings.iter_mut().for_each(Sending::end);
        }
        if let Some(done) = done {
            let was_cut_off = self.drive.state.was_cut_off.load(Relaxed);
            let _ = done.send(if was_cut_off { Err(Unread::Late) } else { outcome });
        }
    }

    /// Waits for the other signals, and reads and sends everything.
    async fn flush(
        &mut self,
        until: Instant,
        patience: Duration,
        others: Receiver<()>,
    ) -> Result<(), Unread> {
        let others = spawn_blocking(move || others.recv_timeout(patience)).await;
        // Nobody waits for it any more where the other end is gone, or it is too late.
        let is_wanted = matches!(others, Ok(Ok(()) | Err(RecvTimeoutError::Timeout)));
        if !is_wanted || Instant::now() >= until {
            return Err(Unread::Late);
        }
        let provider = self.provider.clone();
        // What panics here is a callback of the program's.
        let flushed = spawn_blocking(move || provider.force_flush()).await;
        let ours = self.read(None).await;
        match flushed {
            Ok(Ok(())) => ours,
            Ok(Err(OTelSdkError::Timeout(_))) => Err(Unread::Late),
            Ok(Err(_)) | Err(_) => Err(Unread::Lost),
        }
    }

    /// Sends one reading to all outputs, or to those whose time has come at `now`.
    async fn read(&mut self, now: Option<Instant>) -> Result<(), Unread> {
        let is_wanted = |sending: &Sending| now.is_none_or(|now| sending.is_due(now));
        let wanted: Vec<_> = self.sendings.iter_mut().filter(|sending| is_wanted(sending)).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let source = self.source.clone();
        let mut end = self.drive.end.clone();
        let snapshot = tokio::select! {
            biased;
            // Callbacks are the program's: on a thread of their own they hold up no order to end.
            snapshot = spawn_blocking(move || silently(&source)) => snapshot.map_err(|_| Unread::Lost)?,
            () = passed(&mut end) => {
                self.drive.state.was_cut_off.store(true, Relaxed);
                return Err(Unread::Late);
            }
        };
        let now = Instant::now();
        let mut sent: Vec<_> =
            wanted.into_iter().map(|sending| Box::pin(sending.send(&snapshot, now))).collect();
        let mut outcome = Ok(());
        poll_fn(|context| {
            sent.retain_mut(|sent| match sent.as_mut().poll(context) {
                Poll::Ready(sent) => {
                    outcome = outcome.and(sent);
                    false
                }
                Poll::Pending => true,
            });
            if sent.is_empty() { Poll::Ready(outcome) } else { Poll::Pending }
        })
        .await
    }
}

fn silently(source: &Source) -> Snapshot {
    let _silence = Context::enter_telemetry_suppressed_scope();
    source.snapshot()
}

/// Waits until it is the time of an output; for ever where there is none.
async fn due(sendings: &[Sending]) {
    match sendings.iter().map(Sending::next).min() {
        Some(next) => sleep_until(next.into()).await,
        None => std::future::pending().await,
    }
}
