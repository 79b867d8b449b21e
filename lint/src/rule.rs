//! Rules: read from Markdown, compiled once, shared by reference, asked about every fact.
//!
//! ```text
//! rules/**/*.md ─▶ markdown ─▶ header ─▶ compile (names checked against facts::SCHEMA) ─▶ RuleSet
//! ```

mod case;
mod compile;
mod error;
pub mod examples;
mod header;
mod markdown;
mod parse;
mod tool;

pub use case::{Case, RollUp};
pub use error::RuleError;
pub use tool::{
    EXPIRED_SUPPRESSION, INVALID_CONFIGURATION, SUPPRESSION_WITHOUT_REASON, TOOL_RULES, ToolRule,
    UNUSED_SUPPRESSION,
};

use crate::config::Settings;
use crate::diagnostic::{Confidence, Severity};
use crate::facts::Fact;
use crate::source::Role;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;
use tracewell_rules::{CATEGORIES, DataFile};

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The file's stem.
    pub id: Arc<str>,
    /// The file's folder.
    pub category: &'static str,
    /// The version that brought it.
    pub since: String,
    /// Languages that do not have what it finds, with the reason.
    pub absent_in: BTreeMap<String, String>,
    /// How bad its first case is, as far as nobody configured it.
    pub level: Severity,
    /// One sentence.
    pub summary: String,
    /// The whole file without its header, in Markdown.
    pub documentation: String,
    /// What it finds, in the order in which it is tried.
    pub cases: Vec<Case>,
    /// What can be configured, with the defaults.
    pub options: toml::Table,
}

/// Every rule, immutable.
#[derive(Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    by_fact: FxHashMap<&'static str, Vec<usize>>,
}

/// What a rule says about a fact.
#[derive(Debug, Clone)]
pub struct Verdict<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// How bad, configuration included.
    pub severity: Severity,
    /// The lower of the case's and the fact's.
    pub confidence: Confidence,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<Arc<str>>,
    /// See [`Case::roll_up`].
    pub roll_up: Option<&'r RollUp>,
}

impl RuleSet {
    /// Reads and compiles rule files; the first fault ends it.
    pub fn parse(files: &[DataFile]) -> Result<Self, RuleError> {
        let mut rules = files.iter().map(parse::parse).collect::<Result<Vec<_>, _>>()?;
        rules.sort_by(|left, right| left.id.cmp(&right.id));
        for (left, right) in rules.iter().zip(rules.iter().skip(1)) {
            if left.id == right.id {
                let path = format!("{}/{}.md", right.category, right.id);
                return Err(RuleError::new(
                    &path,
                    1,
                    format!("`{}/` has a rule `{}` too", left.category, left.id),
                ));
            }
        }
        let mut by_fact: FxHashMap<&'static str, Vec<usize>> = FxHashMap::default();
        for (index, rule) in rules.iter().enumerate() {
            for case in &rule.cases {
                let indices = by_fact.entry(case.fact).or_default();
                if indices.last() != Some(&index) {
                    indices.push(index);
                }
            }
        }
        Ok(Self { rules, by_fact })
    }

    /// Reads the rules that the tool carries.
    pub fn embedded() -> Result<Self, RuleError> {
        Self::parse(&tracewell_rules::rules())
    }

    /// Returns every rule, sorted by id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Returns the rule of an id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let index = self.rules.binary_search_by(|rule| (*rule.id).cmp(id)).ok()?;
        self.rules.get(index)
    }

    /// Returns every id that can be configured: the rules' and the tool's own.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| &*rule.id).chain(TOOL_RULES.iter().map(|tool| tool.id))
    }

    /// Returns whether an id names a rule or a diagnostic of the tool itself.
    pub fn is_known(&self, id: &str) -> bool {
        self.rule(id).is_some() || TOOL_RULES.iter().any(|tool| tool.id == id)
    }

    /// Returns the ids that an id or a category stands for, or `None` where it is neither.
    pub fn named(&self, name: &str) -> Option<Vec<&str>> {
        if CATEGORIES.contains(&name) {
            let members = self.rules.iter().filter(|rule| rule.category == name);
            return Some(members.map(|rule| &*rule.id).collect());
        }
        self.ids().find(|id| *id == name).map(|id| vec![id])
    }

    /// Returns what the rules say about a fact: of each rule the first case that matches.
    pub fn evaluate(&self, fact: &Fact, settings: &Settings) -> Vec<Verdict<'_>> {
        let indices = self.by_fact.get(fact.kind).map(Vec::as_slice).unwrap_or_default();
        indices.iter().filter_map(|index| self.rules[*index].judge(fact, settings)).collect()
    }

    /// Returns whether any rule can speak about facts of a kind in files of a role.
    pub fn wants(&self, fact: &str, role: Role) -> bool {
        let indices = self.by_fact.get(fact).map(Vec::as_slice).unwrap_or_default();
        let mut cases = indices.iter().flat_map(|index| &self.rules[*index].cases);
        !matches!(role, Role::FrontEnd | Role::Generated | Role::Vendored)
            && cases.any(|case| case.fact == fact && case.wants(role.name()))
    }
}

impl Rule {
    fn judge(&self, fact: &Fact, settings: &Settings) -> Option<Verdict<'_>> {
        if !settings.is_enabled(&self.id) {
            return None;
        }
        let options = settings.options(&self.id).unwrap_or(&self.options);
        let case = self.cases.iter().find(|case| case.matches(fact, options))?;
        Some(Verdict {
            rule: self,
            severity: settings.severity(&self.id, case.severity),
            confidence: case.confidence_in(fact, options),
            message: case.message_for(fact),
            help: case.help.clone(),
            roll_up: case.roll_up.as_ref(),
        })
    }
}

#[cfg(test)]
pub(crate) mod tests;
