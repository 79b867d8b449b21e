use std::{thread, time::Duration};

use super::{shard::own_shard, *};
use crate::pipeline::WhenFull;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Record {
    number: usize,
    weight: usize,
    error: bool,
}

impl Item for Record {
    fn weight(&self) -> usize {
        self.weight
    }
    fn is_error(&self) -> bool {
        self.error
    }
}

fn record(number: usize) -> Record {
    Record { number, weight: 10, error: false }
}

fn error(number: usize) -> Record {
    Record { error: true, ..record(number) }
}

fn queue(items: usize, when_full: WhenFull) -> (Queue<Record>, Arc<Ledger>) {
    let ledger = Arc::new(Ledger::default());
    let limits = QueueLimits { items, bytes: 1000, batch_items: 4, when_full, ..QueueLimits::SPANS };
    (Queue::new(limits, ledger.clone()), ledger)
}

/// What the queue holds, batch by batch.
fn numbers(queue: &Queue<Record>) -> Vec<Vec<usize>> {
    std::iter::from_fn(|| Some(queue.take_batch(&Mark::NEVER)).filter(|batch| !batch.is_empty()))
        .map(|batch| batch.iter().map(|record| record.number).collect())
        .collect()
}

#[test]
fn batches_hold_errors_first_and_no_more_than_a_batch() {
    let (queue, ledger) = queue(10, WhenFull::DropNewest);
    for number in 0..5 {
        queue.push(record(number));
    }
    queue.push(error(5));
    assert_eq!(numbers(&queue), [vec![5, 0, 1, 2], vec![3, 4]]);
    assert_eq!(queue.in_use.both(), (0, 0));
    assert_eq!((ledger.balance().attempted, ledger.balance().total_dropped()), (6, 0));
}

#[test]
fn drop_newest_keeps_what_was_first_but_makes_room_for_errors() {
    let (queue, ledger) = queue(3, WhenFull::DropNewest);
    for number in 0..4 {
        queue.push(record(number));
    }
    queue.push(error(4));
    assert_eq!(numbers(&queue), [[4, 1, 2]]);
    assert_eq!(ledger.balance().dropped_by(DropReason::QueueFull), 2);
}

#[test]
fn drop_oldest_keeps_what_is_newest_but_never_drops_errors_for_it() {
    let (full, ledger) = queue(3, WhenFull::DropOldest);
    for number in 0..5 {
        full.push(record(number));
    }
    assert_eq!(numbers(&full), [[2, 3, 4]]);
    assert_eq!(ledger.balance().dropped_by(DropReason::QueueFull), 2);

    let (errors, ledger) = queue(2, WhenFull::DropOldest);
    errors.push(error(0));
    errors.push(error(1));
    errors.push(record(2));
    errors.push(error(3));
    assert_eq!(numbers(&errors), [[0, 1]]);
    assert_eq!(ledger.balance().dropped_by(DropReason::QueueFull), 2);
}

#[test]
fn bytes_bound_the_queue_as_items_do() {
    let (queue, ledger) = queue(1000, WhenFull::DropNewest);
    queue.push(Record { weight: 1001, ..record(0) });
    assert_eq!(ledger.balance().dropped_by(DropReason::Limit), 1);
    queue.push(Record { weight: 995, ..record(1) });
    queue.push(record(2));
    assert_eq!(numbers(&queue), [[1]]);
    assert_eq!(ledger.balance().dropped_by(DropReason::QueueFull), 1);
}

