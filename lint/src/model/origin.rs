//! Where values come from: one backward walk over origins, for every analysis that asks.
//!
//! ```text
//! expression ─▶ paths: is its API path known? ─▶ else through names, calls, parts ─▶ join ─▶ guards ─▶ Origin
//! ```
//!
//! [`Class::Unknown`] is an honest answer: nothing is called unbounded because it looks so.

mod access;
mod arguments;
mod calls;
mod guard;
mod names;
mod paths;
mod reach;
mod texts;
mod walk;
pub(super) mod words;

pub(super) use calls::is_module;
pub(super) use names::declared_value;
pub(super) use paths::{passes, sensitive_path, stems_from_outside};
pub(super) use reach::{Place, bindings_of};
pub(super) use walk::{origin, outcomes};

use crate::facts::FileId;
use crate::knowledge::Quantity;
use crate::syntax::NodeId;

/// How many different values there can be; a later class contains the earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// One.
    Constant,
    /// Those that the code lists.
    Enumerated,
    /// A limited number, for a known reason.
    Bounded,
    /// The walk ended without an answer.
    Unknown,
    /// As many as the outside sends.
    Unbounded,
}

impl Class {
    /// Returns the word that facts use.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Enumerated => "enumerated",
            Self::Bounded => "bounded",
            Self::Unknown => "unknown",
            Self::Unbounded => "unbounded",
        }
    }
}

/// Where a value comes from.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// How many different values it can have.
    pub(super) class: Class,
    /// Where it comes from, in words.
    pub(super) source: String,
    /// What it measures.
    pub(super) quantity: Option<Quantity>,
    /// The expressions it passes through, the source first.
    pub(super) chain: Vec<(FileId, NodeId)>,
    /// Whether it is an error: harmless itself, but its text is not.
    is_error: bool,
}

impl Origin {
    fn new(class: Class, source: impl Into<String>) -> Self {
        Self { class, source: source.into(), quantity: None, chain: Vec::new(), is_error: false }
    }

    fn constant(source: impl Into<String>) -> Self {
        Self::new(Class::Constant, source)
    }

    fn unknown(source: impl Into<String>) -> Self {
        Self::new(Class::Unknown, source)
    }

    /// A yes or a no.
    fn truth() -> Self {
        Self::new(Class::Enumerated, "a truth value")
    }

    fn measuring(self, quantity: Option<Quantity>) -> Self {
        Self { quantity, ..self }
    }

    /// As many values, but no less than the code's own list of them.
    fn one_of_several(self) -> Self {
        Self { class: self.class.max(Class::Enumerated), ..self }
    }

    /// Alternatives: the widest class; a quantity where all that vary agree on it.
    fn either(alternatives: impl IntoIterator<Item = Self>) -> Option<Self> {
        let all: Vec<Self> = alternatives.into_iter().collect();
        let mut varying =
            all.iter().filter(|origin| origin.class > Class::Constant || origin.quantity.is_some());
        let quantity = varying.next().and_then(|first| first.quantity);
        let agreed = quantity.filter(|_| varying.all(|other| other.quantity == quantity));
        let (several, is_error) = (all.len() > 1, all.iter().any(|origin| origin.is_error));
        let widest =
            all.into_iter().reduce(|widest, next| if next.class > widest.class { next } else { widest })?;
        let widest = if several { widest.one_of_several() } else { widest };
        Some(Self { is_error, ..widest.measuring(agreed) })
    }

    /// Parts of one whole: the widest class; it measures nothing.
    fn composed(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        let widest =
            parts.into_iter().reduce(|widest, next| if next.class > widest.class { next } else { widest })?;
        Some(Self { is_error: false, ..widest.measuring(None) })
    }
}
