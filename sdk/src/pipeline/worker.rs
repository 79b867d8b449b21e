//! The thread that empties one signal's queue.
//!
//! It has a small runtime of its own, so that exporters work the same under a multi-thread tokio, a current-thread
//! tokio, and without tokio; nobody who flushes can wait for a task that waits for them. Telemetry is suppressed on it:
//! an exporter's own HTTP calls make no spans.

mod exporter;

use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::Ordering::SeqCst,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use tokio::{
    runtime,
    sync::mpsc::{UnboundedSender, unbounded_channel},
};

use super::{DropReason, Failures, Item, Ledger, Queue, Sink};
use exporter::{Exporter, InFlight};

/// How long a worker may take, past the deadline, to enter what became of the batch under way.
const TO_THE_BOOKS: Duration = Duration::from_millis(100);

/// Why flushing or shutting down did not end as it should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum WorkerError {
    /// The deadline passed first.
    #[error("not all of it left within {0:?}")]
    Deadline(Duration),
    /// All of it was sent, and not all of it was taken.
    #[error("{0} records were lost on the way")]
    Lost(usize),
    /// The thread has ended before, or a panic of the exporter ended the order.
    #[error("the pipeline is shut down")]
    Gone,
}

/// A running worker; dropping it without [`Worker::shutdown`] lets the thread end when the queue's other owners let go.
pub(crate) struct Worker<T> {
    queue: Arc<Queue<T>>,
    ledger: Arc<Ledger>,
    in_flight: InFlight,
    orders: UnboundedSender<Order>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What a caller wants of the worker, until when, and where to say that it is done.
struct Order {
    until: Instant,
    ends: bool,
    done: SyncSender<Answer>,
}

/// How an order ended.
#[derive(Clone, Copy)]
enum Answer {
    /// Of what was sent in time, so many records were lost.
    Sent { lost: usize },
    /// The deadline came first.
    Late,
}

impl<T: Item> Worker<T> {
    /// Starts the thread with the sink that `make` returns; it is called within the thread's runtime, because some
    /// exporters want one from their birth. `name` is that of the signal.
    ///
    /// # Errors
    /// Where the system gives no thread, or no event loop for its runtime, and what `make` says.
    pub(crate) fn start<S: Sink<T>, E: From<io::Error>>(
        name: &'static str,
        queue: Arc<Queue<T>>,
        ledger: Arc<Ledger>,
        make: impl FnOnce() -> Result<S, E>,
    ) -> Result<Self, E> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let sink = {
            let _within = runtime.enter();
            make()?
        };
        let (orders, inbox) = unbounded_channel();
        let exporter = Exporter::new(queue.clone(), ledger.clone(), Failures::new(name), sink, inbox);
        let in_flight = exporter.in_flight();
        let thread = thread::Builder::new()
            .name(format!("tracewell-{name}"))
            .spawn(move || exporter.run_guarded(&runtime))?;
        Ok(Self { queue, ledger, in_flight, orders, thread: Mutex::new(Some(thread)) })
    }

    /// Sends what waits, and returns when it has left.
    ///
    /// # Errors
    /// When `timeout` passes first; what is left stays in the queue. When the receiver did not take all of it.
    pub(crate) fn flush(&self, timeout: Duration) -> Result<(), WorkerError> {
        self.begin_flush(timeout)?.wait()
    }

    /// Orders that what waits be sent; several workers can be ordered before the first is waited for.
    pub(crate) fn begin_flush(&self, timeout: Duration) -> Result<Pending, WorkerError> {
        self.order(timeout, false)
    }

    /// Sends what waits, as far as `timeout` allows, and ends the thread; what remains is counted as dropped.
    ///
    /// # Errors
    /// When `timeout` passed before everything had left.
    pub(crate) fn shutdown(&self, timeout: Duration) -> Result<(), WorkerError> {
        self.finish_shutdown(self.begin_shutdown(timeout))
    }

    /// Orders the end; [`finish_shutdown`](Self::finish_shutdown) waits for it.
    pub(crate) fn begin_shutdown(&self, timeout: Duration) -> Result<Pending, WorkerError> {
        self.order(timeout, true)
    }

    /// Waits for the end that was ordered, and closes the queue whatever came of it.
    pub(crate) fn finish_shutdown(&self, ordered: Result<Pending, WorkerError>) -> Result<(), WorkerError> {
        let outcome = ordered.and_then(Pending::wait);
        self.queue.close();
        if matches!(outcome, Err(WorkerError::Deadline(_) | WorkerError::Gone)) {
            // An exporter that blocks its thread cannot be asked; what it holds must stand in the books all the same.
            self.ledger.lose(self.in_flight.swap(0, SeqCst), DropReason::Timeout);
        }
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let (Ok(()) | Err(WorkerError::Lost(_)), Some(thread)) = (&outcome, thread) {
            // It has said that it is done: joining waits for the end of a function, not for an exporter.
            let _ = thread.join();
        }
        outcome
    }

    fn order(&self, timeout: Duration, ends: bool) -> Result<Pending, WorkerError> {
        let (done, wait) = sync_channel(1);
        let until = after(timeout);
        self.orders.send(Order { until, ends, done }).map_err(|_| WorkerError::Gone)?;
        // The worker gives up at the same instant: whoever ends it lets it enter what became of the last batch.
        let patience = if ends { timeout.saturating_add(TO_THE_BOOKS) } else { timeout };
        Ok(Pending { wait, patience: after(patience), timeout })
    }
}

/// An order that the worker has not carried out yet.
#[must_use = "whoever ordered it wants to know how it ended"]
pub(crate) struct Pending {
    wait: Receiver<Answer>,
    patience: Instant,
    timeout: Duration,
}

impl Pending {
    /// Waits until it is done.
    ///
    /// # Errors
    /// When its deadline passed first, or records were lost.
    pub(crate) fn wait(self) -> Result<(), WorkerError> {
        match self.wait.recv_timeout(self.patience.saturating_duration_since(Instant::now())) {
            Ok(Answer::Sent { lost: 0 }) => Ok(()),
            Ok(Answer::Sent { lost }) => Err(WorkerError::Lost(lost)),
            Ok(Answer::Late) | Err(RecvTimeoutError::Timeout) => Err(WorkerError::Deadline(self.timeout)),
            Err(RecvTimeoutError::Disconnected) => Err(WorkerError::Gone),
        }
    }
}

/// Returns the instant so far from now; for times without end, one that nobody will see.
pub(crate) fn after(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time).unwrap_or_else(|| now + Duration::from_hours(24 * 365))
}

#[cfg(test)]
mod tests;
