//! Whether a span is ended on every path from where it starts.

use super::helpers;
use super::start::Start;
use crate::knowledge::Meaning;
use crate::model::call_sites::CallSite;
use crate::model::errors::checked_error;
use crate::model::flow::{Duty, Held};
use crate::syntax::{Kind, NONE, NodeId, Part};

impl Start<'_> {
    /// The word, and the exits that leave it open.
    pub(super) fn ended(&self) -> (&'static str, Vec<NodeId>) {
        let syntax = self.context().syntax();
        if self.is_scoped {
            return ("scope", Vec::new());
        }
        let Some(variable) = self.variable else { return (self.ended_without_name(), Vec::new()) };
        if syntax.kind(variable) != Kind::Name || self.is_rebound(variable) || self.is_in_context(variable) {
            return ("handed-on", Vec::new());
        }
        let ends = self.calls_on(variable, &|meaning| matches!(meaning, Meaning::SpanEnd));
        let hand_ons = self.hand_ons(variable);
        if ends.is_empty() && hand_ons.is_empty() {
            let verdict = if self.context_leaves(variable) { "handed-on" } else { "never" };
            return (verdict, Vec::new());
        }
        let symbol = syntax.node(variable).symbol;
        let may_skip = !ends.iter().any(|id| self.is_protected(*id)) && self.may_raise_before(&ends, symbol);
        let is_handed_on = !hand_ons.is_empty();
        let mut done = [ends, hand_ons].concat();
        done.sort_unstable();
        let held = |condition: NodeId| self.held(condition, symbol);
        let raises_leave = self.has_exceptions();
        let duty = Duty { syntax, done, raises_leave, held: &held };
        let open = match self.body {
            Some(body) => duty.open_exits_of(body),
            None => duty.open_exits(self.statement),
        };
        if !open.is_empty() {
            return ("not-on-every-path", open.exits);
        }
        let may_skip = may_skip && self.has_exceptions();
        (
            if is_handed_on {
                "handed-on"
            } else if may_skip {
                "not-on-exception"
            } else {
                "every-path"
            },
            Vec::new(),
        )
    }

    /// Whether what is raised is an ordinary way out of a function; panics end the program.
    pub(super) fn has_exceptions(&self) -> bool {
        let context = self.context();
        context.habits().implicit_exceptions
    }

    /// Where a condition asks for the span itself, or for the error that came instead of it, one branch has none.
    pub(super) fn held(&self, condition: NodeId, span: u32) -> Held {
        let context = self.context();
        let syntax = context.syntax();
        let came_with = |error: NodeId| {
            let assign = syntax.node(self.call).parent;
            self.through_helper
                && syntax.parts(assign, Part::Target).any(|target| {
                    let node = syntax.node(target);
                    node.symbol == syntax.node(error).symbol && node.function == syntax.node(error).function
                })
                && self.is_last_written(error)
        };
        if checked_error(context, condition).is_some_and(came_with) {
            return Held::Else;
        }
        if !syntax.subtree(condition).any(|id| syntax.node(id).symbol == span) {
            return Held::Anyway;
        }
        let mut sides = syntax.children(condition);
        let is_missing = match (syntax.kind(condition), sides.next(), sides.next()) {
            (Kind::Compare, Some(left), Some(right)) => {
                syntax.kind(right) == Kind::Null && matches!(syntax.operator(left, right), "==" | "is")
            }
            (Kind::Not, Some(inner), None) => syntax.kind(inner) == Kind::Name,
            _ => false,
        };
        if is_missing { Held::Else } else { Held::Then }
    }

    /// Nothing writes a variable between the start and its use.
    fn is_last_written(&self, name: NodeId) -> bool {
        let context = self.context();
        let node = context.syntax().node(name);
        let start = context.syntax().node(self.call).range.end;
        let bindings = context.parsed.bindings.in_scope(node.function, node.symbol);
        !bindings.iter().any(|binding| (start..node.range.start).contains(&binding.position))
    }

    /// A span that no name holds: passed on, or dropped at once.
    fn ended_without_name(&self) -> &'static str {
        let syntax = self.context().syntax();
        if let Some(body) = self.body {
            // Without a name it may still be asked for.
            let ends = |id: NodeId| syntax.kind(id) == Kind::Member && helpers::is_end(self.context(), id);
            return if syntax.subtree(body).any(ends) { "handed-on" } else { "never" };
        }
        if self.spec.callback.is_some() {
            return "handed-on";
        }
        let parent = syntax.node(self.call).parent;
        let dropped =
            matches!(syntax.kind(parent), Kind::Expression | Kind::Assign | Kind::Block | Kind::Module);
        if dropped { "never" } else { "handed-on" }
    }

    /// Something other than a call on the span stands between its start and its last end.
    fn may_raise_before(&self, done: &[NodeId], span: u32) -> bool {
        let context = self.context();
        let syntax = context.syntax();
        let from = self.body.unwrap_or(syntax.node(self.statement).end);
        let to = done.last().copied().unwrap_or(from).max(from);
        let on_span = |call: NodeId| {
            context.receiver(call).is_some_and(|receiver| {
                syntax.kind(receiver) == Kind::Name && syntax.node(receiver).symbol == span
            })
        };
        (from..to).any(|id| match syntax.kind(id) {
            Kind::Call | Kind::Construct => !on_span(id),
            Kind::Index | Kind::Await => true,
            _ => false,
        })
    }

    /// Runs whatever happens: in a finally, deferred, or in the handler of what was raised.
    fn is_protected(&self, id: NodeId) -> bool {
        let syntax = self.context().syntax();
        let mut current = id;
        for _ in 0..64 {
            let node = syntax.node(current);
            if matches!(node.part, Part::Finally | Part::Handler) || node.kind == Kind::Defer {
                return true;
            }
            if node.parent == current || node.kind == Kind::Function {
                return false;
            }
            current = node.parent;
        }
        false
    }

    /// Other functions write the variable too, or it is declared further out.
    fn is_rebound(&self, variable: NodeId) -> bool {
        let context = self.context();
        let node = context.syntax().node(variable);
        context.parsed.bindings.in_scope(node.function, node.symbol).is_empty()
    }

    /// Calls in the span's function, closures included, whose receiver or argument is the span.
    pub(super) fn calls_on(&self, variable: NodeId, fits: &dyn Fn(&Meaning) -> bool) -> Vec<NodeId> {
        let context = self.context();
        let syntax = context.syntax();
        let (symbol, function) = (syntax.node(variable).symbol, syntax.node(variable).function);
        let sites = self
            .analysis
            .sites
            .iter()
            .filter(|site| function == NONE || syntax.contains(function, site.node));
        let about = |site: &&CallSite<'_>| {
            let receiver = context.receiver(site.node).into_iter();
            let arguments = context.arguments(site.node).into_iter().map(|argument| argument.value);
            receiver
                .chain(arguments)
                .any(|id| syntax.kind(id) == Kind::Name && syntax.node(id).symbol == symbol)
        };
        let meant = sites.filter(|site| site.meanings.iter().any(|meaning| fits(meaning))).filter(about);
        meant.map(|site| site.node).collect()
    }
}
