//! Where a program sets up its logger: what is printed before that, or because that failed, has no log to go to.

use super::around::functions;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::memo::Memo;
use crate::model::spans::statement_of;
use crate::model::ways::{Place, comes_to};
use crate::syntax::{Kind, NodeId, Part};

/// How many functions of the run stand between a call and what sets the logger up, at most.
const MOST_STEPS: usize = 3;

/// Which functions set up the logger, as far as that was asked.
#[derive(Default)]
pub(super) struct SetUps {
    first: Memo<Place, Option<NodeId>>,
}

impl SetUps {
    /// Returns whether a node stands before its function sets up the logger, or in what is done where that fails.
    pub(super) fn come_after(&self, context: &FileContext<'_>, id: NodeId) -> bool {
        let syntax = context.syntax();
        let first =
            functions(context, id).last().and_then(|function| self.first(context, function, MOST_STEPS));
        first.is_some_and(|first| {
            let is_beside =
                || syntax.contains(statement_of(context, first), id) && !syntax.contains(first, id);
            id < first || (id > first && is_beside())
        })
    }

    /// Returns whether a node stands in a class that is there to set the logger up, where methods need no receiver.
    pub(super) fn share_class(&self, context: &FileContext<'_>, id: NodeId) -> bool {
        let class = || context.syntax().enclosing(id, &[Kind::Class]);
        context.habits().implicit_receiver
            && class().is_some_and(|class| self.first(context, class, 0).is_some())
    }

    /// The first call in a function, or a class, that sets the logger up, itself or by way of others.
    fn first(&self, context: &FileContext<'_>, function: NodeId, most_calls: usize) -> Option<NodeId> {
        self.first.get((context.file, function), || {
            let syntax = context.syntax();
            let sets_up = |meaning: &Meaning| matches!(meaning, Meaning::LoggerSetUp);
            let mut calls = syntax.subtree(function).filter(|id| syntax.kind(*id) == Kind::Call);
            calls.find(|call| {
                let callee = syntax.part(*call, Part::Callee);
                callee.is_some_and(|callee| comes_to(context, callee, most_calls, &sets_up))
            })
        })
    }
}
