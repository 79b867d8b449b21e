//! Which argument of a call is meant, and what it must be.

use serde::Deserialize;

/// Where in a call an argument stands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum SelectorKey {
    /// By position; negative counts from the end.
    Position(i64),
    /// By name, or one of the words `receiver`, `rest`, `arguments`, `decorated`, `enclosing`, or `0.Field`, or
    /// `receiver.Method` for what a method earlier in the chain was given.
    Name(String),
}

/// One key or several, tried in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "OneOrMany<SelectorKey>")]
pub struct Selector(pub Vec<SelectorKey>);

impl Selector {
    /// Returns whether the selector tries this word first.
    pub fn starts_with(&self, word: &str) -> bool {
        matches!(self.0.first(), Some(SelectorKey::Name(name)) if name == word)
    }

    /// Returns whether the selector is this single word.
    pub fn is_word(&self, word: &str) -> bool {
        matches!(self.0.as_slice(), [SelectorKey::Name(name)] if name == word)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
}

impl From<OneOrMany<SelectorKey>> for Selector {
    fn from(keys: OneOrMany<SelectorKey>) -> Self {
        match keys {
            OneOrMany::Many(keys) => Self(keys),
            OneOrMany::One(key) => Self(vec![key]),
        }
    }
}

/// A condition on an argument's API path.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OnlyWhen {
    /// Which argument.
    pub(crate) argument: Selector,
    /// The paths it must have one of.
    pub(crate) is: Vec<String>,
}
