//! Ways through the run: on to what a function calls, and back to whoever calls it.
//!
//! Both walks go breadth-first and look at each function once, however many ways lead to it. So an answer depends on its
//! question alone, and not on what was asked before.

use super::context::FileContext;
use crate::facts::FileId;
use crate::knowledge::Meaning;
use crate::resolve::Value;
use crate::source::Role;
use crate::syntax::{Kind, NodeId, Part};
use rustc_hash::FxHashSet;

/// A node of some file: a function, a call, a block.
pub(super) type Place = (FileId, NodeId);

/// What a walk onwards finds in a place.
pub(super) enum Inside {
    /// What was looked for.
    Found,
    /// Functions to look into next.
    Calls(Vec<Place>),
}

/// Returns whether something is found in a place, or in functions that it leads to over so many calls at most; `beyond`
/// is the answer where there are functions behind those.
pub(super) fn leads_to<'a>(
    context: &FileContext<'a>,
    start: NodeId,
    most_calls: usize,
    beyond: bool,
    look: &dyn Fn(&FileContext<'a>, NodeId) -> Inside,
) -> bool {
    let first = (context.file, start);
    let (mut seen, mut level) = (FxHashSet::from_iter([first]), vec![first]);
    for _ in 0..=most_calls {
        let mut next = Vec::new();
        for (file, place) in level {
            let Some(at) = context.at(file) else { continue };
            match look(&at, place) {
                Inside::Found => return true,
                Inside::Calls(called) => {
                    next.extend(called.into_iter().filter(|called| seen.insert(*called)));
                }
            }
        }
        if next.is_empty() {
            return false;
        }
        level = next;
    }
    beyond
}

/// Returns the function of the run that a callee stands for.
pub(super) fn called(context: &FileContext<'_>, callee: NodeId) -> Option<Place> {
    let Value::Definition(file, function) = context.value(callee) else { return None };
    let other = context.at(file)?;
    (other.syntax().kind(function) == Kind::Function).then_some((file, function))
}

/// Returns whether a callee, or what it leads to over so many calls at most, has a meaning.
pub(super) fn comes_to(
    context: &FileContext<'_>,
    callee: NodeId,
    most_calls: usize,
    is: &dyn Fn(&Meaning) -> bool,
) -> bool {
    let function = called(context, callee).filter(|_| most_calls > 0);
    context.means(callee, is)
        || function.is_some_and(|(file, function)| {
            context.at(file).is_some_and(|other| calls_what(&other, function, most_calls - 1, is))
        })
}

/// Returns whether something is called in a place, or in functions that it leads to over so many calls at most, that has a
/// meaning.
pub(super) fn calls_what(
    context: &FileContext<'_>,
    place: NodeId,
    most_calls: usize,
    is: &dyn Fn(&Meaning) -> bool,
) -> bool {
    leads_to(context, place, most_calls, false, &|at, place| {
        let syntax = at.syntax();
        let callees = || syntax.subtree(place).filter(|id| syntax.node(*id).part == Part::Callee);
        if callees().any(|callee| at.means(callee, is)) {
            return Inside::Found;
        }
        Inside::Calls(callees().filter_map(|callee| called(at, callee)).collect())
    })
}

/// What a place says of the way that comes by it.
pub(super) enum Way {
    /// It is such a way, whoever comes by it.
    Holds,
    /// It is none.
    Fails,
    /// It is no way that counts.
    Ignored,
    /// Those say it who call this function, which stands in the same file.
    Through(NodeId),
}

/// Returns whether all ways to a function are such as `judge` says of the places they come by, over so many calls at most.
/// There must be one; a way that comes back to a function is none of its own.
pub(super) fn all_ways<'a>(
    context: &FileContext<'a>,
    function: NodeId,
    most_calls: usize,
    judge: &dyn Fn(&FileContext<'a>, NodeId) -> Way,
) -> bool {
    let mut seen = FxHashSet::from_iter([(context.file, function)]);
    let (mut level, mut holds) = (vec![(context.file, function)], false);
    for _ in 0..most_calls {
        let mut next = Vec::new();
        for (file, function) in level {
            let Some(at) = context.at(file) else { return false };
            let calls = calls(&at, function);
            if calls.is_empty() {
                return false;
            }
            for (file, call) in calls {
                let Some(caller) = context.at(file) else { return false };
                match judge(&caller, call) {
                    Way::Holds => holds = true,
                    Way::Fails => return false,
                    Way::Through(around) if seen.insert((file, around)) => next.push((file, around)),
                    Way::Through(_) | Way::Ignored => {}
                }
            }
        }
        if next.is_empty() {
            return holds;
        }
        level = next;
    }
    false
}

/// Where a function is called, anywhere in the run; a nameless one is where it stands, or where the variable that holds
/// it is called.
fn calls(context: &FileContext<'_>, function: NodeId) -> Vec<Place> {
    let syntax = context.syntax();
    if !syntax.name(function).is_empty() {
        let files = context.resolver.project.may_call(syntax.name(function));
        return calls_in(context, function, files.iter().copied());
    }
    let calls = held_as(context, function).map_or_else(Vec::new, |(symbol, block)| {
        let callees = syntax
            .subtree(block)
            .filter(|id| syntax.node(*id).part == Part::Callee && syntax.node(*id).symbol == symbol);
        callees.map(|callee| (context.file, syntax.node(callee).parent)).collect()
    });
    if calls.is_empty() { vec![(context.file, function)] } else { calls }
}

/// Returns the calls of a function in some files, tests left out.
pub(super) fn calls_in(
    context: &FileContext<'_>,
    function: NodeId,
    files: impl Iterator<Item = FileId>,
) -> Vec<Place> {
    let project = context.resolver.project;
    let name = context.syntax().name(function);
    let mut calls = Vec::new();
    for file in files {
        let candidate = project.file(file);
        if name.is_empty()
            || candidate.language != project.file(context.file).language
            || candidate.role == Some(Role::Test)
            || memchr::memmem::find(candidate.source.bytes(), name.as_bytes()).is_none()
        {
            continue;
        }
        let Some(other) = context.at(file) else { continue };
        let syntax = other.syntax();
        let named = other.parsed.callees(name).iter().copied();
        let is_meant = |callee: &NodeId| other.value(*callee) == Value::Definition(context.file, function);
        calls.extend(named.filter(is_meant).map(|callee| (file, syntax.node(callee).parent)));
    }
    calls
}

/// Returns the variable that holds a value, and the block that it lives in.
pub(super) fn held_as(context: &FileContext<'_>, value: NodeId) -> Option<(u32, NodeId)> {
    let syntax = context.syntax();
    let assign = syntax.node(value).parent;
    let target = syntax.part(assign, Part::Target).filter(|_| syntax.kind(assign) == Kind::Assign)?;
    (syntax.kind(target) == Kind::Name).then(|| (syntax.node(target).symbol, syntax.node(assign).parent))
}
