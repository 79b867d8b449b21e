//! The thread that empties one signal's queue.
//!
//! It has a small runtime of its own, so that exporters work the same under a multi-thread tokio, a current-thread
//! tokio, and without tokio; nobody who flushes can wait for a task that waits for them. Telemetry is suppressed on it:
//! an exporter's own HTTP calls make no spans.

use std::{
    io, mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{RecvTimeoutError, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use opentelemetry::Context;
use tokio::{
    runtime,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::{sleep, timeout_at},
};

use super::{Delivery, DropReason, Item, Ledger, Queue, QueueLimits, Sink};

/// How long a worker may take, past the deadline, to enter what became of the batch under way.
const TO_THE_BOOKS: Duration = Duration::from_millis(100);

/// Why flushing or shutting down did not end as it should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum WorkerError {
    /// The deadline passed first.
    #[error("not all of it left within {0:?}")]
    Deadline(Duration),
    /// The thread has ended before: shut down twice, or killed by a panic of an exporter.
    #[error("the pipeline is shut down")]
    Gone,
}

/// A running worker; dropping it without [`Worker::shutdown`] lets the thread end when the queue's other owners let go.
pub(crate) struct Worker<T> {
    queue: Arc<Queue<T>>,
    orders: UnboundedSender<Order>,
    thread: Option<JoinHandle<()>>,
}

/// What a caller wants of the worker, until when, and where to say that it is done.
struct Order {
    until: Instant,
    ends: bool,
    done: SyncSender<()>,
}

impl<T: Item> Worker<T> {
    /// Starts the thread with the sink that `make` returns; it is called within the thread's runtime, because some
    /// exporters want one from their birth.
    ///
    /// # Errors
    /// Where the system gives no thread, or no event loop for its runtime, and what `make` says.
    pub(crate) fn start<S: Sink<T>, E: From<io::Error>>(
        name: &str,
        queue: Arc<Queue<T>>,
        limits: QueueLimits,
        ledger: Arc<Ledger>,
        make: impl FnOnce() -> Result<S, E>,
    ) -> Result<Self, E> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let sink = {
            let _within = runtime.enter();
            make()?
        };
        let (orders, inbox) = unbounded_channel();
        let exporter =
            Exporter { queue: queue.clone(), limits, ledger, sink, inbox, open: Vec::new(), in_flight: 0 };
        let thread = thread::Builder::new()
            .name(format!("tracewell-{name}"))
            .spawn(move || exporter.run_guarded(&runtime))?;
        Ok(Self { queue, orders, thread: Some(thread) })
    }

    /// Sends what waits, and returns when it has left.
    ///
    /// # Errors
    /// When `timeout` passes first; what is left stays in the queue.
    pub(crate) fn flush(&self, timeout: Duration) -> Result<(), WorkerError> {
        self.order(timeout, false)
    }

    /// Sends what waits, as far as `timeout` allows, and ends the thread; what remains is counted as dropped.
    ///
    /// # Errors
    /// When `timeout` passed before everything had left.
    pub(crate) fn shutdown(&mut self, timeout: Duration) -> Result<(), WorkerError> {
        let outcome = self.order(timeout, true);
        self.queue.close();
        if let (Ok(()), Some(thread)) = (&outcome, self.thread.take()) {
            // It has said that it is done: joining waits for the end of a function, not for an exporter.
            let _ = thread.join();
        }
        outcome
    }

    fn order(&self, timeout: Duration, ends: bool) -> Result<(), WorkerError> {
        let (done, wait) = sync_channel(1);
        let until = after(timeout);
        self.orders.send(Order { until, ends, done }).map_err(|_| WorkerError::Gone)?;
        // The worker gives up at the same instant: whoever ends it lets it enter what became of the last batch.
        let patience = if ends { timeout.saturating_add(TO_THE_BOOKS) } else { timeout };
        match wait.recv_timeout(patience) {
            Ok(()) if Instant::now() < until => Ok(()),
            Ok(()) | Err(RecvTimeoutError::Timeout) => Err(WorkerError::Deadline(timeout)),
            Err(RecvTimeoutError::Disconnected) => Err(WorkerError::Gone),
        }
    }
}

/// Returns the instant so far from now; for times without end, one that nobody will see.
pub(crate) fn after(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time).unwrap_or_else(|| now + Duration::from_hours(24 * 365))
}

