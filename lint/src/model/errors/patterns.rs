//! Errors that a pattern takes out of a result: `if let Err(e) = f() { … }`, `match f() { Err(_) => … }`.

use super::fallible::is_fallible;
use super::handler::Handler;
use super::stakes::unseen;
use super::waited::{tells_on_the_way, writes_to_peer};
use super::{comment, failing, returns_error};
use crate::diagnostic::Confidence;
use crate::facts::Fact;
use crate::model::context::FileContext;
use crate::model::file::Analysis;
use crate::model::spans::low_if;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// Where a pattern takes an error out of a result.
pub(super) struct Taken {
    /// The pattern.
    pub(super) pattern: NodeId,
    /// What is done about it.
    pub(super) body: NodeId,
    /// The expression that failed.
    pub(super) failed: Option<NodeId>,
    /// Whether only some errors get there.
    is_partial: bool,
}

impl Taken {
    /// Reads a branch or a case; `None` where it takes no error.
    pub(super) fn at(context: &FileContext<'_>, node: NodeId) -> Option<Self> {
        let syntax = context.syntax();
        match syntax.kind(node) {
            Kind::Branch => {
                let condition = syntax.part(node, Part::Condition)?;
                let pattern = syntax.part(condition, Part::Target).filter(|pattern| {
                    syntax.kind(condition) == Kind::Assign && is_error(context, *pattern)
                })?;
                let failed = syntax.part(condition, Part::Value);
                Some(Self { pattern, body: syntax.part(node, Part::Then)?, failed, is_partial: false })
            }
            Kind::Case => {
                let pattern = syntax.case_patterns(node).find(|pattern| is_error(context, *pattern))?;
                let guarded = syntax.part(node, Part::Key);
                let is_partial = guarded.is_some_and(|key| syntax.part(key, Part::Condition).is_some());
                let failed = syntax.part(syntax.node(node).parent, Part::Condition);
                Some(Self { pattern, body: syntax.part(node, Part::Then)?, failed, is_partial })
            }
            _ => None,
        }
    }

    /// The name that holds the error, if one does.
    fn binding(&self, context: &FileContext<'_>) -> Option<u32> {
        let syntax = context.syntax();
        let element = syntax.part(self.pattern, Part::Element)?;
        (syntax.kind(element) == Kind::Name).then(|| syntax.node(element).symbol)
    }

    /// Who names what failed, or asks for more, has decided something.
    fn caught(&self, context: &FileContext<'_>) -> &'static str {
        let syntax = context.syntax();
        let element = syntax.part(self.pattern, Part::Element);
        let is_any = element.is_none_or(|element| {
            syntax.kind(element) == Kind::Name && !syntax.name(element).starts_with(char::is_uppercase)
        });
        if is_any && !self.is_partial { "blanket" } else { "typed" }
    }
}

fn is_error(context: &FileContext<'_>, pattern: NodeId) -> bool {
    let syntax = context.syntax();
    let callee = syntax.part(pattern, Part::Callee).map(|callee| syntax.name(callee));
    syntax.kind(pattern) == Kind::Pattern
        && callee.is_some()
        && callee == context.habits().error_pattern.as_deref()
}

impl<'a> Handler<'a> {
    /// Reads a branch or a case that takes an error out of a result.
    pub(super) fn taken(analysis: &'a Analysis<'a>, node: NodeId) -> Option<Self> {
        let context = &analysis.context;
        let taken = Taken::at(context, node)?;
        let caught = taken.caught(context);
        Some(Self {
            analysis,
            node,
            body: taken.body,
            binding: taken.binding(context),
            types: None,
            caught,
            is_answer: false,
            name: context.excerpt(taken.pattern),
            form: "check",
        })
    }

    /// What a body comes to that makes nothing of the error.
    pub(super) fn taken_outcome(&self) -> (&'static str, Confidence) {
        let context = &self.analysis.context;
        if self.does_more() {
            return ("handled", Confidence::High);
        }
        let explained = self.is_explained() || self.asks_in_name();
        let is_answer = !self.could_return_error();
        let doubtful = explained || is_answer || self.caught == "typed";
        ("default", low_if(doubtful || !self.takes_from_fallible(context)))
    }

