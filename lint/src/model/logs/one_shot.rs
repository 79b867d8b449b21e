//! Answers: what is printed on the way to the program's good end.
//!
//! A version, a list, the outcome of a health check: whoever asked for it by a flag reads it and is done. A
//! program that ends badly had something to log.

use crate::facts::FileId;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::flow::{Duty, Held};
use crate::model::spans::statement_of;
use crate::resolve::Value;
use crate::source::Role;
use crate::syntax::{Kind, NodeId, Part};

/// Returns whether a print is an answer; `exits` are the calls of its file that end the program well.
pub(super) fn is_answer(context: &FileContext<'_>, print: NodeId, exits: &[NodeId]) -> bool {
    let syntax = context.syntax();
    let block = syntax.node(statement_of(context, print)).parent;
    exits.iter().any(|exit| *exit > print && syntax.contains(block, *exit))
        || always_reaches(context, print, exits.to_vec())
        || is_in_mode(context, print)
}

/// The calls of a file that end the program well.
pub(super) fn good_exits(context: &FileContext<'_>) -> Vec<NodeId> {
    exits(context)
        .filter(|exit| {
            let status = context.arguments(*exit).first().map(|status| context.syntax().text(status.value));
            status.is_none_or(|status| status == "0")
        })
        .collect()
}

fn exits<'a>(context: &'a FileContext<'_>) -> impl Iterator<Item = NodeId> + 'a {
    let syntax = context.syntax();
    let calls = (0..syntax.nodes().len() as NodeId).filter(|id| syntax.kind(*id) == Kind::Call);
    calls.filter(|call| {
        let path = syntax.part(*call, Part::Callee).and_then(|callee| {
            let may = context.knowledge.is_last_segment(syntax.name(callee));
            may.then(|| context.resolver.path(context.file, callee)).flatten()
        });
        path.is_some_and(|path| {
            context.knowledge.meanings(&path).iter().any(|meaning| matches!(meaning, Meaning::Exit))
        })
    })
}

/// Whether every path from a node of a function passes one of these.
fn always_reaches(context: &FileContext<'_>, from: NodeId, done: Vec<NodeId>) -> bool {
    if done.is_empty() {
        return false;
    }
    let duty = Duty { syntax: context.syntax(), done, raises_leave: true, held: &|_| Held::Anyway };
    duty.open_exits(statement_of(context, from)).is_empty()
}

/// A function that is called only where a condition asks for it and the program then ends is one of its modes.
/// What every run comes through, such as `sys.exit(main())`, is the program itself.
fn is_in_mode(context: &FileContext<'_>, print: NodeId) -> bool {
    let project = context.resolver.project;
    let Some(function) = context.function_of(print) else { return false };
    let near = project.called_beside_exits(context.syntax().name(function));
    let calls = calls_of(context, function, near.iter().copied());
    let ends = |(file, call): &(FileId, NodeId)| {
        let Some(caller) = context.at(*file) else { return false };
        let syntax = caller.syntax();
        let is_chosen = syntax
            .enclosing(*call, &[Kind::Branch, Kind::Case, Kind::Function])
            .is_some_and(|outer| syntax.kind(outer) != Kind::Function);
        let hands_on = || exits(&caller).any(|exit| syntax.contains(exit, *call));
        is_chosen && (hands_on() || always_reaches(&caller, *call, good_exits(&caller)))
    };
    // The search through the rest of the run is for the few functions that some mode calls.
    !calls.is_empty()
        && calls.iter().all(ends)
        && calls_of(context, function, 0..project.files().len() as FileId).len() == calls.len()
}

/// The calls of a function in some files, tests left out.
fn calls_of(
    context: &FileContext<'_>,
    function: NodeId,
    files: impl Iterator<Item = FileId>,
) -> Vec<(FileId, NodeId)> {
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
        let named = (0..syntax.nodes().len() as NodeId)
            .filter(|id| syntax.node(*id).part == Part::Callee && syntax.name(*id) == name);
        let is_meant = |callee: &NodeId| other.value(*callee) == Value::Definition(context.file, function);
        calls.extend(named.filter(is_meant).map(|callee| (file, syntax.node(callee).parent)));
    }
    calls
}
