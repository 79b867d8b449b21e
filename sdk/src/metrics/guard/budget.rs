//! How many cells may exist: a limit, inside the limit of who gave it.
//!
//! ```text
//! process (a pool of cells) ─▶ instrument (a number of series)
//! ```
//!
//! A cell is what one series of a counter or gauge takes; a histogram takes one for each bucket.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicU64, Ordering::Relaxed},
};

/// A number of cells that may be reserved, and never more, however many threads ask at once.
///
/// Clones share their books.
///
/// ```
/// use tracewell::metrics::guard::Budget;
///
/// Budget::process().set_limit(20_000);
/// assert!(Budget::process().used() <= 20_000);
/// ```
#[derive(Clone, Debug)]
pub struct Budget(Arc<Account>);

#[derive(Debug)]
struct Account {
    limit: AtomicU64,
    used: AtomicU64,
    parent: Option<Budget>,
}

/// What a process may have where nothing else was said, in cells: some 6 MB where a cell is a cache line.
pub const PROCESS_LIMIT: u64 = 100_000;

impl Budget {
    /// Returns a budget of so many cells that nobody else limits.
    #[must_use]
    pub(in crate::metrics) fn new(limit: u64) -> Self {
        Self::within(limit, None)
    }

    /// Returns the pool that all instruments of this process share; [`PROCESS_LIMIT`] at first.
    #[must_use]
    pub fn process() -> &'static Self {
        static PROCESS: LazyLock<Budget> = LazyLock::new(|| Budget::new(PROCESS_LIMIT));
        &PROCESS
    }

    /// Returns a budget that takes from this one as well: what it reserves counts in both.
    #[must_use]
    pub(in crate::metrics) fn child(&self, limit: u64) -> Self {
        Self::within(limit, Some(self.clone()))
    }

    fn within(limit: u64, parent: Option<Self>) -> Self {
        Self(Arc::new(Account { limit: AtomicU64::new(limit), used: AtomicU64::new(0), parent }))
    }

    /// Changes the limit. What is reserved stays reserved, also where it is more than the new limit.
    pub fn set_limit(&self, limit: u64) {
        self.0.limit.store(limit, Relaxed);
    }

    /// Returns the limit, in cells.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.0.limit.load(Relaxed)
    }

    /// Returns how many cells are reserved, those of children included.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.0.used.load(Relaxed)
    }

    /// Whether so many cells could be reserved now, here and in what is above.
    ///
    /// # Cost
    /// Two loads for each level; no lock.
    #[must_use]
    pub(in crate::metrics) fn has_room(&self, cells: u64) -> bool {
        self.levels().all(|account| account.fits(cells).is_some())
    }

    /// Returns a reservation of nothing, which may [grow](Reservation::grow).
    pub(in crate::metrics) fn reserve_nothing(&self) -> Reservation {
        Reservation { budget: self.clone(), cells: 0 }
    }

    fn take(&self, cells: u64) -> bool {
        let refusing = self.levels().position(|account| !account.take(cells));
        // What those below took goes back; until then they refuse a little early, and never too late.
        self.levels().take(refusing.unwrap_or(0)).for_each(|account| account.give_back(cells));
        refusing.is_none()
    }

    fn levels(&self) -> impl Iterator<Item = &Account> {
        std::iter::successors(Some(&*self.0), |account| account.parent.as_ref().map(|parent| &*parent.0))
    }
}

impl Account {
    fn take(&self, cells: u64) -> bool {
        self.used.fetch_update(Relaxed, Relaxed, |used| self.after(used, cells)).is_ok()
    }

    fn fits(&self, cells: u64) -> Option<u64> {
        self.after(self.used.load(Relaxed), cells)
    }

    fn after(&self, used: u64, cells: u64) -> Option<u64> {
        used.checked_add(cells).filter(|sum| *sum <= self.limit.load(Relaxed))
    }

    fn give_back(&self, cells: u64) {
        self.used.fetch_sub(cells, Relaxed);
    }
}

/// Cells that are set aside until it is dropped.
#[derive(Debug)]
#[must_use = "what is dropped is given back at once"]
pub(in crate::metrics) struct Reservation {
    budget: Budget,
    cells: u64,
}

impl Reservation {
    /// Reserves more cells, here and in what is above, or none where one of them has too few left.
    ///
    /// # Cost
    /// One compare-and-swap for each level; no lock.
    pub(in crate::metrics) fn grow(&mut self, cells: u64) -> bool {
        let grown = self.budget.take(cells);
        self.cells += if grown { cells } else { 0 };
        grown
    }

    /// Gives cells back; at most what it has.
    pub(in crate::metrics) fn shrink(&mut self, cells: u64) {
        let cells = cells.min(self.cells);
        self.cells -= cells;
        self.budget.levels().for_each(|account| account.give_back(cells));
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.shrink(self.cells);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Barrier,
            atomic::{AtomicU64, Ordering::SeqCst},
        },
        thread,
    };

    use super::{Budget, Reservation};

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
        assert!(instrument.has_room(10) && !instrument.has_room(11));
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
}
