//! The rules as SARIF describes them.

use super::level;
use super::model::{Configuration, Descriptor, Message, RuleProperties};
use super::sentence;
use crate::diagnostic::Severity;
use crate::facts::{Relation, relation_of};
use crate::report::Report;
use crate::rule::Rule;
use std::collections::HashMap;

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Every rule that ran, and every id that was found; each once.
pub(super) struct Rules {
    descriptors: Vec<Descriptor>,
    indices: HashMap<String, usize>,
    relations: HashMap<String, Relation>,
}

impl Rules {
    /// Collects a report's rules.
    pub(super) fn new(report: &Report) -> Self {
        let mut rules = Self { descriptors: Vec::new(), indices: HashMap::new(), relations: HashMap::new() };
        for rule in report.rules.rules() {
            rules.add(&rule.id, || of_rule(rule));
            rules.relations.insert(rule.id.to_string(), relation(rule));
        }
        for diagnostic in &report.diagnostics {
            rules.add(&diagnostic.rule, || of_id(&diagnostic.rule, diagnostic.severity));
        }
        rules
    }

    fn add(&mut self, id: &str, descriptor: impl FnOnce() -> Descriptor) {
        if !self.indices.contains_key(id) {
            self.indices.insert(id.to_owned(), self.descriptors.len());
            self.descriptors.push(descriptor());
        }
    }

    /// Returns the descriptors in the order of their indices.
    pub(super) fn descriptors(&self) -> &[Descriptor] {
        &self.descriptors
    }

    /// Returns the index of an id that the report holds.
    pub(super) fn index(&self, id: &str) -> usize {
        self.indices.get(id).copied().unwrap_or_default()
    }

    /// Returns what the related places of an id's findings are to them.
    pub(super) fn relation(&self, id: &str) -> Relation {
        self.relations.get(id).copied().unwrap_or(Relation::Notes)
    }
}

fn relation(rule: &Rule) -> Relation {
    let mut relations = rule.cases.iter().map(|case| relation_of(case.fact));
    relations.find(|relation| *relation != Relation::Notes).unwrap_or(Relation::Notes)
}

fn of_rule(rule: &Rule) -> Descriptor {
    let summary = rule.summary.split_whitespace().collect::<Vec<_>>().join(" ");
    // The examples are the rule's tests; people who read an alert need the rest.
    let documentation = rule.documentation.split("\n## Examples").next().unwrap_or_default().trim();
    let (id, category) = (&*rule.id, rule.category);
    Descriptor {
        short_description: Message::new(first_sentence(&summary)),
        full_description: Message::new(sentence(&summary)),
        help: Message { text: documentation.to_owned(), markdown: Some(documentation.to_owned()) },
        help_uri: format!("{REPOSITORY}/blob/v{VERSION}/rules/{category}/{id}.md"),
        ..base(id, rule.level, category)
    }
}

/// Describes an id that no rule file has: those with which tracewell reports on itself.
fn of_id(id: &str, severity: Severity) -> Descriptor {
    base(id, severity, "tracewell")
}

fn base(id: &str, severity: Severity, tag: &str) -> Descriptor {
    let words = sentence(&id.replace('-', " "));
    Descriptor {
        id: id.to_owned(),
        name: pascal_case(id),
        short_description: Message::new(words.clone()),
        full_description: Message::new(words.clone()),
        help: Message { text: words.clone(), markdown: Some(words) },
        help_uri: format!("{REPOSITORY}#readme"),
        default_configuration: Configuration { level: level(severity) },
        properties: RuleProperties {
            tags: vec!["observability".to_owned(), tag.to_owned()],
            precision: "high",
            problem_severity: match severity {
                Severity::Info => "recommendation",
                Severity::Warning => "warning",
                Severity::Error => "error",
            },
        },
    }
}

fn pascal_case(id: &str) -> String {
    let words = id.split('-').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

/// Returns the first sentence: a period within a word, as in `e.g` or `db.Query`, ends none.
fn first_sentence(text: &str) -> String {
    sentence(text.split_once(". ").map_or(text, |(first, _)| first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_short_descriptions_are_derived() {
        assert_eq!(pascal_case("span-not-ended"), "SpanNotEnded");
        assert_eq!(first_sentence("A call to `db.Query` waits. For ever."), "A call to `db.Query` waits.");
        assert_eq!(first_sentence("Only one"), "Only one.");
    }
}
