//! The lines that wait for the writing thread, and the bounds that they keep.

use std::mem;

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    Taken,
    Full,
    TooLong,
    Closed,
}

/// The life of a writer, from its beginning to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Open,
    /// No more lines are taken; those that wait are written.
    Closed,
    /// The deadline of the shutdown has passed: what is under way is counted as dropped already.
    Abandoned,
    /// The writing thread is gone.
    Ended,
}

/// The state behind the writer's lock.
pub(super) struct Lines {
    capacity: usize,
    pending: Vec<u8>,
    count: usize,
    /// Bytes and lines that the writing thread has taken and not yet written.
    under_way: (usize, usize),
    is_nudged: bool,
    pub(super) flushes_wanted: u64,
    pub(super) flushes_done: u64,
    pub(super) phase: Phase,
}

impl Lines {
    pub(super) const fn new(capacity: usize) -> Self {
        Self {
            capacity,
            pending: Vec::new(),
            count: 0,
            under_way: (0, 0),
            is_nudged: false,
            flushes_wanted: 0,
            flushes_done: 0,
            phase: Phase::Open,
        }
    }

    pub(super) fn append(&mut self, line: &[u8], is_urgent: bool) -> Fit {
        let reserve = if is_urgent { 0 } else { self.capacity / 4 };
        if self.phase > Phase::Open {
            return Fit::Closed;
        }
        if line.len() > self.capacity - reserve {
            return Fit::TooLong;
        }
        if self.pending.len() + self.under_way.0 + line.len() > self.capacity - reserve {
            return Fit::Full;
        }
        self.pending.extend_from_slice(line);
        self.count += 1;
        Fit::Taken
    }

    /// Whether so much waits that the writing thread should not linger.
    pub(super) const fn is_filling(&self) -> bool {
        self.pending.len() > self.capacity / 8
    }

    /// Whether the writing thread is to be told that much waits: once for each of its turns.
    pub(super) const fn nudges(&mut self) -> bool {
        let nudges = self.is_filling() && !self.is_nudged;
        self.is_nudged |= nudges;
        nudges
    }

    pub(super) fn is_closed(&self) -> bool {
        self.phase >= Phase::Closed
    }

    pub(super) fn is_abandoned(&self) -> bool {
        self.phase == Phase::Abandoned
    }

    pub(super) fn has_ended(&self) -> bool {
        self.phase == Phase::Ended
    }

    pub(super) fn close(&mut self) {
        self.phase = self.phase.max(Phase::Closed);
    }

    /// Whether someone waits for the writing thread.
    pub(super) fn has_orders(&self) -> bool {
        self.is_closed() || self.flushes_wanted > self.flushes_done
    }

    pub(super) fn is_idle(&self) -> bool {
        self.pending.is_empty() && !self.has_orders()
    }

    /// Swaps the pending lines against the emptied `chunk`; returns how many they are.
    pub(super) fn swap(&mut self, chunk: &mut Vec<u8>) -> usize {
        mem::swap(&mut self.pending, chunk);
        let lines = mem::take(&mut self.count);
        self.under_way = (chunk.len(), lines);
        self.is_nudged = false;
        lines
    }

    /// Notes that nothing is under way any more; false where that was given up before.
    pub(super) fn settle(&mut self) -> bool {
        self.under_way = (0, 0);
        !self.is_abandoned()
    }

    /// Gives up what waits and what is under way; returns how many lines that were.
    pub(super) fn abandon(&mut self) -> usize {
        self.phase = self.phase.max(Phase::Abandoned);
        self.pending = Vec::new();
        mem::take(&mut self.count) + mem::take(&mut self.under_way).1
    }
}
