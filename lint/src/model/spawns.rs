//! Tasks that start without the active span.
//!
//! ```text
//! a known spawner, or the language's own ─▶ what does the task reach without a context? ─▶ TaskSpawn (a draft)
//!                                    all files of the service read ─▶ is anything traced there? ─▶ Fact
//! ```

mod reach;

use super::callers::named_function;
use super::context::FileContext;
use super::contexts;
use super::file::{Analysis, FileModel};
use super::outbound::built;
use super::verdict::Evidences;
use super::{loops, spans};
use crate::diagnostic::Confidence;
use crate::facts::{Fact, FileId, ServiceId};
use crate::knowledge::{Meaning, SpawnSpec};
use crate::service::ServiceMap;
use crate::syntax::{Kind, NodeId, Part, Syntax};
use rustc_hash::FxHashSet;

/// A task that is started; whether that matters, the service decides.
#[derive(Debug, Clone)]
pub struct TaskSpawn {
    fact: Fact,
    /// Where nothing but the active span can be lost, and none is known to be active there: the function around, which
    /// may be a handler.
    unless_handler: Option<String>,
    /// What instrumentation must cover for the task to keep the context; empty: none can.
    traced_as: String,
}

/// Collects the tasks that a file starts.
pub(super) fn task_spawns(analysis: &Analysis<'_>) -> Vec<TaskSpawn> {
    let context = &analysis.context;
    let syntax = context.syntax();
    let by_library = analysis.sites.iter().filter_map(|site| {
        site.meanings.iter().find_map(|meaning| match meaning {
            Meaning::Spawn(spec) => by_library(analysis, site.node, spec),
            _ => None,
        })
    });
    let by_language = (0..syntax.nodes().len() as NodeId)
        .filter(|id| syntax.kind(*id) == Kind::Spawn)
        .filter_map(|id| by_language(context, id));
    by_library.chain(by_language).collect()
}

fn by_library(analysis: &Analysis<'_>, call: NodeId, spec: &SpawnSpec) -> Option<TaskSpawn> {
    let context = &analysis.context;
    let decorated = spec.task.is_word("decorated").then(|| decorated(context, call));
    if decorated.is_none() {
        // At file level there is no active span to lose.
        context.function_of(call)?;
    }
    let task = decorated.unwrap_or_else(|| context.select(call, &spec.task))?;
    let kept = !spec.loses_context || reach::keeps(context, call) || may_hand_over(context, call, spec);
    let reaches = reach::of_task(context, task);
    let lost = !kept && !matches!(reaches, reach::Reached::Kept);
    let spawn = draft(context, call, call, task, (lost, reaches.word()), spec.traced_as.clone());
    // Where every task is started so, those of a program's start are no different from those of a request.
    let is_doubtful = context.habits().lazy_calls && !spans::is_in_span(analysis, call);
    let function = named_function(context.parsed, context.syntax().node(call).function);
    let in_worker = context.habits().lazy_calls && is_in_worker(context.syntax(), call);
    // Nothing is a handler without a name.
    let name = if in_worker { String::new() } else { function.to_owned() };
    let unless_handler = (in_worker || is_doubtful).then_some(name);
    Some(TaskSpawn { unless_handler, ..spawn })
}

/// In a loop that goes on, though it may be told to end: the span around that is no request's.
fn is_in_worker(syntax: &Syntax, call: NodeId) -> bool {
    let outer = loops::innermost(syntax, call);
    outer.is_some_and(|outer| syntax.kind(outer) == Kind::ForeverLoop || loops::goes_on(syntax, outer))
}

/// The function that a decorator makes a task of.
fn decorated(context: &FileContext<'_>, decorator: NodeId) -> Option<NodeId> {
    let syntax = context.syntax();
    let definition = syntax.part(syntax.node(decorator).parent, Part::Definition)?;
    (syntax.node(decorator).part == Part::Decorator && syntax.kind(definition) == Kind::Function)
        .then_some(definition)
}

/// What runs the task is made to hand the context over, or nobody knows how it is made.
fn may_hand_over(context: &FileContext<'_>, call: NodeId, spec: &SpawnSpec) -> bool {
    let Some(executor) = context.select(call, &spec.executor) else { return false };
    built(context, executor).is_none_or(|built| context.knowledge.context_maker(&built.path) == Some("keeps"))
}

/// `go f()`: contexts are handed on by hand there, so the task loses what it is not given.
fn by_language(context: &FileContext<'_>, spawn: NodeId) -> Option<TaskSpawn> {
    let syntax = context.syntax();
    let call = syntax.part(spawn, Part::Value).filter(|call| syntax.kind(*call) == Kind::Call)?;
    if !contexts::should_have_been_passed(context, spawn) {
        return None;
    }
    let task = syntax.part(call, Part::Callee)?;
    let reaches =
        if reach::keeps(context, call) { reach::Reached::Kept } else { reach::of_call(context, call) };
    let lost = !matches!(reaches, reach::Reached::Kept);
    Some(draft(context, spawn, call, task, (lost, reaches.word()), String::new()))
}

fn draft(
    context: &FileContext<'_>,
    at: NodeId,
    call: NodeId,
    task: NodeId,
    (lost, reaches): (bool, &'static str),
    traced_as: String,
) -> TaskSpawn {
    let callee = context.syntax().part(call, Part::Callee).unwrap_or(call);
    let fields = vec![
        ("callee", context.excerpt(callee).into()),
        ("name", context.excerpt(task).into()),
        ("context", if lost { "lost" } else { "kept" }.into()),
        ("reaches", reaches.into()),
    ];
    TaskSpawn { fact: context.fact("task-spawn", at, fields), unless_handler: None, traced_as }
}

/// Returns the facts about tasks: only where something is traced is there a span to lose.
pub(super) fn felt(models: &[FileModel], services: &ServiceMap, evidences: &Evidences) -> Vec<Fact> {
    let has_spans: FxHashSet<ServiceId> = models
        .iter()
        .filter(|model| model.facts.iter().any(|fact| fact.kind == "span-start"))
        .flat_map(|model| services.seen_from(model.file))
        .collect();
    let covers = |file: FileId, covers: &dyn Fn(&str) -> bool| {
        let seen = services.seen_from(file).into_iter();
        seen.filter_map(|service| evidences.0.get(service as usize))
            .flatten()
            .any(|evidence| evidence.covers.iter().any(|covered| covers(covered)))
    };
    let is_traced = |file: FileId| {
        services.seen_from(file).iter().any(|service| has_spans.contains(service)) || covers(file, &|_| true)
    };
    let entries = models.iter().flat_map(|model| &model.entry_points);
    let handlers: FxHashSet<&str> =
        entries.map(|entry| entry.name.rsplit('.').next().unwrap_or(&entry.name)).collect();
    let spawns = models.iter().flat_map(|model| &model.task_spawns);
    spawns
        .filter(|spawn| is_traced(spawn.fact.file))
        .filter(|spawn| {
            let name = spawn.traced_as.as_str();
            name.is_empty() || !covers(spawn.fact.file, &|covered| covered == name || covered == "*")
        })
        .map(|spawn| {
            let mut fact = spawn.fact.clone();
            let is_handler = |name: &String| handlers.contains(name.as_str());
            if spawn.unless_handler.as_ref().is_some_and(|name| !is_handler(name)) {
                fact.confidence = Confidence::Low;
            }
            fact
        })
        .collect()
}
