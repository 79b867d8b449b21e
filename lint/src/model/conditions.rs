//! Conditions on a call's arguments: `only-when` of a library file.

use super::context::FileContext;
use super::outbound::construction;
use crate::knowledge::{OnlyWhen, SelectorKey};
use crate::resolve::Value;
use crate::syntax::{NodeId, Part};

/// Returns whether a call meets a condition; without one it does.
pub(super) fn holds(context: &FileContext<'_>, call: NodeId, condition: Option<&OnlyWhen>) -> bool {
    let Some(condition) = condition else { return true };
    let paths = condition.argument.0.iter().filter_map(|key| path(context, call, key));
    paths.into_iter().any(|path| condition.is.iter().any(|allowed| allowed.as_str() == &*path))
}

/// The API path of what a key names: an argument, `client.0` an argument of the client's construction,
/// `declared.-1` a parameter of the called function as declared.
fn path(context: &FileContext<'_>, call: NodeId, key: &SelectorKey) -> Option<std::rc::Rc<str>> {
    if let SelectorKey::Name(word) = key {
        if word == "client" {
            let (file, made) = construction(context, context.receiver(call)?, 0)?;
            let callee = context.at(file)?.syntax().part(made, Part::Callee)?;
            return context.resolver.path(file, callee);
        }
        if let Some(of_client) = word.strip_prefix("client.") {
            let (file, made) = construction(context, context.receiver(call)?, 0)?;
            let other = context.at(file)?;
            let argument = other.select_key(made, &key_of(of_client))?;
            return context.resolver.path(file, argument);
        }
        if let Some(index) = word.strip_prefix("declared.") {
            return declared(context, call, index.parse().ok()?);
        }
    }
    let argument = context.select_key(call, key)?;
    context.resolver.path(context.file, argument)
}

fn key_of(word: &str) -> SelectorKey {
    word.parse().map_or_else(|_| SelectorKey::Name(word.to_owned()), SelectorKey::Position)
}

/// The declared type of a parameter of the function of this run that a call calls.
fn declared(context: &FileContext<'_>, call: NodeId, index: i64) -> Option<std::rc::Rc<str>> {
    let callee = context.syntax().part(call, Part::Callee)?;
    let Value::Definition(file, function) = context.value(callee) else { return None };
    let other = context.at(file)?;
    let parameters: Vec<NodeId> = other.syntax().parts(function, Part::Parameter).collect();
    let index = if index < 0 { parameters.len() as i64 + index } else { index };
    let parameter = *parameters.get(usize::try_from(index).ok()?)?;
    let r#type = other.syntax().part(parameter, Part::Type)?;
    match context.resolver.instance_of(file, r#type) {
        Value::Path(path) => Some(path),
        _ => None,
    }
}
