//! What becomes of an error that a handler neither logs nor passes on.

use super::conversion::stays;
use super::fallible::has_one_error;
use super::handler::Handler;
use super::patterns::Taken;
use super::taken_down::takes_down;
use super::{checked_error, comment, failing, made_by, returns_error};
use crate::diagnostic::Confidence;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::spans::low_if;
use crate::resolve::{BindingKind, Value};
use crate::syntax::{Kind, NodeId, Part};

impl Handler<'_> {
    /// A blanket handler loses the error where it only sets or returns a default, whatever it takes down before. A default
    /// that a call makes may be an answer that tells of the failure.
    pub(super) fn handler_outcome(&self, statements: &[NodeId]) -> (&'static str, Confidence) {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let is_for_effect = |id: NodeId| syntax.kind(syntax.node(id).parent) == Kind::Expression;
        let mut is_made = false;
        let mut is_default = |id: NodeId| match syntax.kind(id) {
            Kind::Return | Kind::Assign | Kind::Expression | Kind::Nothing | Kind::Continue => {
                takes_down(context, id)
                    || syntax.subtree(id).all(|inner| match syntax.kind(inner) {
                        Kind::Call => {
                            is_made |= !makes_empty(context, inner);
                            !is_for_effect(inner)
                        }
                        Kind::Await | Kind::Yield => false,
                        _ => true,
                    })
            }
            _ => false,
        };
        let loses = statements.iter().all(|id| is_default(*id));
        let only_takes_down = || statements.iter().all(|id| takes_down(context, *id));
        if !loses || only_takes_down() {
            return ("handled", Confidence::High);
        }
        ("default", low_if(is_made || self.is_explained() || self.has_answer()))
    }

    /// A check loses the error where the function could return one and returns none.
    pub(super) fn check_outcome(&self) -> (&'static str, Confidence) {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let Some(function) = context.function_of(self.node) else { return ("handled", Confidence::High) };
        let does_more = syntax.subtree(self.body).any(|id| {
            matches!(
                syntax.kind(id),
                Kind::Call | Kind::Assign | Kind::Update | Kind::Send | Kind::Branch | Kind::Loop
            )
        });
        let exits: Vec<NodeId> =
            syntax.own(self.body).filter(|id| syntax.kind(*id) == Kind::Return).collect();
        let keeps = does_more || self.is_of_outer_function();
        if keeps
            || exits.is_empty()
            || !returns_error(context, function)
            || !exits.iter().all(|exit| self.drops(*exit))
        {
            return ("handled", Confidence::High);
        }
        let explained = comment::inside(context, syntax.node(self.body).range)
            || comment::above(context, self.node)
            || comment::documents_leniency(context, self.node)
            || exits.iter().any(|exit| comment::quotes_answer(context, *exit));
        let delivers = exits.iter().any(|exit| self.delivers(*exit));
        let is_answer =
            self.failed().is_some_and(|failed| stays(context, failed) || has_one_error(context, failed));
        let expected = self.asks_again(function, &exits)
            || self.is_customary()
            || self.is_named_for_answer()
            || is_answer;
        ("default", low_if(explained || delivers || expected))
    }

    /// A return whose error result says that nothing failed; errors may be gathered in another result.
    fn drops(&self, exit: NodeId) -> bool {
        let syntax = self.analysis.context.syntax();
        let gathers =
            |id: NodeId| syntax.kind(id) == Kind::Name && syntax.name(id).to_lowercase().contains("err");
        syntax.children(exit).last().is_some_and(|last| syntax.kind(last) == Kind::Null)
            && !syntax.subtree(exit).any(gathers)
    }

    /// The variable is declared further out: whoever declared it has the error.
    fn is_of_outer_function(&self) -> bool {
        let context = &self.analysis.context;
        let function = context.syntax().node(self.node).function;
        self.binding.is_some_and(|error| context.parsed.bindings.in_scope(function, error).is_empty())
    }

    /// What is returned came from an earlier call that could have failed itself: the failed step was an extra.
    fn delivers(&self, exit: NodeId) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let comes_with_others = |id: NodeId| {
            let node = syntax.node(id);
            let bindings = context.parsed.bindings.in_scope(node.function, node.symbol);
            let before = bindings.iter().rev().find(|binding| binding.position < node.range.start);
            before.is_some_and(|binding| match binding.kind {
                BindingKind::Value { expression, .. } => {
                    let assign = syntax.node(expression).parent;
                    syntax.kind(expression) == Kind::Call
                        && syntax.parts(assign, Part::Target).count() > 1
                        && !syntax.parts(assign, Part::Target).any(|target| self.is_checked_at(target))
                }
                _ => false,
            })
        };
        syntax.children(exit).any(|result| syntax.kind(result) == Kind::Name && comes_with_others(result))
    }

    /// The target is what this very check looks at, with nothing between.
    fn is_checked_at(&self, target: NodeId) -> bool {
        let context = &self.analysis.context;
        let node = context.syntax().node(target);
        let bindings = context.parsed.bindings.in_scope(node.function, node.symbol);
        let checked = context.syntax().node(self.body).range.start;
        let last = bindings.iter().rev().find(|binding| binding.position < checked);
        Some(node.symbol) == self.binding && last.is_some_and(|last| last.position == node.range.start)
    }

    /// A function handed to something that calls it until it says yes: a failure means "not yet".
    fn asks_again(&self, function: NodeId, exits: &[NodeId]) -> bool {
        let syntax = self.analysis.context.syntax();
        let is_handed_over = syntax.node(function).part == Part::Argument;
        let says_no = |exit: &NodeId| {
            let first = syntax.children(*exit).next();
            first.is_some_and(|first| syntax.kind(first) == Kind::Boolean && syntax.text(first) == "false")
        };
        is_handed_over && exits.iter().all(says_no)
    }

    /// What failed is a call whose failure is customarily ignored, or says that a text is of another form.
    pub(super) fn is_customary(&self) -> bool {
        let context = &self.analysis.context;
        let callee = self.failed().and_then(|call| context.syntax().part(call, Part::Callee));
        let may_fail = |meaning: &Meaning| matches!(meaning, Meaning::Fallible(true));
        callee.is_some_and(|callee| context.means(callee, may_fail)) || self.is_of_conversion()
    }

    /// What failed says that a text is of another form, or that something is not there.
    pub(in crate::model) fn is_of_conversion(&self) -> bool {
        self.failed().is_some_and(|call| self.analysis.context.converts(call))
    }

    /// The call whose error is checked.
    pub(in crate::model) fn failed(&self) -> Option<NodeId> {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        if let Some(taken) = Taken::at(context, self.node) {
            let call = failing(context, context.defining(taken.failed?));
            return (syntax.kind(call) == Kind::Call).then_some(call);
        }
        let error = checked_error(context, syntax.part(self.node, Part::Condition)?)?;
        made_by(context, error, syntax.node(self.body).range.start)
    }
}

/// Whether a call, given nothing, yields nothing: a default like one that is written down.
pub(super) fn makes_empty(context: &FileContext<'_>, call: NodeId) -> bool {
    let callee = context.syntax().part(call, Part::Callee).map(|callee| context.value(callee));
    let path = callee.as_ref().and_then(Value::path);
    context.arguments(call).is_empty()
        && path.is_some_and(|path| context.knowledge.exception(&format!("{path}()")) == Some("empty"))
}
