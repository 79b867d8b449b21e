//! Handlers that nothing registers: what a file of a certain place offers under a certain name serves.

use super::{EntryPoint, tells_of_health};
use crate::knowledge::EntryPointSpec;
use crate::model::context::FileContext;
use crate::model::span_search::{WRAPPER_DEPTH, span_in, span_in_expression};
use crate::resolve::{Binding, Value};
use crate::syntax::{Kind, NONE};
use std::sync::Arc;

/// Returns the handlers that a file has by its place.
pub(super) fn entry_points(context: &FileContext<'_>) -> Vec<EntryPoint> {
    let path = context.syntax().file.path();
    let specs = context.knowledge.placed(path);
    specs.flat_map(|spec| spec.exports.iter().filter_map(|name| entry(context, spec, name))).collect()
}

fn entry(context: &FileContext<'_>, spec: &Arc<EntryPointSpec>, name: &str) -> Option<EntryPoint> {
    let syntax = context.syntax();
    let offered = context.parsed.bindings.exported(name).first();
    let declared = || {
        let symbol = syntax.find_symbol(name)?;
        context.parsed.bindings.in_scope(NONE, symbol).first()
    };
    let binding: &Binding = offered.or_else(declared)?;
    let (handler, evidence) = match context.resolver.binding(context.file, context.parsed, binding) {
        Value::Definition(file, id) => {
            let other = context.at(file).filter(|other| other.syntax().kind(id) == Kind::Function)?;
            (other.syntax().name(id).to_owned(), span_in(&other, id, WRAPPER_DEPTH))
        }
        // Made by a call that is given what serves.
        Value::Unknown => (String::new(), span_in_expression(context, binding.node, WRAPPER_DEPTH)),
        _ => return None,
    };
    let path = syntax.file.path();
    let name = if handler.is_empty() { name.to_owned() } else { handler };
    Some(EntryPoint {
        file: context.file,
        range: syntax.name_range(binding.node),
        spec: Arc::clone(spec),
        route: format!("/{}", path.rsplit_once('.').map_or(path, |(stem, _)| stem)),
        is_of_health: tells_of_health(path.rsplit('/').nth(1).unwrap_or_default()),
        name,
        evidence,
        router: None,
    })
}
