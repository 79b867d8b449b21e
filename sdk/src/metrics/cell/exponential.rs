//! A histogram whose buckets grow by a constant factor, as fine as its values allow.
//!
//! OpenTelemetry's data model (`ExponentialHistogram`): at scale `s` bucket `i` holds what lies above `base^i`, up to
//! `base^(i + 1)`, where `base` is `2^(2^-s)`. A cell begins at scale 20. When its values spread over more buckets than
//! it may have, each two become one, and the scale falls by one, as often as it takes.

mod index;
mod range;

use std::sync::{Mutex, PoisonError};

pub(crate) use index::bound;
use index::index;
use range::Counts;

use super::{Cell, Life, Sample};
use crate::metrics::snapshot::{Exemplar, ExponentialBuckets, Number, Total};

/// The finest scale: buckets that are 0.00007 % wide.
const FINEST: i32 = 20;

/// A histogram, behind a lock: changing the scale changes every bucket.
#[derive(Default)]
pub(crate) struct ExponentialCell {
    life: Life,
    state: Mutex<Option<Box<State>>>,
    sample: Sample,
}

impl ExponentialCell {
    /// Records a value; the caller has seen that it is finite.
    pub(crate) fn record(&self, value: f64, max_buckets: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.get_or_insert_with(Box::default).record(value, max_buckets);
        drop(state);
        self.sample.offer(|| Number::Float(value));
    }
}

impl Cell for ExponentialCell {
    /// How many buckets each sign may have.
    type Shape = usize;
    type Reading = State;

    #[inline]
    fn life(&self) -> &Life {
        &self.life
    }

    fn read(&self, _max_buckets: &usize) -> State {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.as_deref().cloned().unwrap_or_default()
    }

    fn exemplar(&self) -> Option<Exemplar> {
        self.sample.take()
    }

    fn clear(&self) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.sample.clear();
        self.life.end();
    }

    /// As many as all values of one sign may take.
    fn cost(max_buckets: &usize) -> u64 {
        *max_buckets as u64
    }
}

/// What a cell knows.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) scale: i32,
    pub(crate) zeros: u64,
    pub(crate) positive: Counts,
    pub(crate) negative: Counts,
    pub(crate) total: Total,
}

impl Default for State {
    fn default() -> Self {
        let (positive, negative) = (Counts::default(), Counts::default());
        Self { scale: FINEST, zeros: 0, positive, negative, total: Total::default() }
    }
}

impl State {
    fn record(&mut self, value: f64, max_buckets: usize) {
        let Total { count, sum, range } = self.total;
        let range = range.map_or((value, value), |(least, most)| (least.min(value), most.max(value)));
        self.total = Total { count: count + 1, sum: sum + value, range: Some(range) };
        if value == 0.0 {
            self.zeros += 1;
            return;
        }
        let at = index(value.abs(), self.scale);
        let side = if value > 0.0 { &mut self.positive } else { &mut self.negative };
        let steps = side.steps_for(at, max_buckets);
        self.coarsen(steps);
        let side = if value > 0.0 { &mut self.positive } else { &mut self.negative };
        side.count(at >> steps);
    }

    /// Lowers the scale; each `2^steps` buckets become one.
    fn coarsen(&mut self, steps: u32) {
        if steps > 0 {
            self.positive.coarsen(steps);
            self.negative.coarsen(steps);
            self.scale -= steps as i32;
        }
    }
}

impl From<State> for ExponentialBuckets {
    fn from(state: State) -> Self {
        Self {
            scale: i8::try_from(state.scale).unwrap_or(i8::MIN),
            zero_count: state.zeros,
            zero_threshold: 0.0,
            positive: state.positive.into(),
            negative: state.negative.into(),
            total: state.total,
        }
    }
}

#[cfg(test)]
mod tests;
