//! Handlers whose decorators stand where their class promises them: on the methods of an interface or a base class.

use super::EntryPoint;
use super::registration::Registration;
use crate::facts::FileId;
use crate::knowledge::{EntryPointSpec, Meaning};
use crate::model::call_sites::CallSite;
use crate::model::context::FileContext;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};
use std::sync::Arc;

/// How many classes lead from one to what it extends at most.
const MAX_BASES: usize = 16;

/// Collects the methods of a file's classes that serve by what they override. Only where a method of a class needs no word
/// for its object are decorators handed down to what overrides it.
pub(super) fn entry_points(context: &FileContext<'_>) -> Vec<EntryPoint> {
    let syntax = context.syntax();
    if !context.habits().implicit_receiver {
        return Vec::new();
    }
    let classes = (0..syntax.nodes().len() as NodeId).filter(|id| syntax.kind(*id) == Kind::Class);
    classes.flat_map(|class| of_class(context, class)).collect()
}

fn of_class(context: &FileContext<'_>, class: NodeId) -> Vec<EntryPoint> {
    let bases = bases(context, class);
    let mut found = Vec::new();
    if bases.is_empty() {
        return found;
    }
    for method in context.parsed.bindings.methods(class) {
        let syntax = context.syntax();
        if syntax.part(method, Part::Body).is_none() || serves_by_itself(context, method) {
            continue;
        }
        for (file, base) in &bases {
            let Some(other) = context.at(*file) else { continue };
            found.extend(
                overridden(&other, *base, syntax.name(method), parameters(context, method))
                    .into_iter()
                    .flat_map(|(decorator, spec)| {
                        let site = CallSite {
                            node: decorator,
                            path: "".into(),
                            meanings: Vec::new(),
                            is_guessed: false,
                        };
                        Registration { context: &other, site: &site, spec: &spec }
                            .serving(&Value::Definition(context.file, method))
                    }),
            );
        }
    }
    found
}

fn parameters(context: &FileContext<'_>, method: NodeId) -> usize {
    context.syntax().parts(method, Part::Parameter).count()
}

/// All that a class extends in this run, the nearest first.
fn bases(context: &FileContext<'_>, class: NodeId) -> Vec<(FileId, NodeId)> {
    let mut found: Vec<(FileId, NodeId)> = Vec::new();
    let mut open = vec![(context.file, class)];
    while let Some((file, class)) = open.pop() {
        for base in context.resolver.bases(file, class) {
            if let Value::Definition(file, class) = base
                && !found.contains(&(file, class))
                && found.len() < MAX_BASES
            {
                found.push((file, class));
                open.push((file, class));
            }
        }
    }
    found
}

fn serves_by_itself(context: &FileContext<'_>, method: NodeId) -> bool {
    decorators(context, method).into_iter().any(|decorator| registers(context, decorator).is_some())
}

/// The decorators of a base's method that register it.
fn overridden(
    context: &FileContext<'_>,
    base: NodeId,
    name: &str,
    count: usize,
) -> Vec<(NodeId, Arc<EntryPointSpec>)> {
    let syntax = context.syntax();
    let methods = context.parsed.bindings.methods(base);
    let same = methods.filter(|method| syntax.name(*method) == name && parameters(context, *method) == count);
    let decorators = same.flat_map(|method| decorators(context, method));
    decorators.filter_map(|decorator| Some((decorator, registers(context, decorator)?))).collect()
}

fn decorators(context: &FileContext<'_>, method: NodeId) -> Vec<NodeId> {
    let syntax = context.syntax();
    let whole = syntax.node(method).parent;
    if syntax.kind(whole) != Kind::Decorated {
        return Vec::new();
    }
    syntax.parts(whole, Part::Decorator).collect()
}

fn registers(context: &FileContext<'_>, decorator: NodeId) -> Option<Arc<EntryPointSpec>> {
    let named = context.syntax().part(decorator, Part::Callee).unwrap_or(decorator);
    let path = context.resolver.path(context.file, named)?;
    context.knowledge.meanings(&path).into_iter().find_map(|meaning| match meaning {
        Meaning::EntryPoint(spec) if spec.handler.is_word("decorated") => Some(Arc::clone(spec)),
        _ => None,
    })
}
