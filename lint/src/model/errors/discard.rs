//! Errors assigned to nothing: `_ = f()` where `f` is known to fail.

use super::{checked_error, comment, is_clean_up, is_error_name, returns_error};
use crate::diagnostic::Confidence;
use crate::facts::Fact;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::logs::is_sink;
use crate::resolve::Value;
use crate::syntax::{Kind, NONE, NodeId, Part};

/// Returns the `catch` fact of an assignment that discards an error.
pub(super) fn fact(context: &FileContext<'_>, assign: NodeId) -> Option<Fact> {
    let syntax = context.syntax();
    if !comment::assigns_nothing(context, assign) {
        return None;
    }
    let call = syntax.part(assign, Part::Value).filter(|id| syntax.kind(*id) == Kind::Call)?;
    let callee = syntax.part(call, Part::Callee)?;
    let is_deferred = syntax.enclosing(assign, &[Kind::Defer]).is_some();
    if is_deferred || passes_error(context, call) || !is_fallible(context, callee) {
        return None;
    }
    let body = if comment::beside(context, assign) { "comment" } else { "nothing" };
    let fields = vec![
        ("caught", "blanket".into()),
        ("form", "discard".into()),
        ("body", body.into()),
        ("name", String::new().into()),
        ("callee", context.excerpt(callee).into()),
    ];
    let mut fact = context.fact("catch", assign, fields);
    let is_known_otherwise = is_promise(context, callee)
        || logs_itself(context, callee)
        || is_best_effort(context, assign)
        || is_conversion(context, callee)
        || writes_customarily(context, call)
        || is_sink(context, assign)
        || is_read_elsewhere(context, call)
        || takes_constants(context, call)
        || comment::documents_leniency(context, assign);
    // A function that is handed over may have dealt with the error it returns.
    let is_function = |value: NodeId| syntax.kind(context.defining(value)) == Kind::Function;
    let hands_over = context.arguments(call).iter().any(|argument| is_function(argument.value));
    if hands_over || is_known_otherwise {
        fact.confidence = Confidence::Low;
    }
    Some(fact)
}

/// What does not convert leaves its target as it was.
fn is_conversion(context: &FileContext<'_>, callee: NodeId) -> bool {
    let value = context.value(callee);
    value.path().is_some_and(|path| context.knowledge.converts(path))
}

/// What is given nothing but literals fails always or never.
fn takes_constants(context: &FileContext<'_>, call: NodeId) -> bool {
    let kind = |value: NodeId| context.syntax().kind(context.defining(value));
    let arguments = context.arguments(call);
    !arguments.is_empty()
        && arguments
            .iter()
            .all(|argument| matches!(kind(argument.value), Kind::String | Kind::Number | Kind::Boolean))
}

/// The same object is asked for its error beside: by the same method again, by one that is called so; or the functions
/// that it was handed never return one.
fn is_read_elsewhere(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let (Some(callee), Some(object)) = (syntax.part(call, Part::Callee), context.receiver(call)) else {
        return false;
    };
    let mut function = syntax.node(call).function;
    if function == NONE || syntax.kind(object) != Kind::Name {
        return false;
    }
    // Closures of the function that has a name are part of it.
    while syntax.name(function).is_empty() && syntax.node(syntax.node(function).parent).function != NONE {
        function = syntax.node(syntax.node(function).parent).function;
    }
    let others: Vec<NodeId> = syntax
        .subtree(function)
        .filter(|id| *id != call && syntax.kind(*id) == Kind::Call)
        .filter(|id| {
            let other = context.receiver(*id);
            other.is_some_and(|other| {
                syntax.kind(other) == Kind::Name && syntax.node(other).symbol == syntax.node(object).symbol
            })
        })
        .collect();
    let habits = &context.resolver.project.language(context.file).habits;
    let name = |id: NodeId| syntax.part(id, Part::Callee).map_or("", |callee| syntax.name(callee));
    let is_read = |id: &NodeId| {
        let is_used = !matches!(syntax.kind(syntax.node(*id).parent), Kind::Expression)
            && !comment::assigns_nothing(context, syntax.node(*id).parent);
        let is_same = name(*id) == syntax.name(callee) && context.arguments(call).is_empty();
        is_used && (is_same || habits.error_readers.iter().any(|reader| reader == name(*id)))
    };
    let handed: Vec<NodeId> = others
        .iter()
        .flat_map(|id| context.arguments(*id))
        .map(|argument| argument.value)
        .filter(|id| syntax.kind(*id) == Kind::Function)
        .collect();
    others.iter().any(is_read) || (!handed.is_empty() && !handed.iter().any(|task| may_fail(context, *task)))
}

