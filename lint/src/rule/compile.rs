//! From a header as written to cases whose every name is known to exist.

use super::case::{Case, Condition, Operand, Part, RollUp};
use super::error::RuleError;
use super::header::{CaseHeader, Conditions, OneOrMany};
use crate::facts;
use crate::nearest::nearest_or_all;
use std::ops::Range;
use std::sync::Arc;
use toml::{Spanned, Table, Value};

/// Checks names against the schema of facts and the rule's own options.
pub(super) struct Compiler<'a> {
    /// The file, for errors.
    pub(super) path: &'a str,
    /// The header's text.
    pub(super) header: &'a str,
    /// The line on which the header's text begins.
    pub(super) first_line: u32,
    /// The options with their defaults.
    pub(super) options: &'a Table,
}

/// A kind of fact with its fields, `role` included.
struct Kind {
    name: &'static str,
    fields: Vec<(&'static str, &'static [&'static str])>,
}

impl Compiler<'_> {
    /// Compiles one case.
    pub(super) fn case(&self, written: CaseHeader) -> Result<Case, RuleError> {
        let (kind, matching) = self.matching(written.matching)?;
        let tables = |written: Option<Spanned<OneOrMany<Conditions>>>| {
            let tables = written.map(OneOrMany::into_list).unwrap_or_default();
            tables
                .into_iter()
                .map(|table| self.conditions(&kind, table.into_inner()))
                .collect::<Result<_, _>>()
        };
        let when = written.when.into_iter().map(|(name, value)| self.when(&name, value));
        let part = match (written.roll_up_part, written.roll_up_part_message) {
            (Some(field), Some(message)) => {
                Some((self.field(&kind, field.get_ref(), &field.span())?.0, Arc::from(message)))
            }
            _ => None,
        };
        let message = written.roll_up.and(written.roll_up_message).map(Arc::from);
        let roll_up = message.map(|message| RollUp { message, part });
        Ok(Case {
            fact: kind.name,
            severity: written.level.into(),
            confidence: written.confidence.into(),
            help: written.help.map(Arc::from),
            roll_up,
            matching,
            unless: tables(written.unless)?,
            pedantic: tables(written.pedantic)?,
            when: when.collect::<Result<_, _>>()?,
            message: self.message(&kind, &written.message)?,
        })
    }

    /// Builds an error at a byte of the header.
    pub(super) fn error(&self, span: &Range<usize>, message: impl Into<String>) -> RuleError {
        let before = self.header.get(..span.start).unwrap_or(self.header);
        let line = self.first_line + before.matches('\n').count() as u32;
        RuleError::new(self.path, line, message)
    }

    fn matching(&self, written: Spanned<Conditions>) -> Result<(Kind, Vec<Condition>), RuleError> {
        let span = written.span();
        let mut conditions = written.into_inner();
        let Some(fact) = conditions.remove("fact") else {
            return Err(self.error(&span, "`match` names no `fact`"));
        };
        let place = fact.span();
        let OneOrMany::One(name) = fact.into_inner() else {
            return Err(self.error(&place, "`fact` takes one kind, not a list"));
        };
        let kind = Kind::find(&name).ok_or_else(|| {
            let help = nearest_or_all(&name, facts::SCHEMA.iter().map(|(kind, _)| *kind));
            self.error(&place, format!("unknown fact `{name}`")).with_help(help)
        })?;
        let conditions = self.conditions(&kind, conditions)?;
        Ok((kind, conditions))
    }

    fn conditions(&self, kind: &Kind, written: Conditions) -> Result<Vec<Condition>, RuleError> {
        written.into_iter().map(|(field, values)| self.condition(kind, &field, values)).collect()
    }

    fn condition(
        &self,
        kind: &Kind,
        field: &Spanned<String>,
        values: Spanned<OneOrMany<String>>,
    ) -> Result<Condition, RuleError> {
        let (field, words) = self.field(kind, field.get_ref(), &field.span())?;
        let operand = |value: Spanned<String>| self.operand(field, words, value);
        let accepted = OneOrMany::into_list(values).into_iter().map(operand).collect::<Result<_, _>>()?;
        Ok(Condition { field, accepted })
    }

    fn field(
        &self,
        kind: &Kind,
        name: &str,
        span: &Range<usize>,
    ) -> Result<(&'static str, &'static [&'static str]), RuleError> {
        kind.fields.iter().find(|(field, _)| *field == name).copied().ok_or_else(|| {
            let help = nearest_or_all(name, kind.fields.iter().map(|(field, _)| *field));
            self.error(span, format!("`{}` has no field `{name}`", kind.name)).with_help(help)
        })
    }

    fn operand(&self, field: &str, words: &[&str], value: Spanned<String>) -> Result<Operand, RuleError> {
        let span = value.span();
        let value = value.into_inner();
        if let Some(option) = value.strip_prefix('$') {
            for word in self.option_words(option, &span)? {
                self.word(field, words, word, &span)?;
            }
            return Ok(Operand::Option(option.to_owned()));
        }
        self.word(field, words, &value, &span)?;
        Ok(Operand::Word(value))
    }

    fn word(&self, field: &str, words: &[&str], word: &str, span: &Range<usize>) -> Result<(), RuleError> {
        if words.is_empty() || words.contains(&word) {
            return Ok(());
        }
        let help = nearest_or_all(word, words.iter().copied());
        Err(self.error(span, format!("`{field}` is never `{word}`")).with_help(help))
    }

    fn option(&self, name: &str, span: &Range<usize>) -> Result<&Value, RuleError> {
        self.options.get(name).ok_or_else(|| {
            let help = nearest_or_all(name, self.options.keys().map(String::as_str));
            self.error(span, format!("unknown option `{name}`")).with_help(help)
        })
    }

    fn option_words(&self, name: &str, span: &Range<usize>) -> Result<Vec<&str>, RuleError> {
        let words = match self.option(name, span)? {
            Value::String(word) => Some(vec![word.as_str()]),
            Value::Array(words) => words.iter().map(Value::as_str).collect(),
            _ => None,
        };
        words.ok_or_else(|| {
            self.error(span, format!("option `{name}` is neither a string nor a list of strings"))
        })
    }

    fn when(&self, name: &Spanned<String>, value: Spanned<Value>) -> Result<(String, Value), RuleError> {
        let default = self.option(name.get_ref(), &name.span())?;
        if !default.same_type(value.get_ref()) {
            let message = format!("option `{}` is a {}", name.get_ref(), default.type_str());
            return Err(self.error(&value.span(), message));
        }
        Ok((name.get_ref().clone(), value.into_inner()))
    }

    fn message(&self, kind: &Kind, written: &Spanned<String>) -> Result<Vec<Part>, RuleError> {
        let span = written.span();
        let mut parts = Vec::new();
        let mut rest = written.get_ref().as_str();
        while let Some((text, opened)) = rest.split_once('{') {
            let Some((name, after)) = opened.split_once('}') else {
                return Err(self.error(&span, format!("`{{{opened}` in the message is not closed")));
            };
            parts.push(Part::Text(text.to_owned()));
            parts.push(Part::Field(self.field(kind, name, &span)?.0));
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        parts.retain(|part| *part != Part::Text(String::new()));
        Ok(parts)
    }
}

impl Kind {
    fn find(name: &str) -> Option<Self> {
        let (name, fields) = facts::SCHEMA.iter().find(|(kind, _)| *kind == name)?;
        Some(Self { name, fields: fields.iter().copied().chain([facts::ROLE]).collect() })
    }
}
