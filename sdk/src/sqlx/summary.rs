//! A query in a few words: its operations and what they work on, in the order of the text (semantic conventions 1.42,
//! "Generating a summary of the query").
//!
//! No parser of SQL: a walk over its words that knows after which of them a name comes. What it does not know is left
//! out, and names nothing.

mod words;

use std::iter::Peekable;

use self::words::{BETWEEN, ENDS, OBJECTS, OPERATIONS, WITHIN};
use super::tokens::{Token, Tokens};
use crate::metrics::guard::MAX_LENGTH;

/// The longest summary, in bytes: what a label takes. The conventions allow 255 characters.
const MAX: usize = MAX_LENGTH;

/// Deeper parentheses are not looked into.
const DEPTH: usize = 32;

/// Returns the summary of a query; empty where nothing is known of it.
pub(super) fn summary(sql: &str) -> String {
    let mut walk = Walk { summary: String::new(), levels: vec![Level::default()], before: Before::Start };
    let mut tokens = Tokens::of(sql).peekable();
    while let Some(token) = tokens.next() {
        let has_room = match token {
            Token::Word(first) | Token::Quoted(first) if walk.awaits(token) => {
                walk.name(&whole(first, &mut tokens))
            }
            token => walk.step(token),
        };
        if !has_room {
            break;
        }
    }
    walk.summary
}

/// Returns a name with the parts that follow behind dots.
fn whole(first: &str, tokens: &mut Peekable<Tokens<'_>>) -> String {
    let mut name = first.to_owned();
    while tokens.next_if_eq(&Token::Mark(b'.')).is_some() {
        if let Some(Token::Word(part) | Token::Quoted(part)) = tokens.next() {
            name.push('.');
            name.push_str(part);
        }
    }
    name
}

/// What stands before a word, as far as that decides whether a statement may begin there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The text, or a semicolon: what follows is a statement.
    Start,
    /// A parenthesis, or `EXPLAIN`: what follows may be one.
    Edge,
    /// `DISTINCT`: a `FROM` that follows compares.
    Distinct,
    Within,
}

/// What is known within one pair of parentheses.
#[derive(Clone, Copy, Default)]
struct Level {
    /// The first of its operation's words.
    operation: Operation,
    /// Whether a name follows.
    awaits_name: bool,
    /// Whether a comma is followed by a name.
    in_list: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Operation {
    #[default]
    None,
    /// `CREATE`, `ALTER`, `DROP`: what it works on follows.
    OnObject,
    /// `INSERT`, `REPLACE`, `MERGE`: a name follows `INTO`.
    Into,
    Other,
}

struct Walk {
    summary: String,
    levels: Vec<Level>,
    before: Before,
}

impl Walk {
    fn level(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::default());
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    /// Whether this is the name of what an operation works on.
    fn awaits(&mut self, token: Token<'_>) -> bool {
        let is_between = |word| is_among(word, &BETWEEN) || is_among(word, &["SELECT", "VALUES"]);
        self.level().awaits_name && !matches!(token, Token::Word(word) if is_between(word))
    }

    /// Takes such a name; false where it has no room.
    fn name(&mut self, name: &str) -> bool {
        self.level().awaits_name = false;
        self.before = Before::Within;
        self.add(name)
    }

    /// Adds a word to the summary; false where it has no room.
    fn add(&mut self, word: &str) -> bool {
        let needed = word.len() + usize::from(!self.summary.is_empty());
        if self.summary.len() + needed > MAX {
            return false;
        }
        if !self.summary.is_empty() {
            self.summary.push(' ');
        }
        self.summary.push_str(word);
        true
    }

    /// Takes a token that is no name; false where the summary is full.
    fn step(&mut self, token: Token<'_>) -> bool {
        let before = std::mem::replace(&mut self.before, Before::Within);
        match token {
            Token::Word(word) => return self.word(word, before),
            Token::Mark(b'(') => {
                self.level().awaits_name = false;
                self.levels.push(Level::default());
                self.before = Before::Edge;
                return self.levels.len() <= DEPTH;
            }
            Token::Mark(b')') => {
                self.levels.pop();
                self.before = Before::Edge;
            }
            Token::Mark(b',') => {
                let level = self.level();
                level.awaits_name = level.in_list;
            }
            Token::Mark(b';') => {
                self.levels.clear();
                self.before = Before::Start;
            }
            Token::Mark(_) | Token::Quoted(_) | Token::Other => self.level().awaits_name = false,
        }
        true
    }

    fn word(&mut self, word: &str, before: Before) -> bool {
        let begins = match before {
            Before::Start => is_among(word, &OPERATIONS),
            Before::Edge => is_among(word, &WITHIN),
            Before::Distinct | Before::Within => word.eq_ignore_ascii_case("SELECT"),
        };
        if begins {
            return self.begin(word);
        }
        if word.eq_ignore_ascii_case("DISTINCT") {
            self.before = Before::Distinct;
        }
        let level = self.level();
        let (operation, in_list) = (level.operation, level.in_list);
        match operation {
            Operation::OnObject if is_among(word, &OBJECTS) => {
                *level = Level { operation: Operation::Other, awaits_name: true, in_list };
                return self.add(word);
            }
            Operation::Into if word.eq_ignore_ascii_case("INTO") => level.awaits_name = true,
            Operation::Other if before != Before::Distinct && is_among(word, &["FROM", "JOIN"]) => {
                level.awaits_name = true;
                level.in_list = true;
            }
            _ if is_among(word, &ENDS) => *level = Level { awaits_name: false, in_list: false, ..*level },
            // What stands between an operation and its name keeps the name awaited.
            _ => {}
        }
        true
    }

    /// Begins an operation.
    fn begin(&mut self, word: &str) -> bool {
        let (operation, awaits_name) = if is_among(word, &["CREATE", "ALTER", "DROP"]) {
            (Operation::OnObject, false)
        } else if is_among(word, &["INSERT", "REPLACE", "MERGE"]) {
            (Operation::Into, false)
        } else {
            (Operation::Other, is_among(word, &["UPDATE", "TRUNCATE", "CALL", "EXEC", "EXECUTE"]))
        };
        *self.level() = Level { operation, awaits_name, in_list: false };
        if word.eq_ignore_ascii_case("EXPLAIN") {
            self.before = Before::Edge;
        }
        self.add(word)
    }
}

fn is_among(word: &str, known: &[&str]) -> bool {
    known.iter().any(|known| word.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests;
