//! The one control-flow walk: which exits are reached while a duty is still open?
//!
//! A duty begins at a statement (a span starts) and is done at certain nodes (the span is ended). The walk
//! follows the structured control flow from there to the function's exits. Implicit exceptions are not
//! followed: what only they reach is for the caller to judge.

mod walk;

use crate::syntax::{NodeId, Syntax};
use walk::Walk;

/// What the walk found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct OpenExits {
    /// Return and raise statements reached with the duty open.
    pub(super) exits: Vec<NodeId>,
    /// Whether the end of the function is reached with the duty open.
    pub(super) falls_off: bool,
}

impl OpenExits {
    /// Returns whether the duty is done on every path.
    pub(super) fn is_empty(&self) -> bool {
        self.exits.is_empty() && !self.falls_off
    }
}

/// A duty to follow.
pub(super) struct Duty<'a> {
    /// The file's facts.
    pub(super) syntax: &'a Syntax,
    /// Nodes that do it, sorted.
    pub(super) done: Vec<NodeId>,
    /// Whether what is raised leaves the function, rather than ending the program.
    pub(super) raises_leave: bool,
    /// Says in which branches of a condition there is a duty at all.
    pub(super) held: &'a dyn Fn(NodeId) -> Held,
}

/// Where there is a duty: a condition may ask for just that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// Whatever the answer.
    Anyway,
    /// Only where the condition holds.
    Then,
    /// Only where it does not.
    Else,
}

impl Duty<'_> {
    /// Follows the duty from a statement to the exits of its function.
    pub(super) fn open_exits(&self, start: NodeId) -> OpenExits {
        Walk::new(self).from(start)
    }

    /// Follows the duty from the start of a function's body.
    pub(super) fn open_exits_of(&self, body: NodeId) -> OpenExits {
        Walk::new(self).over(body)
    }

    fn is_done_in(&self, id: NodeId) -> bool {
        let range = self.syntax.subtree(id);
        let next = self.done.partition_point(|done| *done < range.start);
        self.done.get(next).is_some_and(|done| *done < range.end)
    }
}
