//! The header of a rule file as written: what serde reads, before names are checked.

use crate::diagnostic::{Confidence, Severity};
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use toml::Spanned;

/// The first `toml` fence of a rule file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Header {
    pub(super) since: String,
    #[serde(default)]
    pub(super) absent_in: BTreeMap<String, String>,
    #[serde(rename = "case", default)]
    pub(super) cases: Vec<Spanned<CaseHeader>>,
    #[serde(default)]
    pub(super) options: toml::Table,
}

/// One `[[case]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct CaseHeader {
    #[serde(rename = "match")]
    pub(super) matching: Spanned<Conditions>,
    pub(super) unless: Option<Spanned<OneOrMany<Conditions>>>,
    pub(super) pedantic: Option<Spanned<OneOrMany<Conditions>>>,
    #[serde(default)]
    pub(super) when: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
    #[serde(default)]
    pub(super) level: Level,
    #[serde(default)]
    pub(super) confidence: Certainty,
    pub(super) message: Spanned<String>,
    pub(super) help: Option<String>,
    pub(super) roll_up: Option<RollUp>,
    pub(super) roll_up_message: Option<String>,
    pub(super) roll_up_part: Option<Spanned<String>>,
    pub(super) roll_up_part_message: Option<String>,
}

/// Field names with the values they may have.
pub(super) type Conditions = BTreeMap<Spanned<String>, Spanned<OneOrMany<String>>>;

/// A severity as written.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Level {
    Error,
    #[default]
    Warning,
    Info,
}

/// A confidence as written.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Certainty {
    #[default]
    High,
    Low,
}

/// Over what diagnostics are rolled up.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RollUp {
    Service,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Error => Self::Error,
            Level::Warning => Self::Warning,
            Level::Info => Self::Info,
        }
    }
}

impl From<Certainty> for Confidence {
    fn from(certainty: Certainty) -> Self {
        match certainty {
            Certainty::High => Self::High,
            Certainty::Low => Self::Low,
        }
    }
}

/// A value, or a list of values, each of which knows its place.
#[derive(Debug)]
pub(super) enum OneOrMany<T> {
    One(T),
    Many(Vec<Spanned<T>>),
}

impl<T> OneOrMany<T> {
    /// Flattens to a list.
    pub(super) fn into_list(written: Spanned<Self>) -> Vec<Spanned<T>> {
        let span = written.span();
        match written.into_inner() {
            Self::One(value) => vec![Spanned::new(span, value)],
            Self::Many(values) => values,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrManyVisitor(PhantomData))
    }
}

struct OneOrManyVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrManyVisitor<T> {
    type Value = OneOrMany<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("one value or a list of them")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        T::deserialize(StrDeserializer::new(value)).map(OneOrMany::One)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(OneOrMany::One)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = sequence.next_element()? {
            values.push(value);
        }
        Ok(OneOrMany::Many(values))
    }
}
