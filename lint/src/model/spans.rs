//! Spans: are they ended on every path, and do errors inside them leave a trace?

mod error_paths;
mod handed_on;

use super::call_sites::CallSite;
use super::context::FileContext;
use super::entries;
use super::file::Analysis;
use super::flow::Duty;
use crate::diagnostic::Confidence;
use crate::facts::Fact;
use crate::knowledge::{Meaning, SpanSpec};
use crate::resolve::Value;
use crate::syntax::{Kind, NONE, NodeId, Part};

/// Collects `span-start` and `error-path` facts.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    for (site, spec) in starts(analysis) {
        let start = Start::new(analysis, site, spec);
        facts.push(start.fact());
        facts.extend(error_paths::facts(analysis, &start));
    }
}

/// Returns the calls that start spans.
pub(super) fn starts<'a, 'b>(
    analysis: &'b Analysis<'a>,
) -> impl Iterator<Item = (&'b CallSite<'a>, &'a SpanSpec)> {
    analysis.sites.iter().filter_map(|site| {
        site.meanings.iter().find_map(|meaning| match meaning {
            Meaning::Span(spec) => Some((site, &**spec)),
            _ => None,
        })
    })
}

/// A span where it starts.
pub(super) struct Start<'a> {
    pub(super) analysis: &'a Analysis<'a>,
    /// The call that starts it.
    pub(super) call: NodeId,
    /// The specification of that call.
    pub(super) spec: &'a SpanSpec,
    /// The name that holds it, if one does.
    pub(super) variable: Option<NodeId>,
    /// The statement that holds the call.
    pub(super) statement: NodeId,
    /// Whether the language's block structure ends it.
    pub(super) is_scoped: bool,
}

impl<'a> Start<'a> {
    fn new(analysis: &'a Analysis<'a>, site: &CallSite<'_>, spec: &'a SpanSpec) -> Self {
        let context = &analysis.context;
        let syntax = context.syntax();
        let (mut holder, mut call) = (syntax.node(site.node).parent, site.node);
        while syntax.kind(holder) == Kind::Await {
            (call, holder) = (holder, syntax.node(holder).parent);
        }
        let assign =
            (syntax.kind(holder) == Kind::Assign && syntax.node(call).part != Part::Target).then_some(holder);
        let variable = assign.and_then(|assign| syntax.parts(assign, Part::Target).nth(spec.result));
        let is_entered = |id: NodeId| syntax.node(id).part == Part::Item;
        let is_scoped = spec.scoped || is_entered(call) || assign.is_some_and(is_entered);
        let statement = statement_of(context, site.node);
        Self { analysis, call: site.node, spec, variable, statement, is_scoped }
    }

