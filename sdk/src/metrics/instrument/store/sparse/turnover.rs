//! Series that fell idle make room, while there is none for those that are asked for.
//!
//! 1. The series is marked as leaving. It is still found and shown; who finds it has it stay.
//! 2. Who found it before the mark may still write to it. When they are done and nobody has written, it has left: it is
//!    neither found nor shown any more.
//! 3. When also those are done who may still read it, its cell is given back, and begins at zero for another series.
//! 4. Who has seen its key since may still look at the mark beside it. When they are done, the place is free for others.
//!
//! Where somebody is still there, the rest waits for the next collection, and nobody waits for it.

use std::{mem, time::Instant};

use super::{
    Sparse,
    table::{LEAVING, LEFT, MARKS},
};
use crate::metrics::{
    cell::Cell,
    guard::{Grace, Table},
};

/// One in so many series may leave at once, those that have been idle longest: who is asked for may be one alone.
const SHARE: usize = 8;

/// How far those that are leaving have come.
#[derive(Default)]
pub(super) enum Turnover {
    #[default]
    Nobody,
    Leaving(Grace, Vec<Place>),
    Left(Grace, Vec<Place>),
    Held(Grace, Vec<Place>),
}

/// Where a key stands, and the number of its cell.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) table: usize,
    pub(super) at: usize,
    pub(super) number: u32,
}

impl Turnover {
    /// Whether the next step may be taken.
    fn is_over(&mut self) -> bool {
        match self {
            Self::Nobody => true,
            Self::Leaving(grace, _) | Self::Left(grace, _) | Self::Held(grace, _) => grace.is_over(),
        }
    }
}

impl<C: Cell> Sparse<C> {
    /// Notes which series were used since the last call, and lets idle ones leave while there is no room for others. Who
    /// measures and reads does so under the pins and the names of `guard`.
    ///
    /// # Cost
    /// A look at each series.
    pub(in crate::metrics::instrument) fn turn_over(
        &self,
        guard: &Table,
        now: Instant,
        may_go: fn(&C) -> bool,
    ) {
        let (mut turnover, now) = (super::lock(&self.turnover), guard.millis(now));
        self.note_use(now);
        let mut asks = true;
        while turnover.is_over() {
            *turnover = match mem::take(&mut *turnover) {
                Turnover::Nobody => {
                    let is_wanted = mem::take(&mut asks) && self.budget.take_wanted();
                    let idle = if is_wanted { self.idle(guard, now, may_go) } else { Vec::new() };
                    if idle.is_empty() {
                        return;
                    }
                    for place in &idle {
                        self.turn(*place, 0, LEAVING);
                    }
                    Turnover::Leaving(guard.begin_grace(), idle)
                }
                Turnover::Leaving(_, mut places) => {
                    places.retain(|place| self.has_left(*place, may_go));
                    Turnover::Left(guard.begin_grace(), places)
                }
                Turnover::Left(_, places) => {
                    self.give_back(&places);
                    Turnover::Held(guard.begin_grace(), places)
                }
                Turnover::Held(_, places) => {
                    self.let_go(&places);
                    Turnover::Nobody
                }
            };
        }
    }

    /// Notes which series were used; of those that are leaving that is still asked.
    fn note_use(&self, now: u64) {
        let stay = self.all_entries().filter(|(.., number)| number & MARKS == 0);
        stay.filter_map(|(place, ..)| self.arena.cell(place.number))
            .for_each(|cell| cell.life().note_use(now));
    }

    /// Returns what may leave, the longest idle first.
    fn idle(&self, guard: &Table, now: u64, may_go: fn(&C) -> bool) -> Vec<Place> {
        let (mut kept, mut idle) = (0, Vec::new());
        for (place, _, cell) in self.entries() {
            kept += 1;
            let since = cell.life().idle_since().filter(|since| guard.is_idle(*since, now));
            idle.extend(since.filter(|_| may_go(cell)).map(|since| (since, place)));
        }
        idle.sort_by_key(|(since, _)| *since);
        idle.truncate((kept / SHARE).max(1));
        idle.into_iter().map(|(_, place)| place).collect()
    }

    /// Decides about a series that was leaving, which nobody can be writing to but who has it stay.
    fn has_left(&self, place: Place, may_go: fn(&C) -> bool) -> bool {
        let is_unused = |cell: &C| cell.life().idle_since().is_some() && may_go(cell);
        if self.arena.cell(place.number).is_some_and(is_unused) {
            return self.turn(place, LEAVING, LEFT);
        }
        self.turn(place, LEAVING, 0);
        false
    }

    /// Turns one mark into another; false where somebody has changed it meanwhile.
    fn turn(&self, place: Place, from: u32, to: u32) -> bool {
        let Place { table, at, number } = place;
        self.tables[table].get().is_some_and(|table| table.turn(at, number | from, number | to))
    }
}
