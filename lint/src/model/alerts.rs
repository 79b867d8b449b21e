//! Alerting rules of monitoring systems: do they say whom to call, what is wrong and what to do?

mod mapping;
mod scalar;
#[cfg(test)]
mod tests;

use super::file::Analysis;
use crate::facts::Fact;
use crate::knowledge::AlertFormat;
use crate::promql::{self, Basis, Subject};
use crate::syntax::{Kind, NodeId, Part, Syntax};
use mapping::{Entry, Mapping};

pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    let formats = analysis.context.knowledge.alert_formats();
    if formats.is_empty() {
        return;
    }
    let syntax = analysis.context.syntax();
    for pair in 0..syntax.nodes().len() as NodeId {
        if syntax.kind(pair) != Kind::Pair {
            continue;
        }
        for format in formats {
            if let Some(alert) = Alert::named_by(syntax, format, pair) {
                facts.push(alert.fact(analysis, pair));
            }
        }
    }
}

/// What is said about one of the things an alert should have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Presence {
    Missing,
    Placeholder,
    /// The text, or the empty string where it stands elsewhere.
    Present(String),
}

impl Presence {
    fn word(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Placeholder => "placeholder",
            Self::Present(_) => "present",
        }
    }
}

/// One alerting rule.
struct Alert<'a> {
    format: &'a AlertFormat,
    name: String,
    rule: Mapping<'a>,
    group: Mapping<'a>,
}

impl<'a> Alert<'a> {
    /// Returns the alert whose name a pair gives, where it stands in a list of rules and has a condition.
    fn named_by(syntax: &'a Syntax, format: &'a AlertFormat, pair: NodeId) -> Option<Self> {
        if !mapping::has_key(syntax, pair, &format.name) {
            return None;
        }
        let rule = syntax.node(pair).parent;
        let group = group_of(syntax, format, rule)?;
        let is_whole = syntax.first_error.is_none_or(|error| ends_before(syntax, rule, error));
        let rule = Mapping::new(syntax, rule, &format.merge);
        let Entry::Text(name) = rule.entry(&format.name) else { return None };
        let is_alert =
            is_whole && !name.is_empty() && !matches!(rule.entry(&format.expression), Entry::Absent);
        is_alert.then(|| Self { format, name, rule, group: Mapping::new(syntax, group, &format.merge) })
    }

    fn fact(&self, analysis: &Analysis<'_>, pair: NodeId) -> Fact {
        let format = self.format;
        let annotations = self.rule.nested(&format.annotations);
        let severity = self.severity();
        let (duration, cause) = self.condition();
        let summary = self.presence(&annotations, &format.summary);
        let runbook = self.presence(&annotations, &format.runbook);
        let paging = if let Presence::Present(text) = &severity { text.clone() } else { String::new() };
        let fields = vec![
            ("name", self.name.clone().into()),
            ("runbook", runbook.word().into()),
            ("severity", severity.word().into()),
            ("summary", summary.word().into()),
            ("for", duration.into()),
            ("paging", paging.into()),
            ("cause", cause.to_owned().into()),
        ];
        analysis.context.fact("alert-rule", pair, fields)
    }

    /// A rule's own label replaces its group's.
    fn severity(&self) -> Presence {
        let own = self.presence(&self.rule.nested(&self.format.labels), &self.format.severity);
        if own != Presence::Missing {
            return own;
        }
        self.presence(&self.group.nested(&self.format.labels), &self.format.severity)
    }

    /// Returns the best of what stands under several keys.
    fn presence(&self, mapping: &Mapping<'_>, keys: &[String]) -> Presence {
        let under = |key: &String| match mapping.entry(key) {
            Entry::Absent => Presence::Missing,
            Entry::Elsewhere | Entry::Nested(_) => Presence::Present(String::new()),
            Entry::Text(text) if self.format.is_template(&text) => Presence::Present(text),
            Entry::Text(text) if self.format.is_placeholder(&text) => Presence::Placeholder,
            Entry::Text(text) => Presence::Present(text),
        };
        keys.iter().map(under).max().unwrap_or(Presence::Missing)
    }

    /// Says whether the condition must last, and which cause it is about.
    fn condition(&self) -> (&'static str, &'a str) {
        let format = self.format;
        let classify = |metric: &str| {
            let basis = if format.steady.fits(metric) { Basis::Range } else { Basis::Moment };
            (basis, format.cause(metric).map_or(Subject::Other, Subject::Known))
        };
        let reading = match self.rule.entry(&self.format.expression) {
            Entry::Text(text) => promql::read(&text, &classify),
            _ => None,
        };
        let cause = match reading.map(|reading| reading.subject) {
            Some(Subject::Known(cause)) => cause,
            _ => "none",
        };
        let duration = match self.rule.entry(&self.format.duration) {
            Entry::Text(text) if !is_no_time(&text) => "present",
            Entry::Elsewhere | Entry::Nested(_) => "present",
            _ if reading.is_some_and(|reading| reading.basis == Basis::Moment) => "missing",
            _ => "not-needed",
        };
        (duration, cause)
    }
}

/// Returns the mapping that holds the list of rules this one is in.
fn group_of(syntax: &Syntax, format: &AlertFormat, rule: NodeId) -> Option<NodeId> {
    let mut inner = rule;
    let mut group = None;
    for key in format.rules.iter().rev() {
        let list = syntax.node(inner).parent;
        let pair = syntax.node(list).parent;
        let is_list = syntax.kind(list) == Kind::Collection && syntax.node(list).part == Part::Value;
        if !is_list || !mapping::has_key(syntax, pair, key) {
            return None;
        }
        inner = syntax.node(pair).parent;
        group = group.or(Some(inner));
    }
    group
}

/// What follows a rule shows where it ends: a syntax error after that cannot hide a part of it.
fn ends_before(syntax: &Syntax, rule: NodeId, error: u32) -> bool {
    let next = syntax.nodes().get(syntax.node(rule).end as usize);
    next.is_some_and(|next| next.range.start < error)
}

/// `0s`, `0m`, or nothing at all.
fn is_no_time(duration: &str) -> bool {
    duration.chars().filter(char::is_ascii_digit).all(|digit| digit == '0')
        && duration.chars().all(|character| character.is_ascii_alphanumeric())
}
