//! What is known to serve: calls that lead to something which goes on until the program is stopped.
//!
//! ```text
//! call ─▶ the function it calls ─▶ what that calls … ─▶ a library's start of a server, or of what is called one
//! ```
//!
//! Nothing is taken to serve in doubt: a tool that opens a page for a moment is none.

use super::context::FileContext;
use super::origin::words::words;
use super::ways::{Inside, Place, called, leads_to};
use crate::knowledge::Meaning;
use crate::syntax::{Kind, NodeId, Part, Syntax};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// How many functions are followed from a call.
const MOST_STEPS: usize = 6;

/// What functions hold, as far as that was asked.
#[derive(Default)]
pub(super) struct Serving {
    /// The functions that one calls; none where it serves itself.
    functions: RefCell<FxHashMap<Place, Option<Vec<Place>>>>,
}

impl Serving {
    /// Returns whether a call leads to what serves.
    pub(super) fn follows(&self, context: &FileContext<'_>, call: NodeId) -> bool {
        if is_started_aside(context.syntax(), call) {
            return false;
        }
        match inside(context, std::iter::once(call)) {
            None => true,
            Some(functions) => functions.into_iter().any(|(file, function)| {
                context.at(file).is_some_and(|other| {
                    leads_to(&other, function, MOST_STEPS, false, &|at, place| self.look(at, place))
                })
            }),
        }
    }

    fn look(&self, context: &FileContext<'_>, function: NodeId) -> Inside {
        let mut known = self.functions.borrow_mut();
        let found = known.entry((context.file, function)).or_insert_with(|| {
            let syntax = context.syntax();
            let calls = syntax.subtree(function).filter(|id| {
                matches!(syntax.kind(*id), Kind::Call | Kind::Construct)
                    && !is_kept(syntax, function, *id)
                    && !is_started_aside(syntax, *id)
            });
            inside(context, calls)
        });
        found.clone().map_or(Inside::Found, Inside::Calls)
    }
}

/// The functions that some calls call; none where one of them serves.
fn inside(context: &FileContext<'_>, calls: impl Iterator<Item = NodeId>) -> Option<Vec<Place>> {
    let mut functions = Vec::new();
    for callee in calls.filter_map(|call| context.syntax().part(call, Part::Callee)) {
        if starts_server(context, callee)
            || context.means(callee, |meaning| matches!(meaning, Meaning::Serves))
        {
            return None;
        }
        let Some((file, function)) = called(context, callee) else { continue };
        let Some(other) = context.at(file) else { continue };
        functions.extend(overloads(&other, function).map(|one| (file, one)));
    }
    Some(functions)
}

/// Returns the methods of a class that share a name: which of them is meant, their parameters say.
pub(super) fn overloads<'a>(
    context: &FileContext<'a>,
    function: NodeId,
) -> impl Iterator<Item = NodeId> + use<'a> {
    let (syntax, bindings) = (context.syntax(), &context.parsed.bindings);
    let others = bindings.class_of(function).into_iter().flat_map(|class| bindings.methods(class));
    let is_alike = move |one: &NodeId| *one != function && syntax.name(*one) == syntax.name(function);
    std::iter::once(function).chain(others.filter(is_alike))
}

/// Whether a call starts what is called a server, whoever wrote it: `remotingServer.start()`, `server.Run(ctx)`.
fn starts_server(context: &FileContext<'_>, callee: NodeId) -> bool {
    let (syntax, habits) = (context.syntax(), context.habits());
    let Some(base) = syntax.part(callee, Part::Base).filter(|_| !habits.server_words.is_empty()) else {
        return false;
    };
    let is_known = |known: &[String], word: Option<&String>| word.is_some_and(|word| known.contains(word));
    is_known(&habits.starting_words, words(syntax.name(callee)).first())
        && is_known(&habits.server_words, words(syntax.name(base)).last())
}

/// Whether a node stands in a closure that its function only keeps for others to call, as what builds a command does.
fn is_kept(syntax: &Syntax, function: NodeId, id: NodeId) -> bool {
    let own = syntax.node(id).function;
    own != function && syntax.contains(function, own) && syntax.node(own).part == Part::Value
}

/// Whether a call runs beside what comes after it, as servers do that a tool needs for a moment: the page that takes a
/// token, what tells of its memory.
fn is_started_aside(syntax: &Syntax, call: NodeId) -> bool {
    syntax.enclosing(call, &[Kind::Spawn]).is_some_and(|spawn| {
        let function = syntax.node(call).function;
        syntax.node(spawn).function == function || syntax.contains(spawn, function)
    })
}
