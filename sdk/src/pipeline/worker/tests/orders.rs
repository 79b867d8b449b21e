//! Orders that meet: a flush and a shutdown, two flushes, and threads that go on recording meanwhile.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::*;

/// How long the receiver takes for one batch: long enough that the order after it comes while it is under way.
const A_BATCH: Duration = Duration::from_millis(100);

impl Fixture {
    /// Waits until the receiver holds so many batches.
    fn batches_begun(&self, count: usize) {
        let until = Instant::now() + SOON;
        while self.batches.lock().unwrap().len() < count && Instant::now() < until {
            thread::yield_now();
        }
    }
}

#[test]
fn a_shutdown_does_not_wait_as_long_as_a_flush_before_it() {
    let fixture = fixture(Receiver::Hangs, limits());
    fixture.push(30);
    let flush = fixture.worker.begin_flush(Duration::from_mins(1)).unwrap();
    let began = Instant::now();
    let outcome = fixture.worker.shutdown(Duration::from_millis(50));
    assert!(began.elapsed() < Duration::from_secs(20), "its own deadline is 50 ms");
    assert!(matches!(outcome, Err(WorkerError::Deadline(_))));
    assert!(flush.wait().is_err(), "what the flush waited for did not leave");
    assert_eq!(fixture.ledger.balance().total_dropped(), 30);
}

#[test]
fn a_shutdown_sends_what_came_while_an_earlier_flush_was_under_way() {
    let fixture = fixture(Receiver::TakesAfter(A_BATCH), limits());
    fixture.push(1);
    let flush = fixture.worker.begin_flush(Duration::from_millis(10)).unwrap();
    fixture.batches_begun(1);
    assert!(flush.wait().is_err(), "it gave less time than the receiver needs");
    fixture.push(5);
    fixture.worker.shutdown(SOON).unwrap();
    assert_eq!(fixture.ledger.balance().delivered, 6);
}

#[test]
fn a_flush_waits_for_what_came_while_an_earlier_one_was_under_way() {
    let fixture = fixture(Receiver::TakesAfter(A_BATCH), limits());
    fixture.push(1);
    let first = fixture.worker.begin_flush(SOON).unwrap();
    fixture.batches_begun(1);
    fixture.push(1);
    let second = fixture.worker.begin_flush(SOON).unwrap();
    first.wait().unwrap();
    assert!(fixture.ledger.balance().delivered < 2, "the first is not answered by the second's batch");
    second.wait().unwrap();
    assert_eq!(fixture.ledger.balance().delivered, 2);
}

#[test]
fn a_flush_sends_the_callers_own_record_beside_threads_that_never_rest() {
    let fixture =
        fixture(Receiver::TakesAfter(Duration::from_millis(1)), QueueLimits { items: 500, ..limits() });
    let rest = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !rest.load(Relaxed) {
                    fixture.queue.push(Record);
                }
            });
        }
        let flushed: Vec<_> = (0..5).map(|_| flush_of_one_more(&fixture)).collect();
        rest.store(true, Relaxed);
        assert_eq!(flushed, [true; 5]);
    });
}

/// Says whether all that had come before a flush had left when it returned.
fn flush_of_one_more(fixture: &Fixture) -> bool {
    fixture.queue.push(Record);
    let mark = fixture.queue.mark();
    fixture.worker.flush(SOON).unwrap();
    fixture.queue.take_batch(&mark).is_empty()
}

#[test]
fn a_shutdown_of_nothing_needs_no_time() {
    let fixture = fixture(Receiver::Takes, limits());
    fixture.worker.shutdown(Duration::ZERO).unwrap();
}

#[test]
fn batches_of_nothing_and_no_delay_are_still_sent() {
    let limits = QueueLimits { batch_items: 0, delay: Duration::ZERO, ..limits() };
    let fixture = fixture(Receiver::Takes, limits);
    fixture.push(3);
    assert_eq!(fixture.settled().delivered, 3);
    thread::sleep(Duration::from_millis(20));
    let rounds = fixture.batches.lock().unwrap().len();
    assert!(rounds <= 3, "{rounds} exports of three records");
}