    /// What stands for the error leaves a function that could return one; any other has decided what the answer is.
    fn could_return_error(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let outer = || syntax.enclosing(self.body, &[Kind::Return, Kind::Assign, Kind::Function]);
        let leaves = syntax.subtree(self.body).any(|id| syntax.kind(id) == Kind::Return)
            || outer().is_some_and(|outer| syntax.kind(outer) == Kind::Return)
            || (context.habits().returns_tail && ends_function(syntax, self.node));
        leaves && context.function_of(self.node).is_some_and(|function| returns_error(context, function))
    }

    /// The result came from a call that is known to fail in a way that counts.
    pub(super) fn takes_from_fallible(&self, context: &FileContext<'_>) -> bool {
        let failed = Taken::at(context, self.node).and_then(|taken| taken.failed);
        failed.is_some_and(|failed| is_fallible_call(context, failed))
    }

    /// It calls, changes or raises something, or passes another error on.
    fn does_more(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let habits = context.habits();
        let wraps = |id: NodeId| {
            let callee = syntax.part(id, Part::Callee).map_or("", |callee| syntax.name(callee));
            habits.transparent_patterns.iter().any(|known| known == callee)
        };
        syntax.subtree(self.body).any(|id| match syntax.kind(id) {
            Kind::Call => !wraps(id),
            // A variant that is the answer says what happened; a bare default does not.
            Kind::Member
            | Kind::Construct
            | Kind::Assign
            | Kind::Update
            | Kind::Raise
            | Kind::Propagate
            | Kind::Branch
            | Kind::Switch
            | Kind::Loop => true,
            _ => false,
        })
    }
}

/// Whether a branch or an arm is part of the expression that a function ends in.
fn ends_function(syntax: &Syntax, node: NodeId) -> bool {
    let parents = std::iter::successors(Some(node), |id| Some(syntax.node(*id).parent));
    for id in parents.take(16) {
        let is_last = || syntax.next_sibling(id).is_none();
        match syntax.kind(id) {
            Kind::Function => return true,
            Kind::Case | Kind::DefaultCase | Kind::Switch | Kind::Branch | Kind::Block => {}
            Kind::Expression if is_last() => {}
            _ => return false,
        }
    }
    false
}

/// Whether an expression is a call that is known to fail in a way that counts, awaited or not.
pub(super) fn is_fallible_call(context: &FileContext<'_>, expression: NodeId) -> bool {
    let syntax = context.syntax();
    let call = failing(context, expression);
    let callee = (syntax.kind(call) == Kind::Call).then(|| syntax.part(call, Part::Callee)).flatten();
    callee.is_some_and(|callee| is_fallible(context, callee))
}

/// `f().ok();` as a statement, and `f().unwrap_or_default()`: an error that is turned into nothing, or into a default.
pub(super) fn dropped(context: &FileContext<'_>, call: NodeId) -> Option<Fact> {
    let syntax = context.syntax();
    let habits = context.habits();
    let callee = syntax.part(call, Part::Callee).filter(|callee| syntax.kind(*callee) == Kind::Member)?;
    let is = |methods: &[String]| methods.iter().any(|known| known == syntax.name(callee));
    let is_statement = syntax.kind(syntax.node(call).parent) == Kind::Expression;
    let (form, body) = match () {
        () if is_statement && is(&habits.dropping_methods) => ("discard", "nothing"),
        () if is(&habits.defaulting_methods) => ("fallback", "default"),
        () => return None,
    };
    let base = syntax.part(callee, Part::Base)?;
    if !is_fallible_call(context, base) {
        return None;
    }
    let failed = syntax.part(failing(context, base), Part::Callee)?;
    let statement = syntax.node(call).parent;
    let explains =
        |at: NodeId| comment::beside(context, at) || comment::inside(context, syntax.node(at).range);
    let is_explained = explains(if is_statement { statement } else { call });
    let body = if is_explained && form == "discard" { "comment" } else { body };
    let mut fact = unseen(context, call, form, body, failed);
    let is_meant = comment::documents_leniency(context, call)
        || writes_to_peer(context, failed)
        || tells_on_the_way(context, failed);
    fact.confidence = low_if(is_meant || super::discard::is_best_effort(context, call));
    Some(fact)
}
