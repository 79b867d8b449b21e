//! The series of one instrument.

use std::{
    marker::PhantomData,
    sync::OnceLock,
    time::{Instant, SystemTime},
};

use opentelemetry::KeyValue;

use super::{
    Description,
    store::{Dense, Sparse},
};
use crate::metrics::{
    cell::Cell,
    guard::{Blame, Budget, Names, Slot, SlotOwner, Table, TableSpec},
    labels::{Labels, Slots, closed_combinations, guarded, has_slot, has_text, labels_at},
    snapshot::Point,
};

/// What marks the series of all that came beyond the limit (OpenTelemetry).
const OVERFLOW: &str = "otel.metric.overflow";

/// The series of an instrument, by their labels.
pub(super) struct Series<L, C: Cell> {
    pub(super) description: Description,
    pub(super) shape: C::Shape,
    /// Those of closed sets.
    closed: Dense<C>,
    /// Those of sets with text.
    open: OnceLock<Open<C>>,
    /// What came beyond the limit.
    overflow: OnceLock<Box<C>>,
    /// Whether a cell that nobody has used for long stands for nothing.
    may_go: fn(&C) -> bool,
    labels: PhantomData<fn(L)>,
}

/// Series that come and go with the values of their texts.
struct Open<C> {
    table: Table,
    cells: Sparse<C>,
}

/// What the registry asks of all series alike.
pub trait Guarded {
    /// Lets frequent values take the slots of those that fell idle.
    fn tend(&self, now: Instant);

    /// Returns what its labels refused.
    fn blame(&self) -> Vec<Blame>;
}

impl<L, C: Cell> Series<L, C> {
    /// Series that may go when their values fell idle.
    pub(super) const fn new(description: Description, shape: C::Shape) -> Self {
        Self::keeping(description, shape, |_| true)
    }

    /// Series that may go when their values fell idle, and `may_go` says so.
    pub(super) const fn keeping(description: Description, shape: C::Shape, may_go: fn(&C) -> bool) -> Self {
        Self {
            description,
            shape,
            closed: Dense::new(),
            open: OnceLock::new(),
            overflow: OnceLock::new(),
            may_go,
            labels: PhantomData,
        }
    }
}

impl<L: Labels, C: Cell> Series<L, C> {
    const HAS_TEXT: bool = has_text(L::DIMENSIONS);
    const COMBINATIONS: u64 = closed_combinations(L::DIMENSIONS);

    /// Shows the cell of a set of labels, whose life has begun. No slot changes hands meanwhile.
    ///
    /// The one way to write to a cell: whoever lets slots change hands has to know how long a cell is in use.
    #[inline]
    pub(super) fn with<'a, T>(&'a self, labels: &impl Labels<Set = L>, work: impl FnOnce(&'a C) -> T) -> T {
        let slots = self.slots();
        let cell = self.at(labels.position(&slots));
        let cell = cell.unwrap_or_else(|| self.overflow.get_or_init(Box::default));
        cell.life().touch();
        work(cell)
    }

    /// Returns the slots of the texts, which stay while the answer lives.
    #[inline]
    pub(super) fn slots(&self) -> Slots<'_> {
        if Self::HAS_TEXT { Slots::of(&self.open().table) } else { Slots::NONE }
    }

    /// Returns the cell of a position; none beyond the limit.
    #[inline]
    pub(super) fn at(&self, position: u64) -> Option<&C> {
        if Self::HAS_TEXT {
            self.open().cells.cell(position)
        } else {
            self.closed.cell(position, Self::COMBINATIONS)
        }
    }

    #[inline]
    fn open(&self) -> &Open<C> {
        self.open.get_or_init(|| Open::new::<L>(&self.description, C::cost(&self.shape)))
    }

    /// Returns what the slots stand for, for a reading.
    pub(super) fn names(&self) -> Option<Names> {
        self.open.get().map(|open| open.table.names())
    }

    /// Returns the series that were touched, each as it is read.
    pub(super) fn points<T>(&self, now: SystemTime, read: impl Fn(C::Reading) -> T) -> Vec<Point<T>> {
        // Before any cell: while the names live, no cell is cleared that they name.
        let names = self.names();
        let open = self.open.get().into_iter().flat_map(|open| open.cells.cells());
        let named = self.closed.cells().chain(open).map(|(at, cell)| (Some(at), cell));
        let overflow = self.overflow.get().map(|cell| (None, &**cell));
        let point = |(at, cell): (_, &C)| {
            let start = cell.life().start()?;
            Some(Point {
                labels: labels_of::<L>(names.as_ref(), at)?,
                // A series may begin while it is read.
                start: start.min(now),
                time: now,
                value: read(cell.read(&self.shape)),
                exemplars: cell.exemplar().into_iter().collect(),
            })
        };
        named.chain(overflow).filter_map(point).collect()
    }
}

/// Returns the labels of a position; those of what came beyond the limit where there is none.
///
/// Nothing where a slot was given out after the names were read: another reading will have it.
pub(super) fn labels_of<L: Labels>(names: Option<&Names>, position: Option<u64>) -> Option<Vec<KeyValue>> {
    match position {
        Some(position) => labels_at(L::DIMENSIONS, names, position),
        None => Some(vec![KeyValue::new(OVERFLOW, true)]),
    }
}

impl<C: Cell> Open<C> {
    #[cold]
    fn new<L: Labels>(description: &Description, cost: u64) -> Self {
        let spec = TableSpec {
            instrument: description.name,
            site: description.site,
            labels: guarded(L::DIMENSIONS),
            idle_after: TableSpec::IDLE_AFTER,
        };
        let budget = Budget::process().child(u64::from(description.max_series).saturating_mul(cost));
        Self { table: Table::new(spec), cells: Sparse::new(budget, cost) }
    }
}

impl<L: Labels, C: Cell> Guarded for Series<L, C> {
    fn tend(&self, now: Instant) {
        if let Some(open) = self.open.get() {
            open.table.collect(now, self);
        }
    }

    fn blame(&self) -> Vec<Blame> {
        self.open.get().map(|open| open.table.blame()).unwrap_or_default()
    }
}

impl<L: Labels, C: Cell> SlotOwner for Series<L, C> {
    fn may_go(&self, label: usize, slot: Slot) -> bool {
        let is_of = |at| has_slot(L::DIMENSIONS, at, label, slot);
        let mut cells = self.open.get().into_iter().flat_map(|open| open.cells.cells());
        cells.all(|(at, cell)| !is_of(at) || (self.may_go)(cell))
    }

    fn clear(&self, label: usize, slot: Slot) {
        if let Some(open) = self.open.get() {
            open.cells.remove(|at| has_slot(L::DIMENSIONS, at, label, slot));
        }
    }
}

#[cfg(test)]
mod tests;
