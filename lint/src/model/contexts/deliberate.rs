//! Contexts that are left behind on purpose.

use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::origin::words::words;
use crate::resolve::Value;
use crate::source::TextRange;
use crate::syntax::{Kind, NONE, NodeId, Part};

/// What a comment says where its author left the context behind knowingly.
const REASONS: &[&str] = &["context", "ctx", "cancel", "background", "detach", "outlive", "deadline"];

/// What such a comment says where it stands further off in the function.
const PURPOSE: &[&str] = &["deliberate", "on purpose", "intentional", "purposely"];

/// Shutting down, after the context has ended, or with a comment that says so.
pub(super) fn is_deliberate(context: &FileContext<'_>, function: NodeId, id: NodeId) -> bool {
    let syntax = context.syntax();
    let name = syntax.name(function);
    let habits = &context.habits();
    let ends_something = words(name).iter().any(|word| habits.shut_down.contains(word));
    let is_entry = habits.entry_functions.iter().any(|entry| entry == name);
    let waited = syntax.subtree(function).any(|inner| inner < id && syntax.kind(inner) == Kind::Receive);
    ends_something
        || is_entry
        || waited
        || syntax.enclosing(id, &[Kind::Defer]).is_some()
        || is_explained(context, id)
        || is_announced(context, function, id)
}

/// A comment before it in the function says that contexts are left behind on purpose.
fn is_announced(context: &FileContext<'_>, function: NodeId, id: NodeId) -> bool {
    let syntax = context.syntax();
    let (from, to) = (syntax.node(function).range.start, syntax.node(id).range.start);
    let first = syntax.comments.partition_point(|comment| comment.start < from);
    let inside = syntax.comments[first..].iter().take_while(|comment| comment.start < to);
    inside.map(|comment| syntax.file.text(*comment)).any(|text| {
        let lower = text.to_ascii_lowercase();
        says_why(text) && PURPOSE.iter().any(|word| lower.contains(word))
    })
}

/// A fresh context for clean-up, which must happen however the context at hand ended, for want of one, or with a
/// comment where it is made.
pub(super) fn is_chosen(context: &FileContext<'_>, id: NodeId, call: NodeId) -> bool {
    let syntax = context.syntax();
    let callee = syntax.part(call, Part::Callee).unwrap_or(call);
    let habits = &context.habits();
    let cleans_up = words(syntax.name(callee)).iter().any(|word| habits.clean_up.contains(word));
    let made = super::only_definition(context, id).filter(|made| *made != id);
    cleans_up || made.is_some_and(|made| is_explained(context, made)) || is_for_want_of_one(context, id)
}

/// `if ctx == nil { … }`.
fn is_for_want_of_one(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    let mut current = id;
    for _ in 0..64 {
        let Some(branch) = syntax.enclosing(current, &[Kind::Branch, Kind::Function]) else { return false };
        if syntax.kind(branch) == Kind::Function {
            return false;
        }
        let asks = syntax.part(branch, Part::Condition).is_some_and(|condition| {
            let has = |fits: &dyn Fn(NodeId) -> bool| syntax.subtree(condition).any(fits);
            has(&|inner| syntax.kind(inner) == Kind::Null)
                && has(&|inner| syntax.kind(inner) == Kind::Name && super::is_context_value(context, inner))
        });
        if asks {
            return true;
        }
        current = branch;
    }
    false
}

/// A closure that runs in another task or at a later time outlives the context around it.
pub(super) fn outlives(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    let parent = syntax.node(function).parent;
    match syntax.kind(parent) {
        Kind::Return | Kind::Pair | Kind::Collection | Kind::Literal => true,
        Kind::Call if syntax.node(function).part == Part::Argument => starts_task(context, parent),
        Kind::Assign => is_only_handed_on(context, parent),
        _ => matches!(syntax.kind(syntax.node(parent).parent), Kind::Spawn | Kind::Defer),
    }
}

/// A closure that a name holds is never called here: whoever gets it calls it at a time of its own.
fn is_only_handed_on(context: &FileContext<'_>, assign: NodeId) -> bool {
    let syntax = context.syntax();
    let Some(name) = syntax.part(assign, Part::Target).filter(|name| syntax.kind(*name) == Kind::Name) else {
        return false;
    };
    let node = syntax.node(name);
    let function = node.function;
    let range = if function == NONE { 0..0 } else { syntax.subtree(function) };
    let mut uses = range
        .filter(|id| *id != name && syntax.kind(*id) == Kind::Name && syntax.node(*id).symbol == node.symbol)
        .peekable();
    uses.peek().is_some() && uses.all(|id| syntax.node(id).part != Part::Callee)
}

fn starts_task(context: &FileContext<'_>, call: NodeId) -> bool {
    let callee = context.syntax().part(call, Part::Callee);
    callee.is_some_and(|callee| {
        matches!(context.value(callee), Value::Path(path)
            if context.knowledge.meanings(&path).iter().any(|meaning| matches!(meaning, Meaning::Spawn(_) | Meaning::EntryPoint(_))))
    })
}

/// A comment on the line, or on the lines right above, says why.
fn is_explained(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    let range = syntax.node(id).range;
    let near = syntax.comments.partition_point(|comment| comment.start < range.start);
    let text = |from: u32, to: u32| syntax.file.text(TextRange::new(from, to));
    let mut reach = range.start;
    for comment in syntax.comments[..near].iter().rev().take(6) {
        let between = text(comment.end, reach);
        if between.matches('\n').count() > 1 {
            break;
        }
        if says_why(syntax.file.text(*comment)) {
            return true;
        }
        reach = comment.start;
    }
    let after = syntax.comments.get(near);
    after.is_some_and(|comment| {
        !text(range.start, comment.start).contains('\n') && says_why(syntax.file.text(*comment))
    })
}

fn says_why(comment: &str) -> bool {
    let comment = comment.to_ascii_lowercase();
    REASONS.iter().any(|reason| comment.contains(reason))
}

/// Whether a call of the run gets to nothing that a context matters to, as far as is known: it counts or keeps
/// something.
pub(super) fn stays_here(context: &FileContext<'_>, call: NodeId, depth: u32) -> bool {
    let Some(callee) = context.syntax().part(call, Part::Callee) else { return false };
    let Value::Definition(file, function) = context.value(callee) else { return false };
    let Some(other) = context.at(file) else { return false };
    let syntax = other.syntax();
    syntax.part(function, Part::Body).is_some_and(|body| {
        let calls = syntax.subtree(body).filter(|id| syntax.kind(*id) == Kind::Call);
        calls.into_iter().all(|inner| {
            let value = syntax.part(inner, Part::Callee).map(|callee| other.value(callee));
            match value {
                Some(Value::Path(path)) => !other.knowledge.meanings(&path).iter().any(|meaning| {
                    matches!(meaning, Meaning::Outbound(_) | Meaning::Span(_) | Meaning::Request(_))
                }),
                Some(Value::Definition(..)) => depth > 0 && stays_here(&other, inner, depth - 1),
                _ => false,
            }
        })
    })
}