/// The worker as its own thread sees it.
struct Exporter<T, S> {
    queue: Arc<Queue<T>>,
    limits: QueueLimits,
    ledger: Arc<Ledger>,
    sink: S,
    inbox: UnboundedReceiver<Order>,
    /// Orders that were read while an export was under way.
    open: Vec<Order>,
    /// Records of the batch that is being exported.
    in_flight: usize,
}

/// Why the worker woke up.
enum Wake {
    BatchIsFull,
    DelayIsOver,
    Ordered,
    /// Nobody is left who could give an order.
    Abandoned,
}

impl<T: Item, S: Sink<T>> Exporter<T, S> {
    /// Runs to the end, also past a panic of the exporter: that batch is lost and counted, the next is tried.
    fn run_guarded(mut self, runtime: &runtime::Runtime) {
        let _silence = Context::enter_telemetry_suppressed_scope();
        while catch_unwind(AssertUnwindSafe(|| runtime.block_on(self.run()))).is_err() {
            let lost = mem::take(&mut self.in_flight);
            self.ledger.lose(lost, DropReason::ExporterError);
        }
    }

    async fn run(&mut self) {
        loop {
            match self.wake().await {
                Wake::BatchIsFull => {
                    self.export_batch().await;
                }
                Wake::DelayIsOver => self.drain(after(self.limits.delay)).await,
                Wake::Ordered if self.obey().await => return,
                Wake::Ordered => {}
                Wake::Abandoned => return self.queue.close(),
            }
        }
    }

    async fn wake(&mut self) -> Wake {
        if !self.open.is_empty() {
            return Wake::Ordered;
        }
        tokio::select! {
            biased;
            order = self.inbox.recv() => match order {
                Some(order) => {
                    self.open.push(order);
                    Wake::Ordered
                }
                None => Wake::Abandoned,
            },
            () = self.queue.batch_is_full() => Wake::BatchIsFull,
            () = sleep(self.limits.delay) => Wake::DelayIsOver,
        }
    }

    /// Exports what waits now, until the time given or an order that ends the worker.
    ///
    /// What comes meanwhile is left to the next round: in a busy process this would never be done.
    async fn drain(&mut self, until: Instant) {
        let mut left = self.queue.len();
        while left > 0 && Instant::now() < until {
            match self.export_batch().await {
                0 => break,
                sent => left = left.saturating_sub(sent),
            }
        }
    }

    /// Empties the queue for those who ordered it; true when one of them ends the worker.
    async fn obey(&mut self) -> bool {
        if let Some(until) = self.open.iter().map(|order| order.until).max() {
            self.drain(until).await;
        }
        let ends = self.open.iter().any(|order| order.ends);
        if ends {
            self.end();
        }
        for order in self.open.drain(..) {
            // Whoever gave the order may have stopped waiting.
            let _ = order.done.send(());
        }
        ends
    }

    fn end(&mut self) {
        self.queue.close();
        let until = self.open.iter().map(|order| order.until).max();
        let left = until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()));
        self.sink.shutdown(left);
    }

    /// Exports one batch and enters what became of it; returns how many records it held.
    async fn export_batch(&mut self) -> usize {
        let batch = self.queue.take_batch();
        let count = batch.len();
        if count == 0 {
            return 0;
        }
        self.in_flight = count;
        let delivery = self.deliver(batch).await;
        self.in_flight = 0;
        self.book(count, delivery.as_ref());
        count
    }

    /// Sends one batch, for as long as the export may take and whoever ends the worker waits.
    async fn deliver(&mut self, batch: Vec<T>) -> Option<Delivery> {
        let limit = after(self.limits.export_timeout);
        let mut until =
            self.open.iter().filter(|order| order.ends).map(|order| order.until).fold(limit, Instant::min);
        let mut export = self.sink.export(batch);
        loop {
            tokio::select! {
                biased;
                outcome = timeout_at(until.into(), &mut export) => return outcome.ok(),
                Some(order) = self.inbox.recv() => {
                    if order.ends {
                        until = until.min(order.until);
                    }
                    self.open.push(order);
                }
            }
        }
    }

    fn book(&self, count: usize, delivery: Option<&Delivery>) {
        match delivery {
            Some(Delivery::Accepted { rejected }) => {
                let rejected = count.min(*rejected);
                self.ledger.deliver(count - rejected);
                self.ledger.lose(rejected, DropReason::PartialSuccess);
            }
            Some(Delivery::Failed(_)) => self.ledger.lose(count, DropReason::ExporterError),
            Some(Delivery::TimedOut) | None => self.ledger.lose(count, DropReason::Timeout),
        }
    }
}

#[cfg(test)]
mod tests;
