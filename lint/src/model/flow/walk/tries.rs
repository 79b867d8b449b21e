//! What is raised, what catches it, and what everything that leaves passes.

use super::Walk;
use crate::syntax::{Kind, NodeId, Part};

impl Walk<'_> {
    /// Leaves a try from inside its body: its else, handlers and finally still come.
    pub(super) fn leave_try(&mut self, r#try: NodeId, from: NodeId, open: bool, started: NodeId) -> bool {
        let syntax = self.duty.syntax;
        let mut open = open;
        if syntax.node(from).part == Part::Body {
            if open && let Some(otherwise) = syntax.part(r#try, Part::Else) {
                open = self.statement(otherwise);
            }
            if self.may_fail_open(started..syntax.node(from).end) {
                open |= self.handlers(r#try);
            }
        }
        match syntax.part(r#try, Part::Finally) {
            Some(finally) if syntax.node(from).part != Part::Finally => self.finally(finally, 0, open),
            _ => open,
        }
    }

    /// Everything that leaves a try passes its finally.
    fn finally(&mut self, finally: NodeId, exits_before: usize, open: bool) -> bool {
        let exits = self.found.exits.split_off(exits_before);
        // Whatever comes this way has done it.
        if !open && exits.is_empty() {
            return false;
        }
        if self.statement(finally) {
            self.found.exits.extend(exits);
            return open;
        }
        self.broke = false;
        false
    }

    /// Whether something may fail in a range before the duty is done there: a handler is a path that the code
    /// spells out, and any call may lead to it.
    fn may_fail_open(&self, range: std::ops::Range<NodeId>) -> bool {
        let next = self.duty.done.partition_point(|done| *done < range.start);
        let done = self.duty.done.get(next).copied().unwrap_or(range.end).min(range.end);
        let fails = |id: &NodeId| matches!(self.duty.syntax.kind(*id), Kind::Call | Kind::Raise);
        // What does the duty by being given something is no call before it.
        let is_before = |id: &NodeId| self.duty.syntax.subtree(*id).end <= done;
        (range.start..done).filter(fails).filter(is_before).any(|id| !self.is_done_behind(id, range.start))
    }

    /// Whether what leaves a node passes a finally that does the duty, of a try that starts at a place or behind it.
    fn is_done_behind(&self, id: NodeId, from: NodeId) -> bool {
        let syntax = self.duty.syntax;
        let around = std::iter::successors(syntax.enclosing(id, &[Kind::Try]), |r#try| {
            syntax.enclosing(*r#try, &[Kind::Try])
        });
        around.take_while(|r#try| *r#try >= from).any(|r#try| {
            let finally = syntax.part(r#try, Part::Finally);
            finally.is_some_and(|finally| id < finally && self.duty.is_done_in(finally))
        })
    }

    fn handlers(&mut self, r#try: NodeId) -> bool {
        let syntax = self.duty.syntax;
        let handlers: Vec<NodeId> = syntax.parts(r#try, Part::Handler).collect();
        let mut open = false;
        for handler in handlers {
            open |= syntax.part(handler, Part::Body).is_none_or(|body| self.statement(body));
        }
        open
    }

    pub(super) fn r#try(&mut self, id: NodeId) -> bool {
        let syntax = self.duty.syntax;
        let exits_before = self.found.exits.len();
        let catches = syntax.part(id, Part::Handler).is_some();
        if catches {
            self.raises.push(false);
        }
        let mut open = syntax.part(id, Part::Body).is_none_or(|body| self.statement(body));
        let raised = catches && self.raises.pop().unwrap_or(false);
        let fails = syntax.part(id, Part::Body).is_some_and(|body| self.may_fail_open(syntax.subtree(body)));
        if open && let Some(otherwise) = syntax.part(id, Part::Else) {
            open = self.statement(otherwise);
        }
        if raised || fails {
            open |= self.handlers(id);
        }
        match syntax.part(id, Part::Finally) {
            Some(finally) => self.finally(finally, exits_before, open),
            None => open,
        }
    }

    pub(super) fn raise(&mut self, id: NodeId) -> bool {
        if self.duty.is_done_in(id) {
            return false;
        }
        match self.raises.last_mut() {
            Some(raised) => *raised = true,
            None if self.duty.raises_leave => self.found.exits.push(id),
            None => {}
        }
        false
    }
}