    fn context(&self) -> &FileContext<'a> {
        &self.analysis.context
    }

    /// The span's name as written.
    pub(super) fn name(&self) -> String {
        let context = self.context();
        let name = context.select(self.call, &self.spec.name);
        name.map_or_else(String::new, |name| {
            context.constant_text(name).unwrap_or_else(|| context.excerpt(name))
        })
    }

    fn fact(&self) -> Fact {
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
        if syntax.kind(variable) != Kind::Name || self.is_handed_on(variable) || self.is_rebound(variable) {
            return ("handed-on", Vec::new());
        }
        let done = self.calls_on(variable, &|meaning| matches!(meaning, Meaning::SpanEnd));
        if done.is_empty() {
            return ("never", Vec::new());
        }
        let symbol = syntax.node(variable).symbol;
        let asks = |condition: NodeId| syntax.subtree(condition).any(|id| syntax.node(id).symbol == symbol);
        let may_skip = !done.iter().any(|id| self.is_protected(*id)) && self.may_raise_before(&done, symbol);
        let open = Duty { syntax, done, asks: &asks }.open_exits(self.statement);
        if !open.is_empty() {
            return ("not-on-every-path", open.exits);
        }
        let has_exceptions =
            self.context().resolver.project.language(self.context().file).habits.implicit_exceptions;
        (if has_exceptions && may_skip { "not-on-exception" } else { "every-path" }, Vec::new())
    }

    /// A span that no name holds: passed on, or dropped at once.
    fn ended_without_name(&self) -> &'static str {
        let syntax = self.context().syntax();
        let parent = syntax.node(self.call).parent;
        let dropped =
            matches!(syntax.kind(parent), Kind::Expression | Kind::Assign | Kind::Block | Kind::Module);
        if dropped { "never" } else { "handed-on" }
    }

    /// Something other than a call on the span stands between its start and its last end.
    fn may_raise_before(&self, done: &[NodeId], span: u32) -> bool {
        let context = self.context();
        let syntax = context.syntax();
        let from = syntax.node(self.statement).end;
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

/// Returns the statement that holds an expression: the outermost node below a block.
pub(super) fn statement_of(context: &FileContext<'_>, id: NodeId) -> NodeId {
    let syntax = context.syntax();
    let mut current = id;
    for _ in 0..64 {
        let parent = syntax.node(current).parent;
        let is_body =
            matches!(syntax.kind(parent), Kind::Block | Kind::Module | Kind::Case | Kind::DefaultCase);
        if is_body || parent == current {
            return current;
        }
        current = parent;
    }
    current
}

/// Returns whether a span is active around a node: its block or decorated function holds the node, or it was
/// started before it in the same function or one around it.
pub(super) fn is_in_span(analysis: &Analysis<'_>, id: NodeId) -> bool {
    let syntax = analysis.context.syntax();
    starts(analysis).any(|(site, _)| {
        if let Some(block) = block_of(&analysis.context, site.node) {
            syntax.contains(block, id)
        } else {
            let function = syntax.node(site.node).function;
            let shares_function =
                syntax.node(id).function == function || (function != NONE && syntax.contains(function, id));
            site.node < id && shares_function
        }
    }) || is_in_own_span(&analysis.context, id)
}

/// Returns the block or decorated function that a span lasts for, where it has one.
fn block_of(context: &FileContext<'_>, start: NodeId) -> Option<NodeId> {
    let syntax = context.syntax();
    let mut current = start;
    for _ in 0..8 {
        let node = syntax.node(current);
        match (node.part, syntax.kind(node.parent)) {
            (Part::Decorator, Kind::Decorated) | (Part::Item, Kind::With) => return Some(node.parent),
            (_, Kind::Block | Kind::Module | Kind::Function) => return None,
            _ => current = node.parent,
        }
    }
    None
}

/// Functions of the run may open the span: helpers that return it, context managers, decorators.
fn is_in_own_span(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    let mut function = syntax.node(id).function;
    for _ in 0..4 {
        if function == crate::syntax::NONE {
            return false;
        }
        let parent = syntax.node(function).parent;
        let decorators =
            syntax.parts(parent, Part::Decorator).filter(|_| syntax.kind(parent) == Kind::Decorated);
        if decorators.into_iter().any(|decorator| opens_span(context, decorator, true)) {
            return true;
        }
        let earlier = syntax.own(function).take_while(|inner| *inner < id);
        let mut calls = earlier.filter(|inner| syntax.kind(*inner) == Kind::Call);
        if calls.any(|call| {
            let is_entered =
                [call, syntax.node(call).parent].iter().any(|id| syntax.node(*id).part == Part::Item);
            opens_span(context, call, is_entered)
        }) {
            return true;
        }
        function = syntax.node(parent).function;
    }
    false
}

/// A call of a function of the run that yields a span; entered or as a decorator, one that starts a span.
fn opens_span(context: &FileContext<'_>, call: NodeId, is_entered: bool) -> bool {
    let callee = context.syntax().part(call, Part::Callee).unwrap_or(call);
    let Value::Definition(file, definition) = context.value(callee) else { return false };
    let Some(other) = context.at(file) else { return false };
    if is_entered {
        return entries::span_in(&other, definition, 1).is_some();
    }
    let called = Value::Definition(file, definition);
    let mut results = (0..2).map(|index| context.resolver.result(context.file, &called, index));
    results.any(|result| result.path().is_some_and(|path| context.knowledge.is_span(path)))
}

/// Returns a low confidence where `condition` holds.
pub(super) fn low_if(condition: bool) -> Confidence {
    if condition { Confidence::Low } else { Confidence::High }
}
