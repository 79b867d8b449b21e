//! Where a program sets up its logger: what is printed before that, or because that failed, has no log to go to.

use super::around::functions;
use crate::facts::FileId;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::spans::statement_of;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// How many functions of the run stand between a call and what sets the logger up, at most.
const MOST_STEPS: usize = 3;

/// Which functions set up the logger, as far as that was asked.
#[derive(Default)]
pub(super) struct SetUps {
    first: RefCell<FxHashMap<(FileId, NodeId), Option<NodeId>>>,
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

    /// The first call of a function that sets the logger up, itself or by way of others.
    fn first(&self, context: &FileContext<'_>, function: NodeId, steps: usize) -> Option<NodeId> {
        let key = (context.file, function);
        if let Some(known) = self.first.borrow().get(&key) {
            return *known;
        }
        // Breaks cycles.
        self.first.borrow_mut().insert(key, None);
        let syntax = context.syntax();
        let mut calls = syntax.subtree(function).filter(|id| syntax.kind(*id) == Kind::Call);
        let found = calls.find(|call| self.is_set_up(context, *call, steps));
        self.first.borrow_mut().insert(key, found);
        found
    }

    fn is_set_up(&self, context: &FileContext<'_>, call: NodeId, steps: usize) -> bool {
        let Some(callee) = context.syntax().part(call, Part::Callee) else { return false };
        match context.value(callee) {
            Value::Path(path) => {
                let meanings = context.knowledge.meanings(&path);
                meanings.iter().any(|meaning| matches!(meaning, Meaning::LoggerSetUp))
            }
            Value::Definition(file, function) if steps > 0 => context.at(file).is_some_and(|other| {
                other.syntax().kind(function) == Kind::Function
                    && self.first(&other, function, steps - 1).is_some()
            }),
            _ => false,
        }
    }
}
