//! All series of one instrument.

use std::{marker::PhantomData, sync::OnceLock, time::SystemTime};

use opentelemetry::KeyValue;

use super::{
    Description,
    store::{Dense, Sparse},
};
use crate::metrics::{
    cell::Cell,
    labels::{Labels, Tables, closed_combinations, has_text, labels_at},
    snapshot::Point,
};

/// How many series an instrument with text among its labels may have (OpenTelemetry's default cardinality limit).
const LIMIT: u32 = 2_000;
/// What marks the series of all that came beyond the limit (OpenTelemetry).
const OVERFLOW: &str = "otel.metric.overflow";

/// The series of an instrument, by their labels.
pub(super) struct Series<L, C: Cell> {
    pub(super) description: Description,
    pub(super) shape: C::Shape,
    tables: OnceLock<Tables>,
    dense: Dense<C>,
    sparse: Sparse<C>,
    /// What came beyond the limit.
    overflow: OnceLock<Box<C>>,
    labels: PhantomData<fn(L)>,
}

impl<L, C: Cell> Series<L, C> {
    pub(super) const fn new(description: Description, shape: C::Shape) -> Self {
        Self {
            description,
            shape,
            tables: OnceLock::new(),
            dense: Dense::new(),
            sparse: Sparse::new(LIMIT),
            overflow: OnceLock::new(),
            labels: PhantomData,
        }
    }
}

impl<L: Labels, C: Cell> Series<L, C> {
    const HAS_TEXT: bool = has_text(L::DIMENSIONS);
    const COMBINATIONS: u64 = closed_combinations(L::DIMENSIONS);

    /// Shows the cell of a set of labels, whose life has begun.
    ///
    /// The one way to write to a cell: whoever lets slots change hands has to know how long a cell is in use.
    #[inline]
    pub(super) fn with<'a, T>(&'a self, labels: &impl Labels<Set = L>, work: impl FnOnce(&'a C) -> T) -> T {
        let cell = self.at(self.position(labels));
        let cell = cell.unwrap_or_else(|| self.overflow.get_or_init(Box::default));
        cell.life().touch();
        work(cell)
    }

    /// Returns what the labels are as a number.
    #[inline]
    pub(super) fn position(&self, labels: &impl Labels<Set = L>) -> u64 {
        labels.position(self.tables())
    }

    /// Returns the cell of a position; none beyond the limit.
    #[inline]
    pub(super) fn at(&self, position: u64) -> Option<&C> {
        if Self::HAS_TEXT {
            self.sparse.cell(position)
        } else {
            self.dense.cell(position, Self::COMBINATIONS)
        }
    }

    #[inline]
    fn tables(&self) -> &Tables {
        static NONE: Tables = Tables::none();
        if Self::HAS_TEXT { self.tables.get_or_init(|| Tables::new(L::DIMENSIONS)) } else { &NONE }
    }

    /// Returns the labels of a position; those of what came beyond the limit where there is none.
    pub(super) fn labels(&self, position: Option<u64>) -> Vec<KeyValue> {
        position.map_or_else(
            || vec![KeyValue::new(OVERFLOW, true)],
            |position| labels_at(L::DIMENSIONS, self.tables(), position),
        )
    }

    /// Returns the series that were touched, each as it is read.
    pub(super) fn points<T>(&self, now: SystemTime, read: impl Fn(C::Reading) -> T) -> Vec<Point<T>> {
        let named = self.dense.cells().chain(self.sparse.cells()).map(|(at, cell)| (Some(at), cell));
        let overflow = self.overflow.get().map(|cell| (None, &**cell));
        let touched = named.chain(overflow).filter_map(|(at, cell)| Some((at, cell, cell.life().start()?)));
        touched
            .map(|(at, cell, start)| Point {
                labels: self.labels(at),
                // A series may begin while it is read.
                start: start.min(now),
                time: now,
                value: read(cell.read(&self.shape)),
                exemplars: cell.exemplar().into_iter().collect(),
            })
            .collect()
    }
}
