//! The series of one instrument.

use std::{
    collections::HashSet,
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
    guard::{Blame, Budget, Full, Names, Overflow, Slot, SlotOwner, Table, TableSpec},
    labels::{Labels, Slots, closed_combinations, guarded, has_text, labels_at, slot_at},
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
    beyond: OnceLock<Box<Beyond<C>>>,
    /// Whether a cell that nobody has used for long stands for nothing.
    may_go: fn(&C) -> bool,
    labels: PhantomData<fn(L)>,
}

/// Series that come and go with the values of their texts.
struct Open<C> {
    table: Table,
    cells: Sparse<C>,
}

/// The one series of all that came beyond the limit, and how much that was.
struct Beyond<C> {
    cell: C,
    overflow: Overflow,
}

/// What the registry asks of all series alike.
pub trait Guarded {
    /// Lets frequent values take the slots of those that fell idle, and idle series make room where there is none.
    fn tend(&self, now: Instant);

    /// Returns what its labels refused, and what found no room.
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
            beyond: OnceLock::new(),
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
    #[track_caller]
    pub(super) fn with<'a, T>(&'a self, labels: &impl Labels<Set = L>, work: impl FnOnce(&'a C) -> T) -> T {
        let slots = self.slots();
        let position = labels.position(&slots);
        // No closure: its caller would be this line.
        let cell = match self.at(position) {
            Ok(cell) => cell,
            Err(full) => self.beyond(position, full),
        };
        cell.life().touch();
        work(cell)
    }

    /// Returns the slots of the texts, which stay while the answer lives.
    #[inline]
    #[track_caller]
    pub(super) fn slots(&self) -> Slots<'_> {
        if Self::HAS_TEXT { Slots::of(&self.open().table) } else { Slots::NONE }
    }

    /// Returns the cell of a position, or which budget has no room for it.
    #[inline]
    pub(super) fn at(&self, position: u64) -> Result<&C, Full> {
        if Self::HAS_TEXT {
            self.open().cells.cell(position)
        } else {
            self.closed.cell(position, Self::COMBINATIONS).ok_or(Full::Instrument)
        }
    }

    /// Notes a measurement beyond the limit, and returns the cell of all of those.
    #[inline(never)]
    #[track_caller]
    pub(super) fn beyond(&self, position: u64, full: Full) -> &C {
        let beyond =
            self.beyond.get_or_init(|| Box::new(Beyond { cell: C::default(), overflow: Overflow::new() }));
        beyond.overflow.note(position, full);
        &beyond.cell
    }

    /// Whether a value of the `nth` text has a slot.
    #[cfg(feature = "tower")]
    pub(super) fn knows(&self, nth: usize, value: &str) -> bool {
        self.open.get().is_some_and(|open| open.table.knows(nth, value))
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
        let beyond = self.beyond.get().map(|beyond| (None, &beyond.cell));
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
        named.chain(beyond).filter_map(point).collect()
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
        if let Some(Open { table, cells }) = self.open.get() {
            table.collect(now, self);
            cells.turn_over(table, now, self.may_go);
        }
    }

    fn blame(&self) -> Vec<Blame> {
        let (labels, series) = match self.open.get() {
            Some(open) => (open.table.blame(), open.cells.len()),
            None => (Vec::new(), Self::COMBINATIONS),
        };
        let Description { name, site, max_series, .. } = self.description;
        let beyond = self.beyond.get();
        let beyond =
            beyond.map(|beyond| beyond.overflow.blame((name, site), [series, u64::from(max_series)]));
        labels.into_iter().chain(beyond).collect()
    }
}

impl<L: Labels, C: Cell> SlotOwner for Series<L, C> {
    fn kept(&self, label: usize) -> HashSet<Slot> {
        let cells = self.open.get().into_iter().flat_map(|open| open.cells.cells());
        let kept = cells.filter(|(_, cell)| !(self.may_go)(cell));
        kept.filter_map(|(at, _)| slot_at(L::DIMENSIONS, at, label)).collect()
    }

    fn clear(&self, label: usize, slot: Slot) {
        if let Some(open) = self.open.get() {
            open.cells.remove(|at| slot_at(L::DIMENSIONS, at, label) == Some(slot));
        }
    }
}

#[cfg(test)]
mod tests;
