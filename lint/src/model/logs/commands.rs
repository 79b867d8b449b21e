//! Commands in programs that also serve: functions that take a command, and those that they put into one.
//!
//! Asked of prints only: what a command prints is its answer, whatever else the program does.

use super::around::functions;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part, Syntax};
use rustc_hash::FxHashSet;

/// The commands of one file.
#[derive(Default)]
pub(super) struct Commands {
    /// Functions that take a command.
    taking: FxHashSet<NodeId>,
    /// Names of functions that those put into a field of a command: `command.RunE = count`.
    named: FxHashSet<u32>,
}

impl Commands {
    /// Cost: a look at every parameter whose type is called like one of a library for commands.
    pub(super) fn of(context: &FileContext<'_>) -> Self {
        let syntax = context.syntax();
        let nodes = 0..syntax.nodes().len() as NodeId;
        let (mut taking, mut named) = (FxHashSet::default(), FxHashSet::default());
        let parameters = nodes.filter(|id| syntax.node(*id).part == Part::Parameter);
        for parameter in parameters.filter(|parameter| is_command(context, *parameter)) {
            let function = syntax.node(parameter).function;
            let names = syntax.subtree(parameter).filter(|id| syntax.node(*id).part == Part::Binding);
            for command in names.map(|id| syntax.node(id).symbol) {
                named.extend(put_into(syntax, function, command));
            }
            taking.insert(function);
        }
        Self { taking, named }
    }

    /// Returns whether a node stands in a command, or in a function that one names.
    pub(super) fn contain(&self, context: &FileContext<'_>, id: NodeId) -> bool {
        let is_one = |function: NodeId| {
            self.taking.contains(&function) || self.named.contains(&context.syntax().node(function).symbol)
        };
        !self.taking.is_empty() && functions(context, id).any(is_one)
    }
}

/// The names in what a function assigns to fields of a variable.
fn put_into(syntax: &Syntax, function: NodeId, variable: u32) -> impl Iterator<Item = u32> {
    let fills = move |id: &NodeId| {
        let target = syntax.part(*id, Part::Target);
        let base = target.and_then(|target| syntax.part(target, Part::Base));
        base.is_some_and(|base| syntax.node(base).symbol == variable)
    };
    let assigned = syntax.subtree(function).filter(|id| syntax.kind(*id) == Kind::Assign).filter(fills);
    let values = assigned.filter_map(|id| syntax.part(id, Part::Value));
    let names = values.flat_map(|value| syntax.subtree(value)).filter(|id| syntax.kind(*id) == Kind::Name);
    names.map(|id| syntax.node(id).symbol)
}

/// Whether a parameter is declared as what only command-line tools make.
fn is_command(context: &FileContext<'_>, parameter: NodeId) -> bool {
    let syntax = context.syntax();
    let Some(declared) = syntax.part(parameter, Part::Type) else { return false };
    let may_be = syntax.subtree(declared).any(|id| context.knowledge.is_of_tools(syntax.name(id)));
    let value = may_be.then(|| context.resolver.instance_of(context.file, declared));
    let Some(Value::Path(path)) = value else { return false };
    context.knowledge.meanings(&path).iter().any(|meaning| matches!(meaning, Meaning::CommandLine))
}
