//! Reads the patterns of `languages/*.scm`.
//!
//! The files are valid tree-sitter queries (a test compiles them with tree-sitter), written in the subset
//! that one walk can execute: patterns one level deep, the first that fits a node wins. So every node is looked
//! at once, and no matches have to be sorted and joined afterwards.

use super::kind::{Kind, Part};

/// A mistake in a language file.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("languages/{language}.scm:{line}: {message}")]
pub struct PatternError {
    /// The language's name.
    pub language: String,
    /// One-based line.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// `(node child…) @kind`, uncompiled: node and field names are still text.
#[derive(Debug)]
pub(super) struct RawPattern {
    pub(super) node: String,
    pub(super) kind: Kind,
    pub(super) children: Vec<RawChild>,
    pub(super) predicates: Vec<Predicate>,
}

/// `field: (node) @part`, `(node) @part`, or `field: "token"`.
#[derive(Debug)]
pub(super) struct RawChild {
    pub(super) field: Option<String>,
    /// Empty for `(_)`; several for `["a" "b"]`.
    pub(super) nodes: Vec<String>,
    pub(super) part: Option<Part>,
}

/// `(#match? @part "…")` or `(#eq? @part "…")` over the text of a child.
#[derive(Debug)]
pub(super) struct Predicate {
    pub(super) part: Part,
    pub(super) test: Test,
}

/// What a predicate asks of a text.
#[derive(Debug)]
pub(super) enum Test {
    Equals(String),
    Matches(regex::Regex),
}

impl Test {
    pub(super) fn holds(&self, text: &str) -> bool {
        match self {
            Self::Equals(expected) => text == expected,
            Self::Matches(regex) => regex.is_match(text),
        }
    }
}

#[derive(Debug, PartialEq)]
enum Token {
    Open,
    Close,
    OpenList,
    CloseList,
    Word(String),
    Text(String),
}

/// Parses a whole language file.
pub(super) fn parse(language: &str, text: &str) -> Result<Vec<RawPattern>, PatternError> {
    let mut reader = Reader { language, tokens: tokens(text), next: 0 };
    let mut patterns = Vec::new();
    while reader.next < reader.tokens.len() {
        patterns.push(reader.pattern()?);
    }
    Ok(patterns)
}

struct Reader<'a> {
    language: &'a str,
    tokens: Vec<(Token, usize)>,
    next: usize,
}

