//! Conversions: calls that only convert or look at what is at hand, and helpers of the run that make only such.

use super::reach::leads_out;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// How deep helpers of a conversion may call each other.
const MAX_HELPERS: u32 = 2;

/// Returns whether a call only converts or looks at what is at hand, itself or by functions of the run.
pub(super) fn stays(context: &FileContext<'_>, call: NodeId) -> bool {
    stays_within(context, call, MAX_HELPERS)
}

fn stays_within(context: &FileContext<'_>, call: NodeId, depth: u32) -> bool {
    let syntax = context.syntax();
    let Some(callee) = syntax.part(call, Part::Callee) else { return false };
    let is_waited_for = shows_waiting(context) && is_awaited(context, call);
    let is_pure_method = || {
        let habits = context.habits();
        let methods = if is_waited_for { &habits.methods.waited } else { &habits.methods.pure };
        syntax.kind(callee) == Kind::Member && methods.iter().any(|method| method == syntax.name(callee))
    };
    let name = syntax.name(callee);
    let begins = |words: &[String]| words.iter().any(|word| name.starts_with(word.as_str()));
    let reads = begins(&context.habits().methods.accessors)
        && if shows_waiting(context) {
            // What a helper reads it may wait for in its turn.
            depth == MAX_HELPERS && !is_waited_for
        } else {
            context.arguments(call).is_empty()
        };
    let converters = if is_waited_for {
        &context.habits().methods.waited_converters
    } else {
        &context.habits().methods.converters
    };
    if reads || begins(converters) {
        return !leads_out(context, callee);
    }
    // A type stands there where a value is turned into one of it.
    if syntax.kind(callee) == Kind::ListType || (!is_waited_for && is_at_hand(context, callee, depth)) {
        return true;
    }
    // What is made cannot wait for anything.
    let construction = context.habits().methods.construction.as_deref();
    if construction.is_some_and(|word| syntax.text(call).starts_with(word)) {
        return context.value(callee).path().is_none_or(|path| !is_outbound(context, path));
    }
    match context.value(callee) {
        Value::Path(path) => {
            context.knowledge.converts(&path) || (is_pure_method() && !is_outbound(context, &path))
        }
        Value::Definition(file, made) => context.at(file).is_some_and(|other| {
            is_record(&other, made) || (depth > 0 && is_helper(&other, made, depth - 1))
        }),
        Value::Instance(file, class) if syntax.kind(callee) == Kind::Name => {
            context.at(file).is_some_and(|other| is_record(&other, class))
        }
        Value::Unknown => {
            is_pure_method()
                || (!is_waited_for && reads_entry(context, call, callee))
                || searches_text(context, call, callee)
        }
        _ => false,
    }
}

/// Where what goes out is waited for in sight, what is not waited for reads what is at hand.
pub(super) fn shows_waiting(context: &FileContext<'_>) -> bool {
    !context.habits().rejections.is_empty()
}

/// It is waited for, or is given a function for what fails.
pub(super) fn is_awaited(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let holder = syntax.node(call).parent;
    match syntax.kind(holder) {
        Kind::Await => true,
        Kind::Member => context.habits().rejections.contains_key(syntax.name(holder)),
        _ => false,
    }
}

/// Reads an entry by a name that is written down: of a mapping at hand, as keys in stores and addresses have more in
/// them than a name.
fn reads_entry(context: &FileContext<'_>, call: NodeId, callee: NodeId) -> bool {
    let syntax = context.syntax();
    let methods = &context.habits().methods.entry;
    let is_name =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-@".contains(&byte));
    let given = context.arguments(call);
    let key = given.first().and_then(|argument| syntax.string_value(argument.value));
    syntax.kind(callee) == Kind::Member
        && methods.iter().any(|method| method == syntax.name(callee))
        && given.len() <= 2
        && key.is_some_and(is_name)
}

/// Looks for texts that are written down, or puts one in another's place.
fn searches_text(context: &FileContext<'_>, call: NodeId, callee: NodeId) -> bool {
    let syntax = context.syntax();
    let methods = &context.habits().methods.search;
    let given = context.arguments(call);
    syntax.kind(callee) == Kind::Member
        && methods.iter().any(|method| method == syntax.name(callee))
        && !given.is_empty()
        && given.iter().all(|argument| argument.name.is_none() && syntax.kind(argument.value) == Kind::String)
}

/// A class that leaves it to others how its objects are made: they hold what they are given.
fn is_record(context: &FileContext<'_>, class: NodeId) -> bool {
    let syntax = context.syntax();
    let constructor = context.habits().constructor.as_deref();
    let builds = |id: NodeId| syntax.kind(id) == Kind::Function && Some(syntax.name(id)) == constructor;
    syntax.kind(class) == Kind::Class && !syntax.subtree(class).any(builds)
}

/// A function that has an answer, and makes only such calls for it; to log, and to make an error, is no work.
fn is_helper(context: &FileContext<'_>, function: NodeId, depth: u32) -> bool {
    let syntax = context.syntax();
    // What a class only promises may do anything.
    let answers = |id: NodeId| match syntax.kind(id) {
        Kind::Return => syntax.children(id).next().is_some(),
        Kind::Raise => syntax.enclosing(id, &[Kind::Branch, Kind::Catch, Kind::Function]) != Some(function),
        _ => false,
    };
    let is_call = |id: &NodeId| syntax.kind(*id) == Kind::Call;
    syntax.kind(function) == Kind::Function
        && syntax.own(function).any(answers)
        && syntax.subtree(function).filter(is_call).all(|call| {
            tells(context, call) || calls(context, call, function) || stays_within(context, call, depth)
        })
}

/// Whether what is called is this function of the same file, as by a function that calls itself.
fn calls(context: &FileContext<'_>, call: NodeId, function: NodeId) -> bool {
    let callee = context.syntax().part(call, Part::Callee).map(|callee| context.value(callee));
    callee == Some(Value::Definition(context.file, function))
}

/// Makes an error, or logs.
pub(super) fn tells(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let value = syntax.part(call, Part::Callee).map(|callee| context.value(callee));
    let path = value.as_ref().and_then(Value::path);
    let makers = &context.habits().error_makers;
    let is_logger = |path: &str| {
        context.knowledge.meanings(path).iter().any(|meaning| matches!(meaning, Meaning::Logger(_)))
    };
    syntax.kind(syntax.node(call).parent) == Kind::Raise
        || path.is_some_and(|path| makers.iter().any(|maker| maker == path) || is_logger(path))
}

/// A method of a literal, or of what was converted.
fn is_at_hand(context: &FileContext<'_>, callee: NodeId, depth: u32) -> bool {
    let syntax = context.syntax();
    let base = (syntax.kind(callee) == Kind::Member).then(|| syntax.part(callee, Part::Base)).flatten();
    base.map(|base| context.defining(base)).is_some_and(|made| match syntax.kind(made) {
        Kind::Map | Kind::Collection | Kind::String => true,
        // One that stands in where there is none: `(found or {}).get(key)`.
        Kind::Logical => syntax.children(made).last().is_some_and(|last| syntax.kind(last) == Kind::Map),
        Kind::Call if syntax.contains(callee, made) => stays_within(context, made, depth),
        Kind::Call if depth > 0 => stays_within(context, made, depth - 1),
        _ => false,
    })
}

pub(super) fn is_outbound(context: &FileContext<'_>, path: &str) -> bool {
    context.knowledge.meanings(path).iter().any(|meaning| matches!(meaning, Meaning::Outbound(_)))
}
