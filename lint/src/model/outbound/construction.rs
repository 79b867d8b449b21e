//! Where the object that a call is made on was built, in whichever file and however many names further out.

use crate::facts::FileId;
use crate::model::context::FileContext;
use crate::resolve::{BindingKind, Value};
use crate::syntax::{Kind, NONE, NodeId, Part};

/// Returns the call that builds the object an expression stands for, where it can be found.
pub(in crate::model) fn construction(
    context: &FileContext<'_>,
    id: NodeId,
    depth: u32,
) -> Option<(FileId, NodeId)> {
    if depth > 6 {
        return None;
    }
    let syntax = context.syntax();
    let defining = context.defining(id);
    match syntax.kind(defining) {
        Kind::Call | Kind::Construct => built_by(context, defining, depth),
        Kind::Member => member_construction(context, defining, depth),
        Kind::Name if defining != id => construction(context, defining, depth + 1),
        _ => None,
    }
}

/// A function of this run that returns the object leads on to what it returns.
fn built_by(context: &FileContext<'_>, call: NodeId, depth: u32) -> Option<(FileId, NodeId)> {
    let callee = context.syntax().part(call, Part::Callee)?;
    match context.value(callee) {
        // What a client's method yields is bounded as that client is.
        Value::Path(_) => match context.receiver(call).filter(|receiver| !is_module(context, *receiver)) {
            Some(receiver) => construction(context, receiver, depth + 1),
            None => Some((context.file, call)),
        },
        Value::Definition(file, function) => {
            let other = context.at(file)?;
            let syntax = other.syntax();
            let mut exits = syntax.own(function).filter(|exit| syntax.kind(*exit) == Kind::Return);
            exits.find_map(|exit| construction(&other, syntax.children(exit).next()?, depth + 1))
        }
        _ => None,
    }
}

/// `self.client`: what the class's methods or literals put there.
fn member_construction(context: &FileContext<'_>, member: NodeId, depth: u32) -> Option<(FileId, NodeId)> {
    let syntax = context.syntax();
    let base = syntax.part(member, Part::Base)?;
    let Value::Instance(file, class) = context.value(base) else { return None };
    let other = context.at(file)?;
    let symbol = other.syntax().find_symbol(syntax.name(member))?;
    let values = other.parsed.bindings.members(other.syntax(), class, symbol).filter_map(|binding| {
        match binding.kind {
            BindingKind::Value { expression, index: 0 } => Some(expression),
            _ => None,
        }
    });
    let built: Vec<_> = values.map(|value| construction(&other, value, depth + 1)).collect();
    // One that cannot be followed may well be another client.
    if built.iter().all(Option::is_some) { built.into_iter().flatten().next() } else { None }
}

/// Returns whether what a method is called on is a module: its functions have no object.
pub(in crate::model) fn is_module(context: &FileContext<'_>, receiver: NodeId) -> bool {
    let syntax = context.syntax();
    if syntax.kind(receiver) != Kind::Name {
        return matches!(syntax.kind(receiver), Kind::Member) && {
            let base = syntax.part(receiver, Part::Base);
            base.is_some_and(|base| is_module(context, base))
                && matches!(context.value(receiver), Value::Path(path) if !path.ends_with(')'))
        };
    }
    let (symbol, function) = (syntax.node(receiver).symbol, syntax.node(receiver).function);
    let bindings = context.parsed.bindings.in_scope(NONE, symbol);
    if bindings.is_empty() && context.parsed.bindings.in_scope(function, symbol).is_empty() {
        // A library that is named without being imported.
        let name = syntax.name(receiver);
        return context.knowledge.has_root(name)
            && matches!(context.value(receiver), Value::Path(path) if &*path == name);
    }
    !bindings.is_empty() && bindings.iter().all(|binding| matches!(binding.kind, BindingKind::Import { .. }))
}