impl Reader<'_> {
    fn error(&self, message: impl Into<String>) -> PatternError {
        let line = self.tokens.get(self.next.min(self.tokens.len().saturating_sub(1))).map_or(1, |at| at.1);
        PatternError { language: self.language.to_owned(), line, message: message.into() }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn word(&mut self, what: &str) -> Result<String, PatternError> {
        match self.tokens.get(self.next) {
            Some((Token::Word(word), _)) => {
                self.next += 1;
                Ok(word.clone())
            }
            _ => Err(self.error(format!("expected {what}"))),
        }
    }

    fn expect(&mut self, token: &Token) -> Result<(), PatternError> {
        if self.peek() != Some(token) {
            return Err(self.error(format!("expected {token:?}")));
        }
        self.next += 1;
        Ok(())
    }

    fn pattern(&mut self) -> Result<RawPattern, PatternError> {
        self.expect(&Token::Open)?;
        let node = self.word("a node kind")?;
        let (mut children, mut predicates) = (Vec::new(), Vec::new());
        while self.peek() != Some(&Token::Close) {
            if self.at_predicate() {
                predicates.push(self.predicate()?);
            } else {
                children.push(self.child()?);
            }
        }
        self.expect(&Token::Close)?;
        let word = self.word("a capture such as `@call`")?;
        let Some(kind) = word.strip_prefix('@').and_then(Kind::from_word) else {
            return Err(self.error(format!("`{word}` is not a kind of fact")));
        };
        Ok(RawPattern { node, kind, children, predicates })
    }

    fn at_predicate(&self) -> bool {
        matches!((self.peek(), self.tokens.get(self.next + 1)),
            (Some(Token::Open), Some((Token::Word(word), _))) if word.starts_with('#'))
    }

    fn child(&mut self) -> Result<RawChild, PatternError> {
        let field = match self.peek() {
            Some(Token::Word(word)) if word.ends_with(':') => Some(word.trim_end_matches(':').to_owned()),
            _ => None,
        };
        self.next += usize::from(field.is_some());
        let nodes = self.alternatives()?;
        let part = match self.peek() {
            Some(Token::Word(word)) if word.starts_with('@') => Some(self.part()?),
            _ => None,
        };
        Ok(RawChild { field, nodes, part })
    }

    fn part(&mut self) -> Result<Part, PatternError> {
        let word = self.word("a capture such as `@value`")?;
        let part = word.strip_prefix('@').and_then(Part::from_word);
        part.ok_or_else(|| self.error(format!("`{word}` is not a part of a fact")))
    }

    fn alternatives(&mut self) -> Result<Vec<String>, PatternError> {
        let token = self.tokens.get(self.next).map(|(token, _)| token);
        match token {
            Some(Token::Text(text)) => {
                let text = text.clone();
                self.next += 1;
                Ok(vec![text])
            }
            Some(Token::OpenList) => {
                self.next += 1;
                let mut nodes = Vec::new();
                while self.peek() != Some(&Token::CloseList) {
                    nodes.extend(self.alternatives()?);
                }
                self.next += 1;
                Ok(nodes)
            }
            _ => self.node_in_parentheses(),
        }
    }

    fn node_in_parentheses(&mut self) -> Result<Vec<String>, PatternError> {
        self.expect(&Token::Open)?;
        let word = self.word("a node kind or `_`")?;
        // Deeper levels document and constrain nothing here: the inner call of `panic(…)` is enough.
        let mut depth = 1;
        while depth > 0 {
            match self.peek() {
                Some(Token::Open) => depth += 1,
                Some(Token::Close) => depth -= 1,
                Some(_) => {}
                None => return Err(self.error("unbalanced parenthesis")),
            }
            self.next += 1;
        }
        Ok(if word == "_" { Vec::new() } else { vec![word] })
    }

    fn predicate(&mut self) -> Result<Predicate, PatternError> {
        self.expect(&Token::Open)?;
        let name = self.word("a predicate")?;
        let part = self.part()?;
        let Some((Token::Text(text), _)) = self.tokens.get(self.next) else {
            return Err(self.error("expected a string"));
        };
        let text = text.clone();
        self.next += 1;
        let test = match name.as_str() {
            "#eq?" => Test::Equals(text),
            "#match?" => {
                Test::Matches(regex::Regex::new(&text).map_err(|fault| self.error(fault.to_string()))?)
            }
            _ => return Err(self.error(format!("`{name}` is not supported; use `#eq?` or `#match?`"))),
        };
        self.expect(&Token::Close)?;
        Ok(Predicate { part, test })
    }
}

fn tokens(text: &str) -> Vec<(Token, usize)> {
    let mut tokens = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut rest = line;
        while let Some(first) = rest.trim_start().chars().next() {
            rest = rest.trim_start();
            let (token, length) = match first {
                ';' => break,
                '(' => (Token::Open, 1),
                ')' => (Token::Close, 1),
                '[' => (Token::OpenList, 1),
                ']' => (Token::CloseList, 1),
                '"' => {
                    let end = rest[1..].find('"').map_or(rest.len(), |at| at + 2);
                    (Token::Text(rest[1..end - 1].to_owned()), end)
                }
                _ => {
                    let end = rest.find([' ', '\t', '(', ')', '[', ']']).unwrap_or(rest.len());
                    (Token::Word(rest[..end].to_owned()), end)
                }
            };
            tokens.push((token, index + 1));
            rest = &rest[length..];
        }
    }
    tokens
}
