//! Errors assigned to nothing, or not even that: `_ = f()` and `f()` where `f` is known to fail.

use super::fallible::{has_one_error, is_fallible, is_settled, is_told};
use super::patterns::Taken;
use super::stakes::unseen;
use super::waited::{tells_on_the_way, writes_to_peer};
use super::{checked_error, comment, decoding, failing, is_clean_up, is_error_name, returns_error};
use crate::diagnostic::Confidence;
use crate::facts::Fact;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::logs::{is_sink, varies};
use crate::model::origin::words::words;
use crate::model::outbound::is_module;
use crate::resolve::Value;
use crate::syntax::{Kind, NONE, NodeId, Part};

/// Returns the `catch` fact of an assignment that discards an error.
pub(super) fn fact(context: &FileContext<'_>, assign: NodeId) -> Option<Fact> {
    if !comment::assigns_nothing(context, assign) {
        return None;
    }
    let syntax = context.syntax();
    discarded(context, assign, failing(context, syntax.part(assign, Part::Value)?))
}

/// Returns the `catch` fact of a call that stands for itself though a library says that it may fail. Nobody wrote down that
/// the error is not wanted, and many of the run's own functions keep their errors or return none that counts.
pub(super) fn bare(context: &FileContext<'_>, statement: NodeId) -> Option<Fact> {
    let syntax = context.syntax();
    context.habits().error_type.as_ref()?;
    let call = syntax.children(statement).next().filter(|id| syntax.kind(*id) == Kind::Call)?;
    let callee = syntax.part(call, Part::Callee)?;
    if !matches!(context.value(callee), Value::Path(_)) || is_clean_up(context, syntax.name(callee)) {
        return None;
    }
    discarded(context, statement, call).filter(|_| !follows_clean_up(context, statement))
}

/// The statement before takes something down: what is waited for is gone.
fn follows_clean_up(context: &FileContext<'_>, statement: NodeId) -> bool {
    let syntax = context.syntax();
    let before = syntax.previous_sibling(statement);
    let call = before.and_then(|before| syntax.children(before).next());
    let callee = call.and_then(|call| syntax.part(call, Part::Callee));
    callee.is_some_and(|callee| is_clean_up(context, syntax.name(callee)))
}

fn discarded(context: &FileContext<'_>, assign: NodeId, call: NodeId) -> Option<Fact> {
    let syntax = context.syntax();
    let callee = syntax.part(call, Part::Callee).filter(|_| syntax.kind(call) == Kind::Call)?;
    let is_deferred = syntax.enclosing(assign, &[Kind::Defer]).is_some();
    if is_deferred || passes_error(context, call) || !is_fallible(context, callee) {
        return None;
    }
    let body = if comment::beside(context, assign) { "comment" } else { "nothing" };
    let mut fact = unseen(context, assign, "discard", body, callee);
    let is_known_otherwise = is_told(context, callee)
        || is_best_effort(context, assign)
        // What does not convert leaves its target as it was.
        || context.converts(call)
        || decoding::is_harmless(context, assign, call)
        || drains(context, assign, call)
        || writes_customarily(context, call)
        || writes_to_peer(context, callee)
        || tells_on_the_way(context, callee)
        || is_sink(context, assign)
        || is_read_elsewhere(context, call)
        || takes_constants(context, call)
        || has_one_error(context, call)
        || precedes_error(context, assign)
        || tells_anyway(context, assign)
        || comment::documents_leniency(context, assign);
    // A function that is handed over may have dealt with the error it returns.
    let is_function = |value: NodeId| syntax.kind(context.defining(value)) == Kind::Function;
    let hands_over = context.arguments(call).iter().any(|argument| is_function(argument.value));
    if hands_over || is_known_otherwise {
        fact.confidence = Confidence::Low;
    }
    Some(fact)
}

/// What is given nothing but literals fails always or never; so does a function of the run that is given nothing but
/// constants, as where handlers are registered.
fn takes_constants(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let callee = syntax.part(call, Part::Callee).map(|callee| context.value(callee));
    let is_own = matches!(callee, Some(Value::Definition(..)));
    let is_constant = |value: NodeId| match syntax.kind(context.defining(value)) {
        Kind::String | Kind::Number | Kind::Boolean => true,
        Kind::Name | Kind::Member if is_own => !varies(context, value),
        // What a name holds may have been filled since.
        _ => syntax.kind(value) == Kind::Construct && context.arguments(value).is_empty(),
    };
    let arguments = context.arguments(call);
    !arguments.is_empty() && arguments.iter().all(|argument| is_constant(argument.value))
}

