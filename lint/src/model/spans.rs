//! Spans: are they ended on every path, and do errors inside them leave a trace?

use super::call_sites::CallSite;
use super::context::FileContext;
use super::entries;
use super::errors;
use super::file::Analysis;
use super::flow::Duty;
use crate::diagnostic::Confidence;
use crate::facts::Fact;
use crate::knowledge::{Meaning, SpanSpec};
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// Collects `span-start` and `error-path` facts.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    for (site, spec) in starts(analysis) {
        let start = Start::new(analysis, site, spec);
        facts.push(start.fact());
        facts.extend(errors::error_paths(analysis, &start));
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
        let protected = done.iter().any(|id| self.is_protected(*id));
        let open = Duty { syntax, done, asks: &asks }.open_exits(self.statement);
        if !open.is_empty() {
            return ("not-on-every-path", open.exits);
        }
        let has_exceptions =
            self.context().resolver.project.language(self.context().file).habits.implicit_exceptions;
        (if has_exceptions && !protected { "not-on-exception" } else { "every-path" }, Vec::new())
    }

    /// A span that no name holds: passed on, or dropped at once.
    fn ended_without_name(&self) -> &'static str {
        let syntax = self.context().syntax();
        let parent = syntax.node(self.call).parent;
        let dropped =
            matches!(syntax.kind(parent), Kind::Expression | Kind::Assign | Kind::Block | Kind::Module);
        if dropped { "never" } else { "handed-on" }
    }

    /// Runs whatever happens: in a finally, or deferred.
    fn is_protected(&self, id: NodeId) -> bool {
        let syntax = self.context().syntax();
        let mut current = id;
        for _ in 0..64 {
            let node = syntax.node(current);
            if node.part == Part::Finally || node.kind == Kind::Defer {
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
            .filter(|site| function == crate::syntax::NONE || syntax.contains(function, site.node));
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

    /// The span leaves the function's hands: returned, stored, sent, passed to code that may end it, captured.
    fn is_handed_on(&self, variable: NodeId) -> bool {
        let context = self.context();
        let syntax = context.syntax();
        let node = *syntax.node(variable);
        let range = if node.function == crate::syntax::NONE {
            0..syntax.nodes().len() as NodeId
        } else {
            syntax.subtree(node.function)
        };
        range
            .filter(|id| {
                *id != variable && syntax.kind(*id) == Kind::Name && syntax.node(*id).symbol == node.symbol
            })
            .any(|id| self.hands_on(id, node.function))
    }

    fn hands_on(&self, id: NodeId, function: NodeId) -> bool {
        let syntax = self.context().syntax();
        let (node, parent) = (syntax.node(id), syntax.node(id).parent);
        if node.function != function && !self.is_deferred_or_called(node.function) {
            return true;
        }
        match syntax.kind(parent) {
            Kind::Return | Kind::Pair | Kind::Collection | Kind::Literal | Kind::Send | Kind::Yield => true,
            Kind::Assign => node.part == Part::Value,
            Kind::Call | Kind::Construct => node.part == Part::Argument && !self.is_known_to_keep(parent),
            Kind::Argument => !self.is_known_to_keep(syntax.node(parent).parent),
            _ => false,
        }
    }

    /// A closure that runs here and now, or at the function's end, is part of it.
    fn is_deferred_or_called(&self, function: NodeId) -> bool {
        let syntax = self.context().syntax();
        let parent = syntax.node(function).parent;
        syntax.node(function).part == Part::Callee
            && matches!(syntax.kind(syntax.node(parent).parent), Kind::Defer | Kind::Expression)
    }

    /// Library functions that take a span do not end it, unless told to.
    fn is_known_to_keep(&self, call: NodeId) -> bool {
        let context = self.context();
        let Some(callee) = context.syntax().part(call, Part::Callee) else { return false };
        let ends = context
            .arguments(call)
            .iter()
            .any(|argument| argument.name.is_some_and(|name| name.contains("end")));
        let entered = context.syntax().node(call).part == Part::Item;
        matches!(context.value(callee), Value::Path(path) if context.knowledge.is_module_member(&path))
            && !ends
            && !entered
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

/// Returns whether a span is active around a node in its own function: entered, started before it, or by a
/// decorator.
pub(super) fn is_in_span(analysis: &Analysis<'_>, id: NodeId) -> bool {
    let syntax = analysis.context.syntax();
    let function = syntax.node(id).function;
    let around = |start: NodeId| {
        let decorated = syntax.enclosing(start, &[Kind::Decorated]);
        let decorates = syntax.node(start).part == Part::Decorator
            || syntax.node(syntax.node(start).parent).part == Part::Decorator;
        (decorates && decorated.is_some_and(|outer| syntax.contains(outer, id)))
            || (syntax.node(start).function == function && start < id)
            || (function != crate::syntax::NONE
                && syntax.contains(syntax.node(start).function.min(function), id)
                && syntax.node(start).function != crate::syntax::NONE
                && start < id
                && syntax.contains(syntax.node(start).function, function))
    };
    starts(analysis).any(|(site, _)| around(site.node)) || is_in_own_span(&analysis.context, id)
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
