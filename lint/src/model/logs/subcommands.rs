//! Commands of a program that also serves: arms of a switch over the commands it knows.
//!
//! An arm that serves, by its name or by what it calls, is the service.

use super::around::functions;
use super::one_off::OneOffs;
use crate::language::Habits;
use crate::model::context::FileContext;
use crate::model::origin::words::words;
use crate::model::ways::{Way, all_ways};
use crate::syntax::{Kind, NodeId, Part};

/// How many callers stand between a command and the program's start, at most.
const MOST_STEPS: usize = 4;

/// Returns whether a function is the program's own, or called by nobody else.
pub(super) fn is_of_program(context: &FileContext<'_>, function: NodeId) -> bool {
    let is_own = |context: &FileContext<'_>, function: NodeId| {
        context.habits().program_function.as_deref() == Some(context.syntax().name(function))
    };
    is_own(context, function)
        || all_ways(context, function, MOST_STEPS, &|caller, call| match functions(caller, call).last() {
            Some(around) if is_own(caller, around) => Way::Holds,
            Some(around) => Way::Through(around),
            None => Way::Fails,
        })
}

/// Returns whether the innermost arm around a node that names a command serves; `None` without such an arm.
pub(super) fn arm_around(context: &FileContext<'_>, id: NodeId, one_offs: &OneOffs) -> Option<bool> {
    let syntax = context.syntax();
    let outer = |arm: &NodeId| syntax.enclosing(*arm, &[Kind::Case]);
    let mut arms = std::iter::successors(syntax.enclosing(id, &[Kind::Case]), outer);
    arms.find_map(|arm| {
        let own = syntax.node(arm).function == syntax.node(id).function;
        let command = command_of(context, arm).filter(|_| own)?;
        Some(serves(context, arm, command, one_offs))
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

/// A word says so, unless the command takes down what serves; what it calls is looked into where it can be.
fn serves(context: &FileContext<'_>, arm: NodeId, command: &str, one_offs: &OneOffs) -> bool {
    let habits = context.habits();
    let takes_down = words(command).first().is_some_and(|first| habits.shut_down.contains(first));
    (is_serving(habits, command) && !takes_down) || one_offs.serve(context, arm)
}

/// Returns whether a word of a name says that something serves.
pub(super) fn is_serving(habits: &Habits, name: &str) -> bool {
    words(name).iter().any(|word| habits.serving_words.contains(word))
}
