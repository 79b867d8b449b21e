//! A stand-in for the rule engine, of the shape that the command line and the renderers rely on.
//!
//! It is replaced by the real module when the branches meet.

use crate::diagnostic::Severity;

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The file's stem, such as `empty-catch`.
    pub id: String,
    /// The folder, such as `errors`.
    pub category: String,
    /// The level of its first case.
    pub level: Severity,
    /// The first paragraph.
    pub summary: String,
    /// The whole file without its header, as Markdown.
    pub documentation: String,
}

/// Every rule, sorted by id.
#[derive(Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
}

impl RuleSet {
    /// Builds a set.
    pub fn new(mut rules: Vec<Rule>) -> Self {
        rules.sort_by(|left, right| left.id.cmp(&right.id));
        Self { rules }
    }

    /// Loads the rules that are built in.
    pub fn load() -> anyhow::Result<Self> {
        Ok(Self::default())
    }

    /// Iterates by id.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// Returns the rule of an id.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}
