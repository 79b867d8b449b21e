//! Parameters of functions that are written where they are handed over: `router.get("/", (request) => …)`.

use super::Resolver;
use crate::facts::FileId;
use crate::knowledge::Meaning;
use crate::resolve::value::Value;
use crate::syntax::{Kind, NONE, NodeId, Part, Syntax};
use std::rc::Rc;

/// What library files call request data.
const INPUT: &str = "input";

impl Resolver<'_> {
    /// Returns what a parameter without a type gets, where a library says what it hands to such functions.
    pub(super) fn handed(&self, file: FileId, syntax: &Syntax, parameter: NodeId) -> Option<Value> {
        let function = Some(syntax.node(parameter).function).filter(|function| *function != NONE)?;
        let position = syntax.parts(function, Part::Parameter).position(|id| id == parameter)?;
        let path = match taker(syntax, function) {
            Some(call) => self.path(file, syntax.part(call, Part::Callee)?)?,
            None => self.declared_path(file, syntax, function)?,
        };
        let knowledge = self.project.knowledge(file);
        if let Some(known) = knowledge.value(&format!("{path}(<{position})")) {
            return Some(Value::Path(known.into()));
        }
        knowledge.meanings(&path).into_iter().find_map(|meaning| match meaning {
            Meaning::EntryPoint(spec) => {
                let received = spec.receives.get(position).filter(|path| *path != INPUT)?;
                Some(Value::Path(received.as_str().into()))
            }
            _ => None,
        })
    }
}

impl Resolver<'_> {
    /// The type of the variable whose value a function is.
    fn declared_path(&self, file: FileId, syntax: &Syntax, function: NodeId) -> Option<Rc<str>> {
        let assign = syntax.node(function).parent;
        let declares = syntax.kind(assign) == Kind::Assign && syntax.node(function).part == Part::Value;
        let r#type = syntax.part(assign, Part::Type).filter(|_| declares)?;
        self.instance_of(file, r#type).path().map(Rc::from)
    }
}

/// The call that is given a function: as an argument, or as an entry of an argument.
fn taker(syntax: &Syntax, function: NodeId) -> Option<NodeId> {
    let mut current = function;
    for _ in 0..6 {
        let parent = syntax.node(current).parent;
        match syntax.kind(parent) {
            Kind::Call if syntax.node(current).part == Part::Argument => return Some(parent),
            Kind::Pair | Kind::Map | Kind::Collection => current = parent,
            _ => return None,
        }
    }
    None
}
