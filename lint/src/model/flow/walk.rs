//! The steps of the walk, statement by statement.

mod tries;

use super::{Duty, Held, OpenExits};
use crate::syntax::{Kind, NodeId, Part};

/// Deeper nesting than this ends the walk without an answer.
const MAX_DEPTH: u32 = 200;

/// The walk itself.
pub(super) struct Walk<'a> {
    duty: &'a Duty<'a>,
    found: OpenExits,
    /// Whether a break or continue was reached with the duty open in the loop being walked.
    broke: bool,
    /// One entry per enclosing try with handlers: whether something was raised in it with the duty open.
    raises: Vec<bool>,
    depth: u32,
}

impl<'a> Walk<'a> {
    pub(super) fn new(duty: &'a Duty<'a>) -> Self {
        Self { duty, found: OpenExits::default(), broke: false, raises: Vec::new(), depth: 0 }
    }

    /// Walks from behind a statement to the end of its function.
    pub(super) fn from(mut self, start: NodeId) -> OpenExits {
        self.found.falls_off = self.after(start);
        self.found
    }

    /// Walks a whole body.
    pub(super) fn over(mut self, body: NodeId) -> OpenExits {
        self.found.falls_off = self.statement(body);
        self.found
    }

    /// Follows what comes after a statement, outwards; returns whether the function's end is reached open.
    fn after(&mut self, start: NodeId) -> bool {
        let syntax = self.duty.syntax;
        let (mut current, mut open) = (start, true);
        loop {
            let parent = syntax.node(current).parent;
            if parent == current || matches!(syntax.kind(current), Kind::Function | Kind::Module) {
                return open;
            }
            if open && is_sequence(syntax.kind(parent)) {
                let siblings: Vec<NodeId> =
                    syntax.children(parent).filter(|sibling| *sibling > current).collect();
                open = self.sequence(&siblings);
            }
            if syntax.kind(parent) == Kind::Try {
                open = self.leave_try(parent, current, open, syntax.node(start).end);
            }
            if is_loop(syntax.kind(parent)) {
                open |= std::mem::take(&mut self.broke);
            }
            current = parent;
        }
    }

    fn sequence(&mut self, statements: &[NodeId]) -> bool {
        statements.iter().all(|statement| self.statement(*statement))
    }

    /// Walks a statement entered with the duty open; returns whether it falls through with it still open.
    fn statement(&mut self, id: NodeId) -> bool {
        if self.depth >= MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        let open = self.walk(id);
        self.depth -= 1;
        open
    }

    fn walk(&mut self, id: NodeId) -> bool {
        let (duty, syntax) = (self.duty, self.duty.syntax);
        match syntax.kind(id) {
            Kind::Block | Kind::Case | Kind::DefaultCase | Kind::Labelled => {
                let statements: Vec<NodeId> =
                    syntax.children(id).filter(|child| syntax.node(*child).part != Part::Key).collect();
                self.sequence(&statements)
            }
            Kind::Branch | Kind::MainBlock => self.branch(id),
            Kind::Loop | Kind::ForeverLoop => self.r#loop(id),
            Kind::Try => self.r#try(id),
            Kind::With => {
                !self.header_does(id) && syntax.part(id, Part::Body).is_none_or(|body| self.statement(body))
            }
            Kind::Switch | Kind::Select => self.switch(id),
            Kind::Return => {
                if !duty.is_done_in(id) {
                    self.found.exits.push(id);
                }
                false
            }
            Kind::Raise => self.raise(id),
            Kind::Expression if syntax.children(id).any(|child| syntax.kind(child) == Kind::Raise) => {
                self.raise(id)
            }
            Kind::Break | Kind::Continue => {
                self.broke = true;
                false
            }
            Kind::Goto => false,
            _ => !duty.is_done_in(id),
        }
    }

    /// Whether a compound statement's own expressions do the duty.
    fn header_does(&self, id: NodeId) -> bool {
        let syntax = self.duty.syntax;
        let is_header =
            |part| matches!(part, Part::Condition | Part::Initializer | Part::Item | Part::Iterable);
        syntax.children(id).any(|child| is_header(syntax.node(child).part) && self.duty.is_done_in(child))
    }

    fn branch(&mut self, id: NodeId) -> bool {
        let syntax = self.duty.syntax;
        if self.header_does(id) {
            return false;
        }
        let held =
            syntax.part(id, Part::Condition).map_or(Held::Anyway, |condition| (self.duty.held)(condition));
        let then = held != Held::Else && syntax.part(id, Part::Then).is_none_or(|then| self.statement(then));
        if held == Held::Then {
            return then;
        }
        let others: Vec<NodeId> = syntax.parts(id, Part::Else).collect();
        let Some((last, between)) = others.split_last() else { return true };
        let mut open = then;
        for other in between {
            open |= syntax.part(*other, Part::Then).is_none_or(|then| self.statement(then));
        }
        open | self.statement(*last)
    }

    fn r#loop(&mut self, id: NodeId) -> bool {
        let syntax = self.duty.syntax;
        if self.header_does(id) {
            return false;
        }
        let outer = std::mem::take(&mut self.broke);
        if let Some(body) = syntax.part(id, Part::Body) {
            self.statement(body);
        }
        let broke = std::mem::replace(&mut self.broke, outer);
        let is_endless = syntax.kind(id) == Kind::ForeverLoop || syntax.part(id, Part::Forever).is_some();
        broke || !is_endless
    }

    fn switch(&mut self, id: NodeId) -> bool {
        let syntax = self.duty.syntax;
        if self.header_does(id) {
            return false;
        }
        let body = syntax.part(id, Part::Body).unwrap_or(id);
        let cases: Vec<NodeId> = syntax
            .children(body)
            .filter(|case| matches!(syntax.kind(*case), Kind::Case | Kind::DefaultCase))
            .collect();
        let is_total = syntax.kind(id) == Kind::Select
            || cases.iter().any(|case| syntax.kind(*case) == Kind::DefaultCase);
        let outer = std::mem::take(&mut self.broke);
        let mut open = !is_total;
        for case in cases {
            let inner = syntax.part(case, Part::Then).unwrap_or(case);
            open |= self.statement(inner);
        }
        // Where cases are parts of the switch itself, a break leaves the switch.
        let leaves_switch = body == id;
        let broke = std::mem::replace(&mut self.broke, outer);
        self.broke |= broke && !leaves_switch;
        open || (broke && leaves_switch)
    }
}

fn is_sequence(kind: Kind) -> bool {
    matches!(kind, Kind::Block | Kind::Case | Kind::DefaultCase | Kind::Module | Kind::Labelled)
}

fn is_loop(kind: Kind) -> bool {
    matches!(kind, Kind::Loop | Kind::ForeverLoop)
}
