//! A span where it starts, and whether it is ended on every path from there.

use super::{SpanSpec, helpers, statement_of};
use crate::facts::Fact;
use crate::knowledge::Meaning;
use crate::model::call_sites::CallSite;
use crate::model::context::FileContext;
use crate::model::errors::checked_error;
use crate::model::file::Analysis;
use crate::model::flow::{Duty, Held};
use crate::syntax::{Kind, NONE, NodeId, Part};

/// A span where it starts.
pub(super) struct Start<'a> {
    pub(super) analysis: &'a Analysis<'a>,
    /// The call that starts it.
    pub(super) call: NodeId,
    /// The specification of the library's call that starts it.
    pub(super) spec: &'a SpanSpec,
    /// Whether a function of the run starts it and hands it out.
    through_helper: bool,
    /// What the function does that the span lasts for, where it is written here.
    body: Option<NodeId>,
    /// The name that holds it, if one does.
    pub(super) variable: Option<NodeId>,
    /// The statement that holds the call.
    pub(super) statement: NodeId,
    /// Whether the language's block structure ends it.
    pub(super) is_scoped: bool,
}

impl<'a> Start<'a> {
    /// A library's function starts it here.
    pub(super) fn direct(analysis: &'a Analysis<'a>, call: NodeId, spec: &'a SpanSpec) -> Self {
        Self::new(analysis, call, spec, spec.result)
    }

    /// A function of the run starts it, and hands it out as its `result`th result.
    pub(super) fn through_helper(
        analysis: &'a Analysis<'a>,
        call: NodeId,
        spec: &'a SpanSpec,
        result: usize,
    ) -> Self {
        Self { through_helper: true, ..Self::new(analysis, call, spec, result) }
    }

    fn new(analysis: &'a Analysis<'a>, start: NodeId, spec: &'a SpanSpec, result: usize) -> Self {
        let context = &analysis.context;
        let syntax = context.syntax();
        let (mut holder, mut call) = (syntax.node(start).parent, start);
        while matches!(syntax.kind(holder), Kind::Await | Kind::Propagate) {
            (call, holder) = (holder, syntax.node(holder).parent);
        }
        let assign =
            (syntax.kind(holder) == Kind::Assign && syntax.node(call).part != Part::Target).then_some(holder);
        let variable = assign.and_then(|assign| syntax.parts(assign, Part::Target).nth(result));
        let callback = callback(context, start, spec);
        let given = callback.and_then(|function| syntax.parameters(function).next());
        let variable = if callback.is_some() { given.map(|(_, name)| name) } else { variable };
        let body = callback.and_then(|function| syntax.part(function, Part::Body));
        let is_entered = |id: NodeId| syntax.node(id).part == Part::Item;
        let is_scoped = spec.scoped || is_entered(call) || assign.is_some_and(is_entered);
        let statement = statement_of(context, start);
        Self { analysis, call: start, spec, through_helper: false, body, variable, statement, is_scoped }
    }

    pub(super) fn context(&self) -> &FileContext<'a> {
        &self.analysis.context
    }

    /// The span's name as written.
    pub(super) fn name(&self) -> String {
        let context = self.context();
        let name = if self.through_helper {
            // A text given to the helper is more often the span's name than anything else.
            let given = context.arguments(self.call);
            given.iter().find_map(|argument| context.constant_text(argument.value))
        } else if let Some(name) = context.select(self.call, &self.spec.name) {
            Some(context.constant_text(name).unwrap_or_else(|| context.excerpt(name)))
        } else {
            self.decorated()
        };
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| {
            context.excerpt(context.syntax().part(self.call, Part::Callee).unwrap_or(self.call))
        })
    }

    /// The name of the function that it decorates: what most libraries take for want of another.
    fn decorated(&self) -> Option<String> {
        let syntax = self.context().syntax();
        let parent = syntax.node(self.call).parent;
        let definition = syntax.part(parent, Part::Definition)?;
        (syntax.kind(parent) == Kind::Decorated).then(|| syntax.name(definition).to_owned())
    }

    pub(super) fn fact(&self) -> Fact {
        let context = self.context();
        let (ended, exits) = self.ended();
        let variable = self.variable.map_or_else(String::new, |id| context.syntax().name(id).to_owned());
        let fields =
            vec![("name", self.name().into()), ("variable", variable.into()), ("ended", ended.into())];
        let mut fact = context.fact("span-start", self.call, fields);
        fact.related = exits
            .into_iter()
            .take(5)
            .map(|exit| {
                (context.file, context.syntax().node(exit).range, "leaves without ending the span".to_owned())
            })
            .collect();
        fact
    }

    fn ended(&self) -> (&'static str, Vec<NodeId>) {
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

/// The function, written here, that a span lasts for.
pub(super) fn callback(context: &FileContext<'_>, call: NodeId, spec: &SpanSpec) -> Option<NodeId> {
    let given = spec.callback.as_ref().and_then(|selector| context.select(call, selector));
    given.filter(|function| context.syntax().kind(*function) == Kind::Function)
}
