//! The cardinality guard: which values of a text label have a series of their own, and what became of the others.
//!
//! It stands behind each instrument whose labels have text. A program has to do with it where it reads what was refused
//! ([`blame`](super::blame)), and where it changes how many cells there may be ([`Budget`]).
//!
//! ```text
//! value ─┬─ has a slot ──────────────────────────────────────▶ its slot ─▶ the series of its own
//!        ├─ the label is full ───────────────┐
//!        ├─ looks like an identifier ────────┼─▶ refused ─▶ `__other__`
//!        └─ is let in, under a lock          │      │
//!                                            │      └─▶ Blame: report, metrics, JSON lines, one log line an hour
//!        at a collection: what is frequent ◀─┘
//!                └─▶ takes the slot of what fell idle
//! ```
//!
//! # Budgets
//! | Of what | Where it is said | If nothing is said |
//! |---|---|---|
//! | values of a label | `#[label(max = 200)]` | does not compile |
//! | series of an instrument | `#[counter(max_series = 500)]` | 2,000 |
//! | cells of the process, all instruments with texts together | [`Budget::set_limit`] | [`PROCESS_LIMIT`] |
//!
//! A counter's series is one cell; a histogram's is one for each bucket and one more. Sets without text are bounded when
//! they are compiled, and count nowhere.
//!
//! Where a label is full, the offending value alone becomes [`OTHER`]; the other labels of the series keep theirs. Where
//! an instrument or the process is, what would be a new series goes to the one that is marked `otel.metric.overflow`.
//!
//! # Identifiers
//! A value that has no slot and looks like an identifier ([`Shape`]) gets none, also while there are slots left, unless
//! the label allows it.
#![doc = include_str!("guard/shapes.md")]
//!
//! # Slots change hands
//! While a label is full, the refused values that come often are found with a sketch. At a collection, at most each ten
//! seconds, such a value takes the slot of one that was not looked up for an hour; what is in use stays, whatever floods
//! the label, and so do a gauge and an up-down counter that is not zero. Readings are cumulative, so the new value begins
//! at zero, and its series has a new start time. No measurement lands in the wrong series, because a slot changes hands
//! only when nobody can be writing to it for the old value.
//!
//! So a scanner that comes before the real routes may fill a label: until an hour after its last look at a path, what
//! comes later is counted in [`OTHER`]. Then those routes take the slots that make up more than one in 32 of what is
//! refused, and some 200 measurements or more in ten seconds; no more than 32 do at one collection. A counter's routes
//! that are known before have their slots from the start if 0 is added to each.
//!
//! # Series make room
//! While an instrument has no room for a series that is asked for, or the process has none, those go at a collection that
//! were not touched for an hour: one in eight at most, the longest idle first. It is the rule of slots: what is in use
//! stays, a gauge does, and an up-down counter that is not zero; what goes begins at zero when it comes back, with a new
//! start time. Where the process is full, series of any instrument make room.
//!
//! # Cost
//! A value that has a slot: one hash, one look-up, no lock, no allocation. Over budget: the same, and a few counters. A
//! label that never refused anything keeps nothing about refusals; one that did keeps 11 KiB, however many values come,
//! and an instrument that was ever full keeps some 3 KiB. Memory of series is used again: there are at most twice as many cells
//! as there were ever series at once.

mod blame;
mod budget;
mod callers;
mod distinct;
mod era;
mod frequent;
mod index;
mod label;
mod names;
mod overflow;
mod path;
mod pin;
mod refusals;
mod sample;
mod shape;
mod table;
mod takeover;
mod tally;

pub use blame::{Blame, SCHEMA, write_json_lines};
pub(in crate::metrics) use blame::{Hourly, log_blame};
pub use budget::{Budget, PROCESS_LIMIT};
pub(in crate::metrics) use budget::{Full, Reservation};
pub use callers::Caller;
pub use distinct::STANDARD_ERROR;
pub(in crate::metrics) use era::Grace;
pub(in crate::metrics) use label::{GuardedLabel, Slot};
pub(in crate::metrics) use names::Names;
pub(in crate::metrics) use overflow::Overflow;
pub use path::template_path;
pub(in crate::metrics) use pin::Pin;
pub use sample::Sample;
pub use shape::Shape;
pub(in crate::metrics) use table::{Table, TableSpec};
pub(in crate::metrics) use takeover::SlotOwner;

/// What stands for every value that has no slot.
pub const OTHER: &str = "__other__";

/// How long a value may be, in bytes. Longer ones are text, and are always refused.
pub const MAX_LENGTH: usize = 192;

#[cfg(test)]
mod tests;
