//! What one series is while it is counted: atomics that many threads write and a reader never stops.
//!
//! | Cell | For | Written with |
//! |---|---|---|
//! | [`NumberCell`] | counters, up-down counters, gauges | one atomic instruction; a float in a loop of them |
//! | [`BucketCell`] | histograms with bounds | two, and two reads |
//! | [`ExponentialCell`] | histograms without bounds, summaries | a lock |

mod buckets;
mod exemplar;
mod exponential;
mod life;
mod number;

pub(super) use buckets::{Bounds, BucketCell};
pub(crate) use exemplar::ExemplarFilter;
use exemplar::Sample;
pub(super) use exponential::{ExponentialCell, State, bound};
pub(super) use life::Life;
pub(super) use number::NumberCell;
pub use number::Numeric;

use super::snapshot::Exemplar;

/// One series.
pub(super) trait Cell: Default + Send + Sync {
    /// What all cells of an instrument have in common.
    type Shape: Send + Sync;
    /// What a reader sees.
    type Reading;

    /// Since when it is counted.
    fn life(&self) -> &Life;

    /// Returns what was counted. Parts of a distribution that is written meanwhile may be one measurement apart.
    fn read(&self, shape: &Self::Shape) -> Self::Reading;

    /// Returns the last measurement that was kept with its trace, and asks for another one.
    fn exemplar(&self) -> Option<Exemplar>;

    /// Begins anew, as if nobody had touched it; to be called while nobody else can reach it.
    fn clear(&self);

    /// Returns how many cells of a [`Budget`](super::guard::Budget) it takes.
    fn cost(_shape: &Self::Shape) -> u64 {
        1
    }
}
