//! Answers: what is printed on the way to the program's good end.
//!
//! A version, a list, the outcome of a health check: whoever asked for it by a flag reads it and is done. A
//! program that ends badly had something to log.

use super::around::{blocks, conditions};
use crate::facts::FileId;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::flow::{Duty, Held};
use crate::model::memo::Memo;
use crate::model::spans::statement_of;
use crate::model::ways::calls_in;
use crate::syntax::{Kind, NodeId, Part};

/// Statuses of programs that did what they were asked to: end well, or end because a person said so by a signal.
const GOOD_ENDS: &[&str] = &["0", "130", "143"];

/// What ends the program in one file.
pub(super) struct Exits {
    /// Calls that end it well.
    good: Vec<NodeId>,
    /// Calls that end it at all.
    all: Vec<NodeId>,
    /// Where the program's own function returns.
    returns: Vec<NodeId>,
    /// Functions that print, and whether each is a mode.
    modes: Memo<NodeId, bool>,
}

impl Exits {
    pub(super) fn of(context: &FileContext<'_>) -> Self {
        let all: Vec<NodeId> = exits(context).collect();
        let good = all.iter().copied().filter(|exit| is_good(context, *exit)).collect();
        Self { good, all, returns: returns(context), modes: Memo::default() }
    }

    fn in_mode(&self, context: &FileContext<'_>, print: NodeId) -> bool {
        let function = context.function_of(print);
        function.is_some_and(|function| self.modes.get(function, || is_mode(context, function)))
    }
}

/// Returns whether a print is an answer; `exits` are those of its file.
pub(super) fn is_answer(context: &FileContext<'_>, print: NodeId, exits: &Exits) -> bool {
    let syntax = context.syntax();
    let block = syntax.node(statement_of(context, print)).parent;
    exits.good.iter().any(|exit| *exit > print && syntax.contains(block, *exit))
        || exits.returns.iter().any(|exit| *exit > print && syntax.node(*exit).parent == block)
        || always_reaches(context, print, exits.good.clone())
        || ends_in_any_case(context, print, exits)
        || exits.in_mode(context, print)
        || is_last_word(context, print, exits)
}

/// What the program's own function says right before it ends, in languages where commands are told from services by what
/// that function leads to: it has nobody else to hand its error to.
fn is_last_word(context: &FileContext<'_>, print: NodeId, exits: &Exits) -> bool {
    let (syntax, habits) = (context.syntax(), context.habits());
    let own = context.function_of(print).map(|function| syntax.name(function));
    own.is_some()
        && own == habits.program_function.as_deref()
        && !habits.command_words.is_empty()
        && (exits.all.iter().any(|exit| syntax.contains(*exit, print))
            || always_reaches(context, print, exits.all.clone()))
}

fn is_good(context: &FileContext<'_>, exit: NodeId) -> bool {
    let syntax = context.syntax();
    let is_after_failure = || {
        let around = syntax.enclosing(exit, &[Kind::Catch, Kind::Function]);
        around.is_some_and(|around| syntax.kind(around) == Kind::Catch)
    };
    match context.arguments(exit).first() {
        Some(status) => GOOD_ENDS.contains(&syntax.text(status.value)),
        None => !is_after_failure(),
    }
}

/// The returns of the function whose end is the program's, as far as they stand under a condition that asks for more than
/// whether there is something, such as an error.
fn returns(context: &FileContext<'_>) -> Vec<NodeId> {
    let syntax = context.syntax();
    let Some(name) = &context.habits().program_function else { return Vec::new() };
    let nodes = 0..syntax.nodes().len() as NodeId;
    let is_own = |id: &NodeId| context.function_of(*id).is_some_and(|own| syntax.name(own) == name);
    let asks_for_it = |id: &NodeId| {
        let compares = |condition| syntax.subtree(condition).any(|part| syntax.kind(part) == Kind::Null);
        let mut conditions = conditions(context, *id).peekable();
        conditions.peek().is_some() && !conditions.any(compares)
    };
    nodes.filter(|id| syntax.kind(*id) == Kind::Return).filter(is_own).filter(asks_for_it).collect()
}

/// Where a block under a condition ends the program on every path, well on one of them, whoever asked for what it does
/// reads how it went.
fn ends_in_any_case(context: &FileContext<'_>, print: NodeId, exits: &Exits) -> bool {
    let syntax = context.syntax();
    let ends = |block: NodeId| {
        exits.good.iter().any(|exit| syntax.contains(block, *exit))
            && syntax
                .children(block)
                .next()
                .is_some_and(|first| always_reaches(context, first, exits.all.clone()))
    };
    !exits.good.is_empty() && blocks(context, print).any(ends)
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
    let syntax = context.syntax();
    // Where it never ends in its function, it may be left without any.
    let around = context.function_of(from);
    if !done.iter().any(|id| around.is_none_or(|around| syntax.contains(around, *id))) {
        return false;
    }
    let duty = Duty { syntax, done, raises_leave: true, held: &|_| Held::Anyway };
    duty.open_exits(statement_of(context, from)).is_empty()
}

/// A function that is called only where a condition asks for it and the program then ends is one of its modes.
/// What every run comes through, such as `sys.exit(main())`, is the program itself.
fn is_mode(context: &FileContext<'_>, function: NodeId) -> bool {
    let project = context.resolver.project;
    let near = project.called_beside_exits(context.syntax().name(function));
    let calls = calls_in(context, function, near.iter().copied());
    let ends = |(file, call): &(FileId, NodeId)| {
        let Some(caller) = context.at(*file) else { return false };
        let syntax = caller.syntax();
        let is_chosen = syntax
            .enclosing(*call, &[Kind::Branch, Kind::Case, Kind::Function])
            .is_some_and(|outer| syntax.kind(outer) != Kind::Function);
        let hands_on = || exits(&caller).any(|exit| syntax.contains(exit, *call));
        is_chosen && (hands_on() || always_reaches(&caller, *call, Exits::of(&caller).good))
    };
    // The search through the rest of the run is for the few functions that some mode calls.
    !calls.is_empty()
        && calls.iter().all(ends)
        && calls_in(context, function, 0..project.files().len() as FileId).len() == calls.len()
}
