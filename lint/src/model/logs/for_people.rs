//! Prints that say themselves that a person asked for them: by the names around them, by documentation, by the condition
//! they stand under, by what they lay out.

use super::around::{conditions, functions, type_of};
use super::one_off::{is_endless, waits_for_next};
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::documentation::documentation;
use crate::model::origin::words::words;
use crate::model::spans::statement_of;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// So many lines drawn with marks make a picture.
const PICTURE: usize = 3;

/// Returns whether a print speaks to a person by all that stands around it.
pub(super) fn is_for_people(context: &FileContext<'_>, print: NodeId) -> bool {
    functions(context, print).any(|function| prints_by_name(context, function))
        || shows_table(context, print)
        || is_of_banner(context, print)
        || conditions(context, print).any(|condition| asks_how_much(context, condition))
        || functions(context, print).any(|function| is_documented_so(context, function))
        || !may_serve(context, print)
}

/// In languages that say which functions wait: what serves waits, while settings, command lines and what a program does
/// once at its start speak to whoever starts it.
fn may_serve(context: &FileContext<'_>, print: NodeId) -> bool {
    let Some(word) = &context.habits().waiting_word else { return true };
    let syntax = context.syntax();
    let start = context.habits().program_function.as_deref();
    functions(context, print).any(|function| {
        if Some(syntax.name(function)) == start {
            is_repeated(syntax, print)
        } else {
            waits(syntax, function, word)
        }
    })
}

/// In a loop that nothing ends, or that waits for what comes next.
fn is_repeated(syntax: &Syntax, print: NodeId) -> bool {
    let outer = syntax.enclosing(print, &[Kind::Loop, Kind::ForeverLoop, Kind::Function]);
    outer.is_some_and(|outer| match syntax.kind(outer) {
        Kind::ForeverLoop => is_endless(syntax, outer),
        Kind::Loop => waits_for_next(syntax, outer),
        _ => false,
    })
}

/// By what stands before it, or because it waits for something.
fn waits(syntax: &Syntax, function: NodeId, word: &str) -> bool {
    let end = syntax.part(function, Part::Body).map_or(0, |body| syntax.node(body).range.start);
    let head = syntax.text(function).get(..end.saturating_sub(syntax.node(function).range.start) as usize);
    head.is_some_and(|head| head.split_whitespace().any(|known| known == word))
        || syntax.own(function).any(|id| syntax.kind(id) == Kind::Await)
}

/// A function that is called by what it prints, such as `print_routes` or `usage`, or by how much, was asked to; so was a
/// method of a type that is called so. What stands in for something in tests, tests read.
fn prints_by_name(context: &FileContext<'_>, function: NodeId) -> bool {
    let (syntax, habits) = (context.syntax(), context.habits());
    let own = words(syntax.name(function));
    if own.first().into_iter().chain(own.last()).any(|word| habits.output_words.contains(word))
        || own.iter().any(|word| habits.verbosity.contains(word))
    {
        return true;
    }
    let r#type = type_of(context, function).map(|name| words(syntax.symbol(name))).unwrap_or_default();
    r#type.last().is_some_and(|word| habits.output_types.contains(word))
        || r#type.first().is_some_and(|word| habits.doubles.contains(word))
}

fn is_documented_so(context: &FileContext<'_>, function: NodeId) -> bool {
    let text = documentation(context, function).to_lowercase();
    context.habits().output_phrases.iter().any(|phrase| text.contains(phrase.as_str()))
}

/// Whoever starts a program chooses how much it says, and reads it.
fn asks_how_much(context: &FileContext<'_>, condition: NodeId) -> bool {
    let (syntax, habits) = (context.syntax(), context.habits());
    let mut names =
        syntax.subtree(condition).filter(|id| matches!(syntax.kind(*id), Kind::Name | Kind::Member));
    names.any(|id| {
        let own = words(syntax.name(id));
        own.iter().any(|word| habits.verbosity.contains(word))
            || own.first().is_some_and(|word| habits.asking_words.contains(word))
    })
}

/// Whoever lays values out in columns means them to be looked at.
fn shows_table(context: &FileContext<'_>, print: NodeId) -> bool {
    context.arguments(print).iter().any(|argument| {
        let value = context.value(argument.value);
        let path = value.path().map(|path| path.trim_end_matches("()"));
        path.is_some_and(|path| {
            context.knowledge.meanings(path).iter().any(|meaning| matches!(meaning, Meaning::Table))
        })
    })
}

/// It stands among lines that draw a picture: whoever starts the program looks at it.
fn is_of_banner(context: &FileContext<'_>, print: NodeId) -> bool {
    let syntax = context.syntax();
    let block = syntax.node(statement_of(context, print)).parent;
    let text = |id: NodeId| (syntax.kind(id) == Kind::String).then(|| syntax.string_value(id)).flatten();
    let draws = |statement: NodeId| {
        syntax.kind(statement) == Kind::Expression && syntax.subtree(statement).filter_map(text).any(is_drawn)
    };
    syntax.children(block).filter(|statement| draws(*statement)).take(PICTURE).count() == PICTURE
}

/// Marks far outnumber letters.
fn is_drawn(text: &str) -> bool {
    let marks = text.chars().filter(char::is_ascii_punctuation).count();
    let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
    marks > 3 && letters * 4 < marks
}
