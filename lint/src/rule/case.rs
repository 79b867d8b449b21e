//! The compiled form of a rule's cases, and how they judge a fact.

use crate::diagnostic::{Confidence, Severity};
use crate::facts::Fact;
use std::sync::Arc;
use toml::{Table, Value};

/// One case of a rule: what it matches and what it then says.
#[derive(Debug, Clone)]
pub struct Case {
    /// The kind of fact it judges.
    pub fact: &'static str,
    /// How bad what it finds is.
    pub severity: Severity,
    /// How sure it is, at best.
    pub confidence: Confidence,
    /// What to do about it.
    pub help: Option<Arc<str>>,
    /// What is said once instead of many times.
    pub roll_up: Option<RollUp>,
    pub(super) matching: Vec<Condition>,
    pub(super) unless: Vec<Vec<Condition>>,
    pub(super) pedantic: Vec<Vec<Condition>>,
    pub(super) when: Vec<(String, Value)>,
    pub(super) message: Vec<Part>,
}

/// What is said once of a service, instead of many times; `{count}`, `{service}` and `{part}` are filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollUp {
    /// Where nothing of the service is traced.
    pub message: Arc<str>,
    /// Else the field by whose values what is found is divided, and what is said of each.
    pub part: Option<(&'static str, Arc<str>)>,
}

/// A field and the values that satisfy it.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) field: &'static str,
    pub(super) accepted: Vec<Operand>,
}

/// A value to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Operand {
    /// A word of the rule file.
    Word(String),
    /// The value, or any value of the list, of an option.
    Option(String),
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    Field(&'static str),
}

impl Case {
    /// Returns whether the case speaks about a fact under these option values.
    pub(super) fn matches(&self, fact: &Fact, options: &Table) -> bool {
        let holds = |conditions: &[Condition]| conditions.iter().all(|one| one.holds(fact, options));
        self.fact == fact.kind
            && self.when.iter().all(|(name, value)| options.get(name) == Some(value))
            && holds(&self.matching)
            && !self.unless.iter().any(|conditions| holds(conditions))
    }

    /// Returns how sure it is of a fact that it matches: no surer than the fact itself.
    pub(super) fn confidence_in(&self, fact: &Fact, options: &Table) -> Confidence {
        let doubts = |conditions: &Vec<Condition>| conditions.iter().all(|one| one.holds(fact, options));
        if self.pedantic.iter().any(doubts) { Confidence::Low } else { self.confidence.min(fact.confidence) }
    }

    /// Returns whether the case can speak about files of a role, whatever else they hold.
    pub(super) fn wants(&self, role: &str) -> bool {
        let excused = |conditions: &Vec<Condition>| conditions.iter().all(|one| one.is_sure_of_role(role));
        self.matching.iter().all(|condition| condition.may_accept_role(role))
            && !self.unless.iter().any(excused)
    }

    /// Writes the message about a fact.
    pub(super) fn message_for(&self, fact: &Fact) -> String {
        self.message.iter().fold(String::new(), |text, part| match part {
            Part::Text(literal) => text + literal,
            Part::Field(field) => {
                let value = fact.field(field).unwrap_or_default();
                // Of a value in marks like those around it, one pair says enough.
                let bare = value.strip_prefix('`').and_then(|value| value.strip_suffix('`'));
                let bare = bare.filter(|_| text.ends_with('`'));
                text + bare.unwrap_or(value)
            }
        })
    }
}

impl Condition {
    fn holds(&self, fact: &Fact, options: &Table) -> bool {
        let Some(value) = fact.field(self.field) else { return false };
        self.accepted.iter().any(|operand| match operand {
            Operand::Word(word) => word == value,
            Operand::Option(name) => options.get(name).is_some_and(|option| mentions(option, value)),
        })
    }

    fn is_sure_of_role(&self, role: &str) -> bool {
        self.field == "role" && self.accepted.iter().any(|operand| *operand == Operand::Word(role.to_owned()))
    }

    fn may_accept_role(&self, role: &str) -> bool {
        let optional = self.accepted.iter().any(|operand| matches!(operand, Operand::Option(_)));
        self.field != "role" || optional || self.is_sure_of_role(role)
    }
}

fn mentions(option: &Value, value: &str) -> bool {
    match option {
        Value::String(word) => word == value,
        Value::Array(words) => words.iter().any(|word| word.as_str() == Some(value)),
        _ => false,
    }
}