/// What is given an error returns that one, or files it.
fn passes_error(context: &FileContext<'_>, call: NodeId) -> bool {
    let makers = &context.resolver.project.language(context.file).habits.error_makers;
    context.arguments(call).iter().any(|argument| {
        let made = context.syntax().part(argument.value, Part::Callee).map(|callee| context.value(callee));
        let path = made.as_ref().and_then(Value::path);
        is_error_name(context, argument.value)
            || path.is_some_and(|path| makers.iter().any(|maker| maker == path))
    })
}

/// What is written goes where writing may customarily fail: to a client, into a buffer.
fn writes_customarily(context: &FileContext<'_>, call: NodeId) -> bool {
    let may_fail = |target: NodeId| {
        let value = context.value(target);
        let meanings = value.path().map(|path| context.knowledge.meanings(&format!("{path}.Write")));
        meanings.is_some_and(|all| all.iter().any(|one| matches!(one, Meaning::Fallible(true))))
    };
    let targets = |call: NodeId| context.arguments(call).into_iter().map(|argument| argument.value);
    let made = context.receiver(call).map(|object| context.defining(object));
    let made = made.filter(|made| context.syntax().kind(*made) == Kind::Call);
    targets(call).chain(made.into_iter().flat_map(targets)).any(may_fail)
}

/// Where something has failed already, or is being taken down, what else fails is often left unsaid.
fn is_best_effort(context: &FileContext<'_>, assign: NodeId) -> bool {
    let syntax = context.syntax();
    let function = syntax.node(assign).function;
    if function != NONE && is_clean_up(context, syntax.name(function)) {
        return true;
    }
    let mut current = assign;
    while let Some(branch) = syntax.enclosing(current, &[Kind::Branch, Kind::Function]) {
        if syntax.kind(branch) == Kind::Function {
            return false;
        }
        let condition = syntax.part(branch, Part::Condition);
        let checks = |id: NodeId| checked_error(context, id).is_some();
        if condition.is_some_and(|condition| syntax.subtree(condition).any(checks)) {
            return true;
        }
        current = branch;
    }
    false
}

fn is_fallible(context: &FileContext<'_>, callee: NodeId) -> bool {
    match context.value(callee) {
        Value::Path(_) => fails(context, callee) == Some(true),
        Value::Definition(file, function) => context.at(file).is_some_and(|other| {
            other.syntax().kind(function) == Kind::Function
                && !is_clean_up(&other, other.syntax().name(function))
                && returns_error(&other, function)
                && may_fail(&other, function)
        }),
        _ => false,
    }
}

/// A function whose every return says that nothing failed, or hands out what may customarily be dropped, has its
/// error result for form's sake.
fn may_fail(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    let Some(body) = syntax.part(function, Part::Body) else { return true };
    let returns = syntax.own(body).filter(|id| syntax.kind(*id) == Kind::Return);
    let last = |exit: NodeId| syntax.children(exit).last();
    returns
        .map(last)
        .any(|last| last.is_none_or(|last| syntax.kind(last) != Kind::Null && !is_customary(context, last)))
}

fn is_customary(context: &FileContext<'_>, returned: NodeId) -> bool {
    let callee = context.syntax().part(returned, Part::Callee);
    callee.is_some_and(|callee| fails(context, callee) == Some(false))
}

/// Whether failures of a library's function count; `None` where nothing is known of it.
fn fails(context: &FileContext<'_>, callee: NodeId) -> Option<bool> {
    let value = context.value(callee);
    context.knowledge.meanings(value.path()?).iter().find_map(|meaning| match meaning {
        Meaning::Fallible(clean_up) => Some(!clean_up),
        _ => None,
    })
}

/// A function of the run that logs has told of what it returns.
fn logs_itself(context: &FileContext<'_>, callee: NodeId) -> bool {
    let Value::Definition(file, function) = context.value(callee) else { return false };
    let Some(other) = context.at(file) else { return false };
    let syntax = other.syntax();
    let mut called = syntax.subtree(function).filter(|id| syntax.node(*id).part == Part::Callee);
    called.any(|id| is_log(&other, id))
}

/// What is not known to be something else, and is named like a log call, may be one.
fn is_log(context: &FileContext<'_>, callee: NodeId) -> bool {
    let value = context.value(callee);
    let meanings = value.path().map(|path| context.knowledge.meanings(path)).unwrap_or_default();
    let name = context.syntax().name(callee).to_ascii_lowercase();
    let is_named_so = ["warn", "error", "log"].iter().any(|word| name.starts_with(word));
    let is_unknown = !value.path().is_some_and(|path| context.knowledge.is_module_member(path));
    meanings.iter().any(|meaning| matches!(meaning, Meaning::Logger(_))) || (is_named_so && is_unknown)
}

/// What an interface promises may fail says nothing of what does.
fn is_promise(context: &FileContext<'_>, callee: NodeId) -> bool {
    let Value::Definition(file, function) = context.value(callee) else { return false };
    context.at(file).is_some_and(|other| other.syntax().part(function, Part::Body).is_none())
}
