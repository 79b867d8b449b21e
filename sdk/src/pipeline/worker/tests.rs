mod orders;

use std::sync::Mutex;

use super::*;
use crate::pipeline::{Balance, Delivery, DropReason, Exporting, QueueLimits, WhenFull};

#[derive(Clone, Copy, Debug)]
struct Record;

impl Item for Record {
    fn weight(&self) -> usize {
        8
    }
    fn is_error(&self) -> bool {
        false
    }
}

/// What the receiver does with each batch.
#[derive(Clone, Copy)]
enum Receiver {
    Takes,
    Rejects(usize),
    Refuses,
    Hangs,
    TakesAfter(Duration),
    Blocks(Duration),
    Panics,
    PanicsAtItsEnd,
}

struct Counting {
    receiver: Receiver,
    batches: Arc<Mutex<Vec<usize>>>,
}

impl Sink<Record> for Counting {
    fn export(&mut self, batch: Vec<Record>) -> Exporting<'_> {
        self.batches.lock().unwrap().push(batch.len());
        Box::pin(async move {
            match self.receiver {
                Receiver::Takes | Receiver::PanicsAtItsEnd => Delivery::Accepted,
                Receiver::Rejects(rejected) => Delivery::Partial { rejected, said: None },
                Receiver::Refuses => Delivery::Failed("refused".to_owned()),
                Receiver::TakesAfter(time) => {
                    tokio::time::sleep(time).await;
                    Delivery::Accepted
                }
                Receiver::Hangs => std::future::pending().await,
                Receiver::Blocks(time) => {
                    thread::sleep(time);
                    Delivery::Accepted
                }
                Receiver::Panics => panic!("a receiver that panics"),
            }
        })
    }

    fn shutdown(&mut self, _timeout: Duration) {
        assert!(!matches!(self.receiver, Receiver::PanicsAtItsEnd), "an exporter that panics at its end");
    }
}

struct Fixture {
    queue: Arc<Queue<Record>>,
    ledger: Arc<Ledger>,
    worker: Worker<Record>,
    batches: Arc<Mutex<Vec<usize>>>,
}

fn limits() -> QueueLimits {
    QueueLimits {
        items: 100,
        batch_items: 10,
        delay: Duration::from_mins(10),
        export_timeout: Duration::from_mins(10),
        when_full: WhenFull::DropNewest,
        ..QueueLimits::SPANS
    }
}

fn fixture(receiver: Receiver, limits: QueueLimits) -> Fixture {
    let ledger = Arc::new(Ledger::default());
    let queue = Arc::new(Queue::new(limits, ledger.clone()));
    let batches = Arc::default();
    let sink = Counting { receiver, batches: Arc::clone(&batches) };
    let make = || Ok::<_, io::Error>(sink);
    let worker = Worker::start("test", queue.clone(), ledger.clone(), make).unwrap();
    Fixture { queue, ledger, worker, batches }
}

impl Fixture {
    fn push(&self, count: usize) {
        (0..count).for_each(|_| self.queue.push(Record));
    }

    /// The books, once nothing is pending.
    fn settled(&self) -> Balance {
        let until = Instant::now() + Duration::from_secs(30);
        while self.ledger.balance().pending() > 0 && Instant::now() < until {
            thread::yield_now();
        }
        self.ledger.balance()
    }
}

const SOON: Duration = Duration::from_secs(30);

#[test]
fn a_flush_sends_what_waits_in_batches() {
    let fixture = fixture(Receiver::Takes, limits());
    fixture.push(5);
    fixture.worker.flush(SOON).unwrap();
    assert_eq!(fixture.ledger.balance().delivered, 5);
    assert_eq!(*fixture.batches.lock().unwrap(), [5]);
}

#[test]
fn a_full_batch_leaves_by_itself_and_so_does_what_waited_for_the_delay() {
    let full = fixture(Receiver::Takes, limits());
    full.push(10);
    assert_eq!(full.settled().delivered, 10);

    let late = fixture(Receiver::Takes, QueueLimits { delay: Duration::from_millis(1), ..limits() });
    late.push(1);
    assert_eq!(late.settled().delivered, 1);
}

#[test]
fn shutdown_empties_the_queue_and_refuses_what_comes_later() {
    let fixture = fixture(Receiver::Takes, limits());
    fixture.push(25);
    fixture.worker.shutdown(SOON).unwrap();
    fixture.push(3);
    let balance = fixture.ledger.balance();
    assert_eq!((balance.delivered, balance.dropped_by(DropReason::Shutdown)), (25, 3));
    assert!(matches!(fixture.worker.flush(SOON), Err(WorkerError::Gone)));
    assert!(matches!(fixture.worker.shutdown(SOON), Err(WorkerError::Gone)));
}

