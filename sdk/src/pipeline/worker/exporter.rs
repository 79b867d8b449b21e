//! The worker as its own thread sees it: what wakes it, what it exports, and what it enters into the books.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Instant,
};

use opentelemetry::Context;
use tokio::{
    runtime,
    sync::mpsc::UnboundedReceiver,
    time::{sleep, timeout_at},
};

use super::{Answer, Order, after};
use crate::pipeline::{Delivery, DropReason, Failure, Failures, Item, Ledger, Mark, Queue, Sink};

/// See the module's documentation.
pub(super) struct Exporter<T, S> {
    queue: Arc<Queue<T>>,
    ledger: Arc<Ledger>,
    failures: Failures,
    sink: S,
    inbox: UnboundedReceiver<Order>,
    /// Orders that were read while an export was under way.
    open: Vec<Order>,
    in_flight: InFlight,
}

/// Records of the batch that is being exported; whoever takes the number enters what became of them.
pub(super) type InFlight = Arc<AtomicUsize>;

/// Why the worker woke up.
enum Wake {
    BatchIsFull,
    DelayIsOver,
    Ordered,
    /// Nobody is left who could give an order.
    Abandoned,
}

impl<T: Item, S: Sink<T>> Exporter<T, S> {
    pub(super) fn new(
        queue: Arc<Queue<T>>,
        ledger: Arc<Ledger>,
        failures: Failures,
        sink: S,
        inbox: UnboundedReceiver<Order>,
    ) -> Self {
        Self { queue, ledger, failures, sink, inbox, open: Vec::new(), in_flight: InFlight::default() }
    }

    /// Returns the number of records under way, for who ends the worker.
    pub(super) fn in_flight(&self) -> InFlight {
        self.in_flight.clone()
    }

    /// Runs to the end, also past a panic of the exporter: that batch is lost and counted, the next is tried.
    pub(super) fn run_guarded(mut self, runtime: &runtime::Runtime) {
        let _silence = Context::enter_telemetry_suppressed_scope();
        while catch_unwind(AssertUnwindSafe(|| runtime.block_on(self.run()))).is_err() {
            let lost = self.in_flight.swap(0, SeqCst);
            self.lose(lost, DropReason::ExporterError, Some("the exporter panicked".to_owned()));
        }
    }

    async fn run(&mut self) {
        loop {
            match self.wake().await {
                Wake::BatchIsFull => {
                    self.export_batch(&Mark::NEVER).await;
                }
                Wake::DelayIsOver => {
                    self.drain(after(self.queue.limits().delay)).await;
                }
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
            () = sleep(self.queue.limits().delay) => Wake::DelayIsOver,
        }
    }

    /// Exports what waits now, until the instant given or the one that ends the worker.
    ///
    /// What comes meanwhile is left to the next round: in a busy process this would never be done.
    async fn drain(&mut self, until: Instant) -> Answer {
        let mark = self.queue.mark();
        let mut lost = 0;
        if self.queue.len() == 0 {
            return Answer::Sent { lost };
        }
        while Instant::now() < self.end().map_or(until, |end| end.min(until)) {
            match self.export_batch(&mark).await {
                Some(of_batch) => lost += of_batch,
                None => return Answer::Sent { lost },
            }
        }
        // Also where it was the last batch that the deadline cut off.
        Answer::Late
    }

    /// Empties the queue for those who ordered it; true when one of them ends the worker.
    ///
    /// Orders that come meanwhile are left to the next round: what was recorded before them may not be part of this one.
    async fn obey(&mut self) -> bool {
        let count = self.open.len();
        let longest = self.open.iter().map(|order| order.until).max().unwrap_or_else(Instant::now);
        let mut answer = self.drain(longest).await;
        if let (Answer::Sent { lost: 0 }, Some(end)) = (answer, self.end()) {
            // Once more, where it works: the exporter of logs is told of the end of its own failures.
            answer = self.drain(end).await;
        }
        let orders: Vec<_> = self.open.drain(..count).collect();
        let end = orders.iter().filter(|order| order.ends).map(|order| order.until).min();
        if let Some(end) = end {
            self.queue.close();
            self.failures.end();
            // Nobody orders anything of a worker that has ended, also where the exporter panics at its end.
            self.inbox.close();
            self.sink.shutdown(end.saturating_duration_since(Instant::now()));
        }
        for order in orders {
            // Whoever gave the order may have stopped waiting.
            let _ = order.done.send(answer);
        }
        end.is_some()
    }

    /// When the worker is to end, if that has been ordered.
    fn end(&self) -> Option<Instant> {
        self.open.iter().filter(|order| order.ends).map(|order| order.until).min()
    }

    /// Exports one batch of what came before `until`, and enters what became of it; returns how many records were lost,
    /// none where nothing waited.
    async fn export_batch(&mut self, until: &Mark) -> Option<usize> {
        let batch = self.queue.take_batch(until);
        let count = batch.len();
        if count == 0 {
            return None;
        }
        self.in_flight.store(count, SeqCst);
        if self.queue.is_closed() {
            // Whoever ended the worker may have looked before there was a number to take.
            self.ledger.lose(self.in_flight.swap(0, SeqCst), DropReason::Shutdown);
            return None;
        }
        let delivery = self.deliver(batch).await;
        // Zero where whoever ended the worker gave up while the exporter blocked its thread.
        let lost = if self.in_flight.swap(0, SeqCst) > 0 { self.book(count, delivery) } else { count };
        Some(lost)
    }

    /// Sends one batch, for as long as the export may take and whoever ends the worker waits.
    async fn deliver(&mut self, batch: Vec<T>) -> Option<Delivery> {
        let limit = after(self.queue.limits().export_timeout);
        let mut until = self.end().map_or(limit, |end| end.min(limit));
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

    /// Enters what became of a batch into the books; returns how many of its records were lost.
    fn book(&mut self, count: usize, delivery: Option<Delivery>) -> usize {
        match delivery {
            Some(Delivery::Accepted) => {
                self.ledger.deliver(count);
                self.failures.succeeded(self.sink.receiver());
                0
            }
            Some(Delivery::Warned(words)) => {
                self.book(count, Some(Delivery::Accepted));
                self.failures.warned(words, self.sink.receiver());
                0
            }
            Some(Delivery::Partial { rejected, said }) => {
                let rejected = count.min(rejected);
                self.ledger.deliver(count - rejected);
                self.lose(rejected, DropReason::PartialSuccess, said)
            }
            Some(Delivery::Failed(error)) => self.lose(count, DropReason::ExporterError, Some(error)),
            Some(Delivery::TimedOut) | None => {
                let said = self.sink.said();
                self.lose(count, DropReason::of_late(said.as_ref()), said)
            }
        }
    }

    /// Enters a loss into the books, and says it where it is time; returns how much it was.
    fn lose(&mut self, count: usize, reason: DropReason, error: Option<String>) -> usize {
        self.ledger.lose(count, reason);
        self.failures.failed(Failure {
            reason,
            error,
            records: count as u64,
            receiver: self.sink.receiver().map(str::to_owned),
        });
        count
    }
}
