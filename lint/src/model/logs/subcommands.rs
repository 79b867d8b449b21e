//! Commands of a program that also serves: arms of a switch over the commands it knows, and what only they call.
//!
//! ```text
//! function that prints ─▶ who calls it? ─▶ … an arm that names a command ─▶ reached from the program's own function?
//! ```
//!
//! An arm that serves, by its name or because what it calls never ends, is the service.

use super::one_shot::calls_of;
use crate::facts::FileId;
use crate::language::Habits;
use crate::model::context::FileContext;
use crate::model::origin::words::words;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::hash::Hash;

/// How many callers stand between a print and the command, and between that and the program's start, at most.
const MOST_STEPS: usize = 4;

/// What was found out for the functions of one file and those that lead to them, with the steps taken to each.
#[derive(Default)]
pub(super) struct Subcommands {
    of_command: RefCell<FxHashMap<(Function, usize), bool>>,
    of_program: RefCell<FxHashMap<(Function, usize), bool>>,
}

/// A function of the run.
type Function = (FileId, NodeId);

impl Subcommands {
    /// Returns whether only a command that does not serve comes to a node. Cost: nothing in languages that name no
    /// words for commands; else each function is looked into once.
    pub(super) fn contain(&self, context: &FileContext<'_>, id: NodeId) -> bool {
        if context.habits().command_words.is_empty() {
            return false;
        }
        let Some(function) = context.function_of(id) else { return false };
        match arm_around(context, id) {
            Some(serves) => !serves && self.is_of_program(context, function, 0),
            None => self.only_commands_call(context, function, 0),
        }
    }

    /// Whether all calls of a function stand in commands, or in functions that only those call.
    fn only_commands_call(&self, context: &FileContext<'_>, function: NodeId, steps: usize) -> bool {
        remembered(&self.of_command, ((context.file, function), steps), || {
            all_callers(context, function, |caller, call, around| match arm_around(caller, call) {
                Some(serves) => !serves && self.is_of_program(caller, around, 0),
                None => {
                    steps < MOST_STEPS
                        && around != function
                        && self.only_commands_call(caller, around, steps + 1)
                }
            })
        })
    }

    /// Whether a function is the program's own, or called by nobody else.
    fn is_of_program(&self, context: &FileContext<'_>, function: NodeId, steps: usize) -> bool {
        if context.habits().program_function.as_deref() == Some(context.syntax().name(function)) {
            return true;
        }
        remembered(&self.of_program, ((context.file, function), steps), || {
            all_callers(context, function, |caller, _, around| {
                steps < MOST_STEPS && self.is_of_program(caller, around, steps + 1)
            })
        })
    }
}

fn remembered<K: Copy + Eq + Hash>(
    known: &RefCell<FxHashMap<K, bool>>,
    key: K,
    find: impl FnOnce() -> bool,
) -> bool {
    let earlier = known.borrow().get(&key).copied();
    earlier.unwrap_or_else(|| {
        let found = find();
        known.borrow_mut().insert(key, found);
        found
    })
}

/// Whether a function is called, and something holds for each call and the function around it.
fn all_callers(
    context: &FileContext<'_>,
    function: NodeId,
    holds: impl Fn(&FileContext<'_>, NodeId, NodeId) -> bool,
) -> bool {
    let files = context.resolver.project.may_call(context.syntax().name(function));
    let calls = calls_of(context, function, files.iter().copied());
    let holds = |(file, call): &(FileId, NodeId)| {
        let Some(caller) = context.at(*file) else { return false };
        caller.function_of(*call).is_some_and(|around| holds(&caller, *call, around))
    };
    !calls.is_empty() && calls.iter().all(holds)
}

/// Whether the innermost arm around a node that names a command serves; `None` without such an arm.
fn arm_around(context: &FileContext<'_>, id: NodeId) -> Option<bool> {
    let syntax = context.syntax();
    let outer = |arm: &NodeId| syntax.enclosing(*arm, &[Kind::Case]);
    let mut arms = std::iter::successors(syntax.enclosing(id, &[Kind::Case]), outer);
    arms.find_map(|arm| {
        let own = syntax.node(arm).function == syntax.node(id).function;
        let command = command_of(context, arm).filter(|_| own)?;
        Some(serves(context, arm, command))
    })
}

/// The command that an arm names: one of a type that is called so.
fn command_of<'a>(context: &FileContext<'a>, arm: NodeId) -> Option<&'a str> {
    let (syntax, known) = (context.syntax(), &context.habits().command_words);
    let key = syntax.part(arm, Part::Key)?;
    let named = syntax.subtree(key).filter(|id| syntax.kind(*id) == Kind::Member).find(|member| {
        let of = syntax.part(*member, Part::Base).map(|base| words(syntax.name(base))).unwrap_or_default();
        of.first().into_iter().chain(of.last()).any(|word| known.contains(word))
    });
    named.map(|member| syntax.name(member))
}

fn serves(context: &FileContext<'_>, arm: NodeId, command: &str) -> bool {
    let (syntax, habits) = (context.syntax(), context.habits());
    if is_serving(habits, command) {
        return true;
    }
    let callees = syntax.subtree(arm).filter(|id| syntax.node(*id).part == Part::Callee);
    callees
        .into_iter()
        .any(|callee| is_serving(habits, syntax.name(callee)) || never_ends(context, &context.value(callee)))
}

fn is_serving(habits: &Habits, name: &str) -> bool {
    words(name).iter().any(|word| habits.serving_words.contains(word))
}

fn never_ends(context: &FileContext<'_>, called: &Value) -> bool {
    let Value::Definition(file, function) = called else { return false };
    let Some(other) = context.at(*file) else { return false };
    other.syntax().subtree(*function).any(|id| other.syntax().kind(id) == Kind::ForeverLoop)
}
