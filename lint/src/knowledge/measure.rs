//! What a value is worth as a label, and what it measures as a number.

use serde::Deserialize;
use std::sync::Arc;

/// How many different values a source can yield.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// Without limit; said in messages as this.
    Unbounded(Arc<str>),
    /// A limited number, known to be this.
    Bounded(Arc<str>),
    /// As many as its first argument.
    Passes,
}

/// What a number measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// A point in time: the difference of two is [`Quantity::Elapsed`].
    Clock,
    /// A point in time ahead of the clock: what is left until then is no elapsed time.
    #[serde(skip)]
    Deadline,
    /// What it is called on, moved: [`Quantity::Deadline`] where that is the clock's.
    Moved,
    /// How far two times are apart, whichever was first: how clocks differ, say.
    Distance,
    /// A duration.
    Elapsed,
    /// The time from its argument to what it is called on: [`Quantity::Elapsed`] where that is the clock's.
    Difference,
    /// How much of a resource is in use.
    Utilisation,
    /// How many items wait.
    QueueDepth,
}
