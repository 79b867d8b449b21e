//! How many cells may exist: a limit, inside the limit of who gave it.
//!
//! ```text
//! process (a pool of cells) ─▶ instrument (a number of series)
//! ```
//!
//! A cell is what one series of a counter or gauge takes; a histogram takes one for each bucket.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
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
    /// Whether somebody was refused a cell since cells were last given back for it.
    is_wanted: AtomicBool,
    parent: Option<Budget>,
}

/// Which budget has no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::metrics) enum Full {
    /// The instrument's, as `max_series` says it.
    Instrument,
    /// The one that all instruments share.
    Process,
}

/// What a process may have where nothing else was said, in cells: some 16 MB where each is a counter, and 5 MB where all are
/// buckets of histograms. The durations of HTTP and gRPC, which take most, have room in it at their own limits.
pub const PROCESS_LIMIT: u64 = 250_000;

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
        let is_wanted = AtomicBool::new(false);
        Self(Arc::new(Account { limit: AtomicU64::new(limit), used: AtomicU64::new(0), is_wanted, parent }))
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

    /// Returns which budget has no room for so many cells now, if one has not, and notes that they are wanted.
    ///
    /// # Cost
    /// Two loads for each level, and a third for one that is full; no lock.
    #[must_use]
    pub(in crate::metrics) fn refusal(&self, cells: u64) -> Option<Full> {
        let level = self.levels().position(|account| account.fits(cells).is_none())?;
        self.levels().take(level + 1).last().inspect(|account| account.want());
        Some(if level == 0 { Full::Instrument } else { Full::Process })
    }

    /// Whether somebody wanted more cells than there were, here since the last call, or above since
    /// [`satisfied`](Self::satisfied).
    #[must_use]
    pub(in crate::metrics) fn take_wanted(&self) -> bool {
        let is_wanted = self.0.is_wanted.swap(false, Relaxed);
        is_wanted || self.levels().skip(1).any(|account| account.is_wanted.load(Relaxed))
    }

    /// Notes that all who could give cells back were asked for them.
    pub(in crate::metrics) fn satisfied(&self) {
        self.0.is_wanted.store(false, Relaxed);
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

    /// A write only where it is news, because all threads share it.
    fn want(&self) {
        if !self.is_wanted.load(Relaxed) {
            self.is_wanted.store(true, Relaxed);
        }
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

    /// Returns how many cells it has.
    pub(in crate::metrics) const fn cells(&self) -> u64 {
        self.cells
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
mod tests;
