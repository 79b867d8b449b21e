//! Sinks: methods where text and records end up, beneath whatever logger there is.

use super::around::{functions, siblings};
use crate::model::context::FileContext;
use crate::syntax::{NodeId, Part};

/// How many level methods make a class a logger.
const LEVELS_OF_A_LOGGER: usize = 3;

/// Where records or text end up, there is no logger to hand them to.
pub(in crate::model) fn is_sink(context: &FileContext<'_>, print: NodeId) -> bool {
    functions(context, print).any(|function| is_method_of_sink(context, function))
}

fn is_method_of_sink(context: &FileContext<'_>, function: NodeId) -> bool {
    let (syntax, habits) = (context.syntax(), context.habits());
    let name = syntax.name(function).to_lowercase();
    let siblings = siblings(context, function);
    let is_level = |name: &str| habits.output.level_methods.iter().any(|level| level == name);
    let levels = siblings.iter().filter(|method| is_level(&syntax.name(**method).to_lowercase())).count();
    !siblings.is_empty()
        && (habits.output.sink_methods.contains(&name) || (is_level(&name) && levels >= LEVELS_OF_A_LOGGER))
}

/// Returns whether a sink of the same type calls the method that a node stands in.
pub(super) fn helps_sink(context: &FileContext<'_>, id: NodeId) -> bool {
    let Some(function) = context.function_of(id) else { return false };
    let (syntax, own) = (context.syntax(), context.syntax().node(function).symbol);
    let calls_it = |method: &NodeId| {
        syntax
            .subtree(*method)
            .any(|id| syntax.node(id).part == Part::Callee && syntax.node(id).symbol == own)
    };
    let mut sinks =
        siblings(context, function).into_iter().filter(|method| is_method_of_sink(context, *method));
    !syntax.name(function).is_empty() && sinks.any(|method| calls_it(&method))
}
