//! What a task gets to that should have had the active span as its parent.

use crate::knowledge::{Meaning, OutboundSpec};
use crate::model::context::FileContext;
use crate::model::contexts::{self, Carried};
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// How many calls within the run are followed from a task.
const DEPTH: u32 = 3;

/// What a task reaches without the context of the place that started it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    /// A call out of the process.
    OutboundCall,
    /// The start of a span.
    Span,
    /// Neither, as far as is known.
    Nothing,
    /// It takes the context up again, or needs none.
    Kept,
}

impl Reached {
    /// Returns the word that facts use.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::OutboundCall => "outbound-call",
            Self::Span => "span",
            Self::Nothing | Self::Kept => "nothing",
        }
    }

    fn is_something(self) -> bool {
        self != Self::Nothing
    }
}

/// How a context gets from caller to callee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// By itself, as long as the thread is the same: a new thread has none.
    Implicit,
    /// As an argument.
    Explicit {
        /// The function was given a fresh one.
        is_fresh: bool,
    },
}

/// Returns what a task reaches where contexts travel by themselves.
pub(super) fn of_task(context: &FileContext<'_>, task: NodeId) -> Reached {
    let syntax = context.syntax();
    if syntax.kind(task) == Kind::Function {
        return in_function(context, task, Manner::Implicit, DEPTH);
    }
    // A call that only does its work once it is waited for is the task itself.
    if syntax.kind(task) == Kind::Call && context.habits().lazy_calls {
        return through(context, task, Manner::Implicit, DEPTH);
    }
    match context.value(task) {
        Value::Definition(file, function) => context
            .at(file)
            .map_or(Reached::Nothing, |other| in_function(&other, function, Manner::Implicit, DEPTH)),
        Value::Path(path) => by_library(context, task, &path, Manner::Implicit),
        _ => Reached::Nothing,
    }
}

/// Returns what a call reaches where contexts are arguments.
pub(super) fn of_call(context: &FileContext<'_>, call: NodeId) -> Reached {
    through(context, call, Manner::Explicit { is_fresh: false }, DEPTH)
}

/// Returns whether a task is handed the context after all: it is run in a copy, or gets a link.
pub(super) fn keeps(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let arguments = context.arguments(call);
    arguments.iter().any(|argument| {
        let defining = context.defining(argument.value);
        let mut inside = syntax.subtree(argument.value).chain([defining]);
        inside.any(|id| !in_nested_function(context, argument.value, id) && is_keeper(context, id))
    })
}

fn in_nested_function(context: &FileContext<'_>, outer: NodeId, id: NodeId) -> bool {
    context.syntax().contains(outer, id)
        && context.syntax().node(id).function != context.syntax().node(outer).function
}

/// Whether an expression is, or calls, what gives a task the context again.
fn is_keeper(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    let named = match syntax.kind(id) {
        Kind::Call | Kind::Construct => syntax.part(id, Part::Callee),
        Kind::Member | Kind::Name => Some(id),
        _ => None,
    };
    named.is_some_and(|named| {
        matches!(context.value(named), Value::Path(path) if context.knowledge.context_maker(&path) == Some("keeps"))
    })
}

fn in_function(context: &FileContext<'_>, function: NodeId, manner: Manner, depth: u32) -> Reached {
    let syntax = context.syntax();
    if is_worker(context, function) {
        return Reached::Kept;
    }
    let calls: Vec<NodeId> = syntax
        .subtree(function)
        .filter(|id| syntax.kind(*id) == Kind::Call && !is_started_elsewhere(context, *id))
        .collect();
    if calls.iter().any(|call| is_keeper(context, *call)) {
        return Reached::Kept;
    }
    let reached = calls.into_iter().map(|call| through(context, call, manner, depth));
    reached.into_iter().find(|reached| reached.is_something()).unwrap_or(Reached::Nothing)
}

/// A task within the task is judged where it is started.
fn is_started_elsewhere(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    syntax.kind(syntax.node(call).parent) == Kind::Spawn
}

/// A loop without an end serves no single request: its work belongs to no trace that was active at its start.
fn is_worker(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    syntax.own(function).any(|id| match syntax.kind(id) {
        Kind::ForeverLoop => true,
        Kind::Loop => syntax.part(id, Part::Forever).is_some() || waits_for_items(context, id),
        _ => false,
    })
}

