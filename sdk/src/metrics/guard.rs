//! The cardinality guard: which values of a string label have a series of their own, and what became of the others.
//!
//! ```text
//! value ─▶ Pin::slot ─┬─ has a slot ────────────────────────────────────────────────▶ its slot
//!                     ├─ label or budget is full ──────────────┐
//!                     ├─ looks like an identifier ─────────────┼─▶ Refusals ─▶ Slot::OTHER, `__other__`
//!                     └─ is let in, under a lock ─▶ its slot   │      │
//!         Table::collect: what is frequent ◀───────────────────┘      └─▶ Blame: report, JSON lines, one log line an hour
//!                 └─▶ takes the slot of what fell idle
//! ```
//!
//! A [`Table`] belongs to an instrument. It knows values and slots; the cells behind the slots are the instrument's.
//!
//! # Budgets
//! [`GuardedLabel::max`] bounds the values of a label, [`Budget`] the cells of an instrument and of the process. Over
//! budget the offending value alone becomes [`OTHER`]; the other labels of the series keep theirs.
//!
//! # Identifiers
//! A value that has no slot and looks like an identifier ([`Shape`]) gets none, also while there are slots left, unless
//! the label allows it.
#![doc = include_str!("guard/shapes.md")]
//!
//! # Slots change hands
//! While a label is over budget, the refused values that come often are found with a sketch. At a collection such a value
//! takes the slot of one that was not looked up for [`TableSpec::idle_after`]; what is in use stays, whatever floods the
//! label. Readings are cumulative, so the new value begins at zero, and its series has a new start time:
//! [`SlotOwner::clear`]. No measurement lands in the wrong series, because a slot changes hands only when nobody can hold
//! a [`Pin`] that showed it for the old value.
//!
//! # Cost
//! A value that has a slot: one hash, one look-up, no lock, no allocation. Over budget: the same, and a few counters. A
//! label that never refused anything keeps nothing about refusals; one that did keeps 11 KiB, however many values come.

mod blame;
mod budget;
mod distinct;
mod frequent;
mod index;
mod label;
mod names;
mod path;
mod pin;
mod refusals;
mod sample;
mod shape;
mod table;
mod takeover;
mod tally;

pub use blame::{Blame, Hourly, SCHEMA, log_blame, write_json_lines};
pub use budget::{Budget, PROCESS_LIMIT, Reservation};
pub use distinct::STANDARD_ERROR;
pub use label::{GuardedLabel, Slot};
pub use names::Names;
pub use path::template_path;
pub use pin::Pin;
pub use sample::Sample;
pub use shape::Shape;
pub use table::{Table, TableSpec};
pub use takeover::SlotOwner;

/// What stands for every value that has no slot.
pub const OTHER: &str = "__other__";

/// How long a value may be, in bytes. Longer ones are text, and are always refused.
pub const MAX_LENGTH: usize = 192;

#[cfg(test)]
mod tests;
