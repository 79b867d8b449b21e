//! Threads that reserve cells at once, and limits inside limits.

use std::{
    sync::{
        Barrier,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    thread,
};

use super::{Budget, Full, Reservation};

impl Budget {
    fn reserve(&self, cells: u64) -> Option<Reservation> {
        let mut reservation = self.reserve_nothing();
        reservation.grow(cells).then_some(reservation)
    }
}

/// So small that nearly every reservation meets the limit.
const LIMIT: u64 = 3;
const ROUNDS: usize = 100_000;

/// Reserves and gives back, and returns how often it was granted; `held` are books of our own, which are never more than what is held.
fn work(start: &Barrier, budget: &Budget, held: &AtomicU64) -> usize {
    start.wait();
    let (mut mine, mut granted) = (Vec::new(), 0);
    for round in 0..ROUNDS {
        let cells = 1 + round as u64 % 2;
        if let Some(reservation) = budget.reserve(cells) {
            assert!(held.fetch_add(cells, SeqCst) + cells <= LIMIT, "overshot");
            mine.push(reservation);
            granted += 1;
        }
        if round % 2 == 0 {
            held.fetch_sub(mine.iter().map(|reservation| reservation.cells).sum(), SeqCst);
            mine.clear();
        }
    }
    held.fetch_sub(mine.iter().map(|reservation| reservation.cells).sum(), SeqCst);
    granted
}

#[test]
fn eight_threads_that_reserve_and_give_back_never_overshoot() {
    let process = Budget::new(LIMIT);
    let instruments = [process.child(LIMIT), process.child(LIMIT)];
    let (start, held) = (Barrier::new(8), AtomicU64::new(0));
    let done: Vec<_> = thread::scope(|scope| {
        let work = |thread: usize| work(&start, &instruments[thread % 2], &held);
        let workers: Vec<_> = (0..8).map(|thread| scope.spawn(move || work(thread))).collect();
        workers.into_iter().map(|worker| worker.join().expect("no panic")).collect()
    });
    let granted: usize = done.iter().sum();
    assert!((1..8 * ROUNDS).contains(&granted), "some and not all: {done:?}");
    assert_eq!((process.used(), instruments[0].used(), instruments[1].used()), (0, 0, 0));
}

#[test]
fn what_a_parent_refuses_is_given_back_by_the_child() {
    let process = Budget::new(10);
    let instrument = process.child(50);
    assert!(instrument.reserve(11).is_none());
    assert_eq!((instrument.used(), process.used()), (0, 0));
    assert_eq!((instrument.refusal(10), instrument.refusal(11)), (None, Some(Full::Process)));
    assert_eq!(process.child(10).refusal(11), Some(Full::Instrument));
}

#[test]
fn a_number_that_overflows_is_refused() {
    let process = Budget::new(u64::MAX);
    let held = process.reserve(7);
    assert!(process.reserve(u64::MAX).is_none());
    drop(held);
}

#[test]
fn a_reservation_grows_and_shrinks_within_the_limit() {
    let budget = Budget::new(10);
    let mut reservation = budget.reserve(4).expect("4 of 10");
    assert!(reservation.grow(6) && !reservation.grow(1));
    reservation.shrink(99);
    assert_eq!((reservation.cells, budget.used()), (0, 0));
}

#[test]
fn what_is_wanted_is_known_to_the_one_that_is_full_and_to_all_below_it() {
    let process = Budget::new(10);
    let instruments = [process.child(5), process.child(50)];
    let wanted = || instruments.each_ref().map(Budget::take_wanted);
    assert_eq!((instruments[0].refusal(6), wanted()), (Some(Full::Instrument), [true, false]));
    assert_eq!(wanted(), [false, false], "it was taken");
    assert_eq!((instruments[1].refusal(11), wanted()), (Some(Full::Process), [true, true]));
    assert_eq!(wanted(), [true, true], "until all were asked");
    process.satisfied();
    assert_eq!(wanted(), [false, false]);
}