/// `for item := range channel`, `for range time.Tick(…)`.
fn waits_for_items(context: &FileContext<'_>, r#loop: NodeId) -> bool {
    let syntax = context.syntax();
    let each = syntax.children(r#loop).find(|child| syntax.kind(*child) == Kind::ForEach);
    let iterable = each.and_then(|each| syntax.part(each, Part::Iterable));
    iterable.is_some_and(|iterable| {
        matches!(context.value(iterable), Value::Path(path) if path.ends_with("()"))
            || syntax.part(each.unwrap_or(r#loop), Part::Target).is_none()
    })
}

fn through(context: &FileContext<'_>, call: NodeId, manner: Manner, depth: u32) -> Reached {
    let syntax = context.syntax();
    let Some(callee) = syntax.part(call, Part::Callee) else { return Reached::Nothing };
    if syntax.kind(callee) == Kind::Function {
        return in_function(context, callee, manner, depth);
    }
    match context.value(callee) {
        Value::Path(path) => by_library(context, call, &path, manner),
        Value::Definition(file, function)
            if depth > 0 && (file != context.file || !syntax.contains(function, call)) =>
        {
            let Some(other) = context.at(file) else { return Reached::Nothing };
            if other.syntax().kind(function) != Kind::Function {
                return Reached::Nothing;
            }
            match handed(context, call, &other, function, manner) {
                Some(manner) => in_function(&other, function, manner, depth - 1),
                None => Reached::Nothing,
            }
        }
        _ => Reached::Nothing,
    }
}

/// How a function of the run is given a context by a call; `None` where it is given one that is not fresh.
fn handed(
    context: &FileContext<'_>,
    call: NodeId,
    other: &FileContext<'_>,
    function: NodeId,
    manner: Manner,
) -> Option<Manner> {
    let Manner::Explicit { is_fresh } = manner else { return Some(manner) };
    if !contexts::has_context(other, function) {
        return Some(Manner::Explicit { is_fresh: false });
    }
    let arguments = context.arguments(call);
    let gets_fresh =
        arguments.iter().any(|argument| contexts::carried(context, argument.value, &[]) == Carried::Fresh);
    (gets_fresh || is_fresh).then_some(Manner::Explicit { is_fresh: true })
}

fn by_library(context: &FileContext<'_>, call: NodeId, path: &str, manner: Manner) -> Reached {
    for meaning in context.knowledge.meanings(path) {
        let reached = match (meaning, manner) {
            (Meaning::Outbound(_), Manner::Implicit) => Reached::OutboundCall,
            (Meaning::Span(_), Manner::Implicit) => Reached::Span,
            (Meaning::Outbound(spec), Manner::Explicit { is_fresh })
                if sends(context, call, spec, is_fresh) =>
            {
                Reached::OutboundCall
            }
            (Meaning::Span(_), Manner::Explicit { is_fresh }) => span(context, call, is_fresh),
            _ => continue,
        };
        return reached;
    }
    Reached::Nothing
}

/// Whether an outbound call goes out without the context.
fn sends(context: &FileContext<'_>, call: NodeId, spec: &OutboundSpec, is_fresh: bool) -> bool {
    let Some(selector) = &spec.context else { return spec.variant.is_some() };
    let Some(argument) = context.select(call, selector) else { return false };
    match contexts::carried(context, argument, &spec.context_from) {
        Carried::Fresh | Carried::Nothing => true,
        Carried::Other => is_fresh && !contexts::is_made(context, argument),
    }
}

/// A span that starts a trace of its own; with a link to the one it left, that is meant.
fn span(context: &FileContext<'_>, call: NodeId, is_fresh: bool) -> Reached {
    if keeps(context, call) {
        return Reached::Kept;
    }
    let arguments = context.arguments(call);
    let given = arguments.first().map(|first| contexts::carried(context, first.value, &[]));
    match given {
        Some(Carried::Fresh) => Reached::Span,
        Some(Carried::Other) if is_fresh => Reached::Span,
        _ => Reached::Nothing,
    }
}
