//! Prints that say themselves that a person asked for them: by the names around them, by documentation, by the condition
//! they stand under, by what they lay out.

use super::around::{conditions, functions, type_of};
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::documentation::documentation;
use crate::model::loops::{goes_on, innermost};
use crate::model::memo::Memo;
use crate::model::origin::words::words;
use crate::model::spans::statement_of;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// So many lines drawn with marks make a picture.
const PICTURE: usize = 3;

/// Which functions and blocks of a file speak to people.
#[derive(Default)]
pub(super) struct Speakers {
    /// Functions that say so, by their name or their documentation.
    functions: Memo<NodeId, bool>,
    /// Functions that wait for something.
    waiting: Memo<NodeId, bool>,
    /// Blocks that draw a picture.
    banners: Memo<NodeId, bool>,
}

impl Speakers {
    /// Returns whether a print speaks to a person by all that stands around it. Cost: a look at each function and block
    /// that prints, and at the conditions of each print.
    pub(super) fn contain(&self, context: &FileContext<'_>, print: NodeId) -> bool {
        let says_so = |function: NodeId| {
            self.functions
                .get(function, || prints_by_name(context, function) || is_documented_so(context, function))
        };
        let block = context.syntax().node(statement_of(context, print)).parent;
        functions(context, print).any(says_so)
            || shows_table(context, print)
            || self.banners.get(block, || is_banner(context.syntax(), block))
            || conditions(context, print).any(|condition| asks_how_much(context, condition))
            || !self.may_serve(context, print)
    }

    /// In languages that say which functions wait: what serves waits, while settings, command lines and what a program
    /// does once at its start speak to whoever starts it.
    fn may_serve(&self, context: &FileContext<'_>, print: NodeId) -> bool {
        let Some(word) = &context.habits().waiting_word else { return true };
        let syntax = context.syntax();
        let start = context.habits().program_function.as_deref();
        functions(context, print).any(|function| {
            if Some(syntax.name(function)) == start {
                innermost(syntax, print).is_some_and(|outer| goes_on(syntax, outer))
            } else {
                self.waiting.get(function, || waits(syntax, function, word))
            }
        })
    }
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
    if own.first().into_iter().chain(own.last()).any(|word| habits.output.words.contains(word))
        || own.iter().any(|word| habits.output.verbosity.contains(word))
    {
        return true;
    }
    let r#type = type_of(context, function).map(|name| words(syntax.symbol(name))).unwrap_or_default();
    r#type.last().is_some_and(|word| habits.output.types.contains(word))
        || r#type.first().is_some_and(|word| habits.output.doubles.contains(word))
}

fn is_documented_so(context: &FileContext<'_>, function: NodeId) -> bool {
    let text = documentation(context, function).to_lowercase();
    context.habits().output.phrases.iter().any(|phrase| text.contains(phrase.as_str()))
}

/// Whoever starts a program chooses how much it says, and reads it.
fn asks_how_much(context: &FileContext<'_>, condition: NodeId) -> bool {
    let (syntax, habits) = (context.syntax(), context.habits());
    let mut names =
        syntax.subtree(condition).filter(|id| matches!(syntax.kind(*id), Kind::Name | Kind::Member));
    names.any(|id| {
        let own = words(syntax.name(id));
        own.iter().any(|word| habits.output.verbosity.contains(word))
            || own.first().is_some_and(|word| habits.output.asking_words.contains(word))
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

/// Its lines draw a picture: whoever starts the program looks at it.
fn is_banner(syntax: &Syntax, block: NodeId) -> bool {
    let text = |id: NodeId| (syntax.kind(id) == Kind::String).then(|| syntax.string_value(id)).flatten();
    let draws = |statement: &NodeId| {
        syntax.kind(*statement) == Kind::Expression
            && syntax.subtree(*statement).filter_map(text).any(is_drawn)
    };
    syntax.children(block).filter(draws).take(PICTURE).count() == PICTURE
}

/// Marks far outnumber letters.
fn is_drawn(text: &str) -> bool {
    let marks = text.chars().filter(char::is_ascii_punctuation).count();
    let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
    marks > 3 && letters * 4 < marks
}