/// Right behind it an error is returned, made on the spot or named like one: the peer is told as well as may be.
fn precedes_error(context: &FileContext<'_>, assign: NodeId) -> bool {
    let syntax = context.syntax();
    let next = syntax.next_sibling(assign);
    let exit = next.filter(|next| syntax.kind(*next) == Kind::Return);
    exit.and_then(|exit| syntax.children(exit).last()).is_some_and(|error| {
        let is_named = || {
            syntax.kind(error) == Kind::Member && syntax.name(error).to_ascii_lowercase().starts_with("err")
        };
        is_error_name(context, error) || is_named() || makes_error(context, error)
    })
}

/// It stands in a function that makes an error, by its name and what it returns: that one tells of the failure.
fn tells_anyway(context: &FileContext<'_>, assign: NodeId) -> bool {
    context.function_of(assign).is_some_and(|function| {
        let own = words(context.syntax().name(function));
        let makes_error = own.last().is_some_and(|word| matches!(word.as_str(), "error" | "err"));
        makes_error && returns_error(context, function)
    })
}

/// What is taken down by the next statement is read to its end before.
fn drains(context: &FileContext<'_>, assign: NodeId, call: NodeId) -> bool {
    let syntax = context.syntax();
    let next = syntax.next_sibling(assign);
    let taken_down = next.into_iter().flat_map(|next| syntax.subtree(next)).find(|id| {
        let callee = syntax.part(*id, Part::Callee);
        callee.is_some_and(|callee| is_clean_up(context, syntax.name(callee)))
    });
    let object = taken_down.and_then(|call| context.receiver(call));
    let is_object = |value: NodeId| object.is_some_and(|object| syntax.text(object) == syntax.text(value));
    context.arguments(call).iter().any(|argument| is_object(argument.value))
}

/// The same object is asked for its error beside: by the same method again, by one that is called so; or the functions
/// that it was handed never return one that nobody was told of.
fn is_read_elsewhere(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let (Some(callee), Some(object)) = (syntax.part(call, Part::Callee), context.receiver(call)) else {
        return false;
    };
    let mut function = syntax.node(call).function;
    // A module keeps no error, and what else it is asked for has nothing to do with this.
    if function == NONE || syntax.kind(object) != Kind::Name || is_module(context, object) {
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
    let habits = &context.habits();
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
    others.iter().any(is_read) || (!handed.is_empty() && handed.iter().all(|task| is_settled(context, *task)))
}

/// What is given an error returns that one, or files it.
fn passes_error(context: &FileContext<'_>, call: NodeId) -> bool {
    let arguments = context.arguments(call);
    arguments
        .iter()
        .any(|argument| is_error_name(context, argument.value) || makes_error(context, argument.value))
}

fn makes_error(context: &FileContext<'_>, value: NodeId) -> bool {
    let made = context.syntax().part(value, Part::Callee).map(|callee| context.value(callee));
    let path = made.as_ref().and_then(Value::path);
    path.is_some_and(|path| context.habits().error_makers.iter().any(|maker| maker == path))
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
pub(super) fn is_best_effort(context: &FileContext<'_>, assign: NodeId) -> bool {
    let syntax = context.syntax();
    let function = syntax.node(assign).function;
    if function != NONE && is_clean_up(context, syntax.name(function)) {
        return true;
    }
    let mut current = assign;
    while let Some(branch) = syntax.enclosing(current, &[Kind::Branch, Kind::Case, Kind::Function]) {
        if syntax.kind(branch) == Kind::Function {
            return false;
        }
        let condition = syntax.part(branch, Part::Condition);
        let checks = |id: NodeId| checked_error(context, id).is_some();
        let handles = |taken: Taken| syntax.contains(taken.body, assign);
        if condition.is_some_and(|condition| syntax.subtree(condition).any(checks))
            || Taken::at(context, branch).is_some_and(handles)
        {
            return true;
        }
        current = branch;
    }
    false
}