#[test]
fn wait_gives_up_after_its_bound_and_goes_on_when_there_is_room() {
    let (queue, ledger) = queue(1, WhenFull::Wait(Duration::from_millis(5)));
    queue.push(record(0));
    queue.push(record(1));
    assert_eq!(ledger.balance().dropped_by(DropReason::QueueFull), 1);

    let (queue, ledger) = self::queue(1, WhenFull::Wait(Duration::from_mins(1)));
    queue.push(record(0));
    thread::scope(|scope| {
        scope.spawn(|| queue.push(record(1)));
        // By then it waits; where the machine is slower it finds the room at once, which must be right as well.
        thread::sleep(Duration::from_millis(20));
        assert_eq!(queue.take_batch(&Mark::NEVER), [record(0)]);
    });
    assert_eq!(queue.take_batch(&Mark::NEVER), [record(1)]);
    assert_eq!(ledger.balance().total_dropped(), 0);
}

#[test]
fn a_closed_queue_holds_nothing_and_says_so() {
    let (queue, ledger) = queue(100, WhenFull::DropNewest);
    for number in 0..9 {
        queue.push(record(number));
    }
    queue.close();
    queue.push(record(9));
    assert!(queue.take_batch(&Mark::NEVER).is_empty());
    assert_eq!(ledger.balance().dropped_by(DropReason::Shutdown), 10);
    assert_eq!(ledger.balance().pending(), 0);
}

#[test]
fn threads_that_fill_empty_and_close_at_once_lose_nothing_unsaid() {
    let (queue, ledger) = queue(50, WhenFull::DropOldest);
    thread::scope(|scope| {
        for thread in 0..4 {
            let queue = &queue;
            scope.spawn(move || {
                for number in 0..2000 {
                    queue.push(if number % 7 == thread { error(number) } else { record(number) });
                }
            });
        }
        scope.spawn(|| {
            while ledger.balance().attempted < 6000 {
                ledger.deliver(queue.take_batch(&Mark::NEVER).len());
                assert!(queue.len() <= 50 + 4, "four threads may each hold a reservation");
            }
            queue.close();
        });
    });
    let balance = ledger.balance();
    assert_eq!((balance.attempted, balance.pending()), (8000, 0), "{balance:?}");
    assert_eq!(queue.in_use.both(), (0, 0));
}

#[test]
fn a_batch_begins_at_another_shard_each_time() {
    let (queue, _) = queue(100, WhenFull::DropNewest);
    for (number, shard) in queue.shards.iter().enumerate() {
        for _ in 0..5 {
            queue.in_use.reserve(10);
            shard.lock().rest.push(&mut Some(record(number)));
        }
    }
    let firsts: std::collections::BTreeSet<_> =
        (0..SHARDS).map(|_| queue.take_batch(&Mark::NEVER)[0].number).collect();
    assert_eq!(firsts.len(), SHARDS, "{firsts:?}");
}

#[test]
fn what_comes_after_a_mark_is_not_taken_up_to_it() {
    let (queue, _) = queue(10, WhenFull::DropNewest);
    queue.push(record(0));
    queue.push(error(1));
    let mark = queue.mark();
    queue.push(record(2));
    queue.push(error(3));
    let before: Vec<_> = queue.take_batch(&mark).iter().map(|record| record.number).collect();
    assert_eq!(before, [1, 0]);
    assert!(queue.take_batch(&mark).is_empty());
    assert_eq!(numbers(&queue), [[3, 2]]);
}

#[test]
fn a_record_too_large_for_the_queue_stands_in_nobodys_way() {
    let (queue, ledger) = queue(10, WhenFull::DropNewest);
    queue.push(Record { weight: 1001, ..record(0) });
    assert_eq!(queue.in_use.both(), (0, 0));
    assert_eq!(ledger.balance().dropped_by(DropReason::Limit), 1);
    assert!(queue.in_use.reserve(1001).is_none());
    assert_eq!(queue.in_use.both(), (0, 0));
}

#[test]
fn a_shard_that_somebody_is_at_is_passed_over() {
    let (queue, ledger) = queue(10, WhenFull::DropNewest);
    let busy = queue.shards[own_shard()].lock();
    queue.push(record(0));
    drop(busy);
    assert_eq!(numbers(&queue), [[0]]);
    assert_eq!(ledger.balance().attempted, 1);
}