#[test]
fn what_the_receiver_rejects_or_refuses_is_booked() {
    let rejects = fixture(Receiver::Rejects(2), limits());
    rejects.push(5);
    assert!(matches!(rejects.worker.flush(SOON), Err(WorkerError::Lost(2))));
    let balance = rejects.ledger.balance();
    assert_eq!((balance.delivered, balance.dropped_by(DropReason::PartialSuccess)), (3, 2));

    let refuses = fixture(Receiver::Refuses, limits());
    refuses.push(5);
    assert!(matches!(refuses.worker.flush(SOON), Err(WorkerError::Lost(5))));
    assert_eq!(refuses.ledger.balance().dropped_by(DropReason::ExporterError), 5);
}

#[test]
fn an_export_ends_at_its_timeout() {
    let fixture =
        fixture(Receiver::Hangs, QueueLimits { export_timeout: Duration::from_millis(5), ..limits() });
    fixture.push(5);
    assert!(matches!(fixture.worker.flush(SOON), Err(WorkerError::Lost(5))));
    assert_eq!(fixture.ledger.balance().dropped_by(DropReason::Timeout), 5);
}

#[test]
fn a_shutdown_cuts_off_an_export_under_way_and_drops_the_rest() {
    let fixture = fixture(Receiver::Hangs, limits());
    fixture.push(15);
    let began = Instant::now();
    let outcome = fixture.worker.shutdown(Duration::from_millis(50));
    let balance = fixture.ledger.balance();
    assert!(began.elapsed() < Duration::from_secs(20), "the deadline is 50 ms, not the export timeout");
    assert!(matches!(outcome, Err(WorkerError::Deadline(_))), "not all of it left");
    assert_eq!((balance.delivered, balance.total_dropped()), (0, 15), "{balance:?}");
}

#[test]
fn an_exporter_that_blocks_its_thread_does_not_block_the_caller() {
    let fixture = fixture(Receiver::Blocks(Duration::from_millis(500)), limits());
    fixture.push(10);
    while fixture.batches.lock().unwrap().is_empty() {
        thread::yield_now();
    }
    fixture.push(3);
    let outcome = fixture.worker.shutdown(Duration::from_millis(20));
    assert!(matches!(outcome, Err(WorkerError::Deadline(_))));
    let balance = fixture.ledger.balance();
    let dropped = [DropReason::Timeout, DropReason::Shutdown].map(|reason| balance.dropped_by(reason));
    assert_eq!((balance.pending(), dropped), (0, [10, 3]), "the books balance without it");
    thread::sleep(Duration::from_millis(600));
    assert_eq!(fixture.ledger.balance(), balance, "what comes of it later is not entered a second time");
}

#[test]
fn a_panic_of_the_exporter_costs_one_batch() {
    let fixture = fixture(Receiver::Panics, limits());
    fixture.push(10);
    assert_eq!(fixture.settled().dropped_by(DropReason::ExporterError), 10);
    fixture.push(10);
    assert_eq!(fixture.settled().dropped_by(DropReason::ExporterError), 20);
}

#[test]
fn a_worker_whose_owner_is_gone_empties_nothing_but_ends() {
    let Fixture { queue, ledger, worker, .. } = fixture(Receiver::Takes, limits());
    queue.push(Record);
    drop(worker);
    let until = Instant::now() + SOON;
    while ledger.balance().pending() > 0 && Instant::now() < until {
        thread::yield_now();
    }
    assert_eq!(ledger.balance().dropped_by(DropReason::Shutdown), 1);
}

#[test]
fn times_without_end_are_no_panic() {
    let endless = QueueLimits { export_timeout: Duration::MAX, ..limits() };
    let fixture = fixture(Receiver::Takes, endless);
    fixture.push(10);
    fixture.worker.flush(Duration::MAX).unwrap();
    fixture.worker.shutdown(Duration::MAX).unwrap();
    assert_eq!(fixture.ledger.balance().delivered, 10);
}

#[test]
fn an_exporter_that_panics_at_its_end_is_not_asked_again() {
    let fixture = fixture(Receiver::PanicsAtItsEnd, limits());
    fixture.push(10);
    assert!(matches!(fixture.worker.shutdown(SOON), Err(WorkerError::Gone)));
    assert_eq!(fixture.ledger.balance().delivered, 10);
    let until = Instant::now() + SOON;
    while fixture.worker.flush(Duration::ZERO).is_ok() || !ended(&fixture.worker) {
        assert!(Instant::now() < until, "the thread has no more to do, but does not end");
        thread::yield_now();
    }
}

fn ended(worker: &Worker<Record>) -> bool {
    worker.orders.is_closed()
}
