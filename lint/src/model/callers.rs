//! Which functions may run inside a span that a caller holds?
//!
//! Calls are followed by name alone: too many functions are reached rather than too few, as what is reached is
//! given the benefit of the doubt. So is a function that nothing of the service mentions: its callers are not seen.

use super::file::FileModel;
use super::outbound::OutboundCall;
use crate::facts::ServiceId;
use crate::resolve::{Parsed, Project};
use crate::service::ServiceMap;
use crate::source::TextRange;
use crate::syntax::{Kind, NONE, NodeId, Part};
use rustc_hash::{FxHashMap, FxHashSet};

/// The functions of one service, by name.
#[derive(Debug, Default)]
struct Names<'p> {
    /// Those that spans may be held around.
    reached: FxHashSet<&'p str>,
    /// Those that are mentioned anywhere but in themselves.
    mentioned: FxHashSet<&'p str>,
}

/// Names of functions that spans may be held around, by service.
#[derive(Debug, Default)]
pub(super) struct InsideSpans<'p> {
    names: FxHashMap<ServiceId, Names<'p>>,
}

impl<'p> InsideSpans<'p> {
    /// Follows calls from every function that starts a span. Cost: nothing where none does.
    pub(super) fn of(project: &'p Project<'_>, models: &[FileModel], services: &ServiceMap) -> Self {
        let mut holders: FxHashMap<ServiceId, FxHashSet<&'p str>> = FxHashMap::default();
        for model in models {
            let Some(parsed) = project.parsed(model.file) else { continue };
            for fact in model.facts.iter().filter(|fact| fact.kind == "span-start") {
                let Some(name) = function_at(parsed, fact.range) else { continue };
                for service in services.seen_from(model.file) {
                    holders.entry(service).or_default().insert(name);
                }
            }
        }
        let mut files: FxHashMap<ServiceId, Vec<&'p Parsed>> = FxHashMap::default();
        for model in models.iter().filter(|_| !holders.is_empty()) {
            for service in services.seen_from(model.file) {
                files.entry(service).or_default().extend(project.parsed(model.file));
            }
        }
        let names = holders.into_iter().map(|(service, mut holders)| {
            let files = files.remove(&service).unwrap_or_default();
            let edges = edges(&files);
            add_passing_on(&mut holders, &files, &edges);
            (service, Names { reached: reached(&holders, &edges), mentioned: mentioned(&files) })
        });
        Self { names: names.collect() }
    }

    /// Returns whether a call of a service may run inside a span.
    pub(super) fn contains(&self, service: Option<ServiceId>, call: &OutboundCall) -> bool {
        let Some(names) = service.and_then(|service| self.names.get(&service)) else { return false };
        let function = call.function_name.as_str();
        let is_unseen = !function.is_empty() && !names.mentioned.contains(function);
        names.reached.contains(function) || is_unseen
    }
}

/// Caller and callee, by name; what stands in a table of functions may be called by whoever has the table.
fn edges<'p>(files: &[&'p Parsed]) -> Vec<(&'p str, &'p str)> {
    let mut edges = Vec::new();
    for parsed in files {
        let syntax = &parsed.syntax;
        for (id, node) in syntax.nodes().iter().enumerate() {
            if node.part == Part::Callee || is_in_table(parsed, id as NodeId) {
                edges.push((named_function(parsed, node.function), syntax.name(id as NodeId)));
            }
        }
    }
    edges
}

fn is_in_table(parsed: &Parsed, id: NodeId) -> bool {
    let syntax = &parsed.syntax;
    let (node, pair) = (syntax.node(id), syntax.node(id).parent);
    let holder = syntax.node(pair).parent;
    let table = if syntax.kind(holder) == Kind::Literal { syntax.node(holder).parent } else { holder };
    node.part == Part::Value
        && matches!(node.kind, Kind::Name | Kind::Member)
        && syntax.kind(pair) == Kind::Pair
        && syntax.kind(table) == Kind::Map
}

/// Adds the functions that hold a span for whoever uses them in turn: what calls one that does, and yields.
fn add_passing_on<'p>(holders: &mut FxHashSet<&'p str>, files: &[&'p Parsed], edges: &[(&'p str, &'p str)]) {
    let mut yielding: FxHashSet<&str> = FxHashSet::default();
    for parsed in files {
        let yields = parsed.syntax.nodes().iter().filter(|node| node.kind == Kind::Yield);
        yielding.extend(yields.map(|node| named_function(parsed, node.function)));
    }
    let mut callers: FxHashMap<&str, Vec<&'p str>> = FxHashMap::default();
    for (caller, callee) in edges.iter().filter(|(caller, _)| yielding.contains(caller)) {
        callers.entry(callee).or_default().push(caller);
    }
    let mut open: Vec<&str> = holders.iter().copied().collect();
    while let Some(callee) = open.pop() {
        open.extend(callers.get(callee).into_iter().flatten().filter(|caller| holders.insert(caller)));
    }
}

/// Names that stand anywhere outside of the functions that are called so, and those of functions that a decorator may
/// register.
fn mentioned<'p>(files: &[&'p Parsed]) -> FxHashSet<&'p str> {
    let mut mentioned = FxHashSet::default();
    for parsed in files {
        let syntax = &parsed.syntax;
        for (id, node) in syntax.nodes().iter().enumerate() {
            let name = syntax.name(id as NodeId);
            let is_use = matches!(node.kind, Kind::Name | Kind::Member)
                && named_function(parsed, node.function) != name;
            let is_decorated = node.kind == Kind::Function && syntax.kind(node.parent) == Kind::Decorated;
            if is_use || is_decorated {
                mentioned.insert(name);
            }
        }
    }
    mentioned
}

/// What is called by a function that starts a span or gets one started, and what that calls in turn.
fn reached<'p>(holders: &FxHashSet<&'p str>, edges: &[(&'p str, &'p str)]) -> FxHashSet<&'p str> {
    let mut callees: FxHashMap<&str, Vec<&'p str>> = FxHashMap::default();
    for (caller, callee) in edges {
        callees.entry(caller).or_default().push(callee);
    }
    // Whoever calls a function that starts a span may be handed it.
    let callers = edges.iter().filter(|(_, callee)| holders.contains(callee)).map(|(caller, _)| *caller);
    let mut open: Vec<&str> =
        holders.iter().copied().chain(callers).filter(|name| !name.is_empty()).collect();
    let mut found: FxHashSet<&'p str> = FxHashSet::default();
    while let Some(name) = open.pop() {
        for callee in callees.get(name).into_iter().flatten() {
            if found.insert(callee) {
                open.push(callee);
            }
        }
    }
    found
}

fn function_at(parsed: &Parsed, range: TextRange) -> Option<&str> {
    let syntax = &parsed.syntax;
    let holds = |id: &NodeId| syntax.kind(*id) == Kind::Function && syntax.node(*id).range.contains(range);
    let innermost = (0..syntax.nodes().len() as NodeId).rfind(holds)?;
    Some(named_function(parsed, innermost))
}

/// The name of a function, or of the one around it that has a name.
pub(crate) fn named_function(parsed: &Parsed, function: NodeId) -> &str {
    let named = around_with_name(parsed, function);
    if named == NONE { "" } else { parsed.syntax.name(named) }
}

/// A function, or the one around it that has a name.
pub(crate) fn around_with_name(parsed: &Parsed, function: NodeId) -> NodeId {
    let syntax = &parsed.syntax;
    let mut current = function;
    for _ in 0..16 {
        if current == NONE || !syntax.name(current).is_empty() {
            break;
        }
        current = syntax.node(syntax.node(current).parent).function;
    }
    current
}
