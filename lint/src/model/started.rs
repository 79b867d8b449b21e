//! The parts of a program that start a service, in a file that reads arguments or defines commands as tools do.
//!
//! ```text
//! calls that lead to what serves ─▶ the functions around them ─▶ what those call on the way there
//! ```
//!
//! What stands beside that in an arm of its own is another command: `if arguments.init { init() } else { serve() }`.

use super::context::FileContext;
use super::logs::functions;
use super::serving::{Serving, overloads};
use crate::resolve::Value;
use crate::syntax::{Kind, NONE, NodeId, Part, Syntax};
use rustc_hash::FxHashSet;

/// What a file has to do with the start of a service.
#[derive(Default)]
pub(super) struct Started {
    /// Calls in it that lead to what serves.
    calls: Vec<NodeId>,
    /// Functions that run on the way there; none for what stands outside of all.
    functions: FxHashSet<NodeId>,
}

impl Started {
    /// Looks at every call of a file. Cost: what those lead to, a few steps far.
    pub(super) fn of(context: &FileContext<'_>) -> Self {
        let (syntax, serving) = (context.syntax(), Serving::default());
        let calls = (0..syntax.nodes().len() as NodeId)
            .filter(|id| matches!(syntax.kind(*id), Kind::Call | Kind::Construct))
            .filter(|id| serving.follows(context, *id));
        let mut started = Self { calls: calls.collect(), functions: FxHashSet::default() };
        let mut waiting: Vec<NodeId> = started.calls.iter().flat_map(|call| around(context, *call)).collect();
        while let Some(function) = waiting.pop() {
            if started.functions.insert(function) {
                waiting.extend(started.called(context, function));
            }
        }
        started
    }

    /// Returns whether the file starts a service.
    pub(super) fn is_any(&self) -> bool {
        !self.calls.is_empty()
    }

    /// Returns whether a node runs on the way to what serves.
    pub(super) fn contain(&self, context: &FileContext<'_>, id: NodeId) -> bool {
        self.is_any() && self.runs(context, id) && !self.is_beside(context, id, false)
    }

    /// Whether the function around a node runs on the way; one that is kept as a value runs when somebody asks for it.
    fn runs(&self, context: &FileContext<'_>, id: NodeId) -> bool {
        let syntax = context.syntax();
        for function in around(context, id) {
            if self.functions.contains(&function) {
                return true;
            }
            if function != NONE && syntax.node(function).part == Part::Value {
                return false;
            }
        }
        false
    }

    /// The functions of the file that one calls on the way.
    fn called(&self, context: &FileContext<'_>, function: NodeId) -> Vec<NodeId> {
        let syntax = context.syntax();
        let calls = (0..syntax.nodes().len() as NodeId)
            .filter(|id| syntax.node(*id).function == function && syntax.node(*id).part == Part::Callee)
            .filter(|id| !self.is_beside(context, *id, true));
        let own = calls.filter_map(|callee| match context.value(callee) {
            Value::Definition(file, called) if file == context.file => Some(called),
            _ => None,
        });
        let own = own.filter(|called| syntax.kind(*called) == Kind::Function);
        own.flat_map(|called| overloads(context, called)).collect()
    }

    /// Whether a node stands in an arm of its own, beside one that leads to what serves. A call does so too where no
    /// arm fits, and in an arm that returns before; what is said there may be the end of the service.
    fn is_beside(&self, context: &FileContext<'_>, id: NodeId, is_call: bool) -> bool {
        let syntax = context.syntax();
        let function = syntax.node(id).function;
        // The file itself stands in nothing else.
        let outer =
            |id: &NodeId| Some(syntax.node(*id).parent).filter(|parent| parent < id && *parent != function);
        let serves = |arm: NodeId| self.calls.iter().any(|call| syntax.contains(arm, *call));
        let returns =
            |arm: NodeId| is_call && syntax.children(arm).any(|child| syntax.kind(child) == Kind::Return);
        let mut arms = std::iter::successors(Some(id), outer).filter(|id| is_arm(syntax, *id));
        arms.any(|arm| {
            let others = || syntax.children(syntax.node(arm).parent).filter(|other| is_arm(syntax, *other));
            (is_call || !is_rest(syntax, arm)) && !serves(arm) && (returns(arm) || others().any(serves))
        })
    }
}

/// Whether an arm is run where no other fits.
fn is_rest(syntax: &Syntax, arm: NodeId) -> bool {
    match syntax.kind(arm) {
        Kind::DefaultCase => true,
        Kind::Branch => false,
        _ => syntax.node(arm).part == Part::Else,
    }
}

/// Whether a node is run by choice, instead of others.
fn is_arm(syntax: &Syntax, id: NodeId) -> bool {
    let node = syntax.node(id);
    match syntax.kind(id) {
        Kind::Case | Kind::DefaultCase => true,
        _ => syntax.kind(node.parent) == Kind::Branch && matches!(node.part, Part::Then | Part::Else),
    }
}

/// The functions around a node, or none for what stands outside of all.
fn around(context: &FileContext<'_>, id: NodeId) -> Vec<NodeId> {
    let all: Vec<NodeId> = functions(context, id).collect();
    if all.is_empty() { vec![NONE] } else { all }
}
