//! What is on, how bad and with which options: the answer for one file.

use crate::diagnostic::Severity;
use crate::rule::RuleSet;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use toml::{Table, Value};

/// The level that a user gives a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LintLevel {
    /// Never reported.
    Off,
    /// Reported with this severity.
    At(Severity),
}

/// The settings that hold for a file.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    rules: FxHashMap<Arc<str>, RuleSettings>,
}

/// The settings of one rule.
#[derive(Debug, Clone, Default)]
pub(super) struct RuleSettings {
    pub(super) selected: bool,
    pub(super) level: Option<LintLevel>,
    pub(super) pedantic: bool,
    pub(super) options: Table,
}

impl LintLevel {
    /// The names, as configuration has them.
    pub(super) const NAMES: [&'static str; 4] = ["off", "info", "warning", "error"];

    /// Returns the level of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "off" => Some(Self::Off),
            "info" => Some(Self::At(Severity::Info)),
            "warning" => Some(Self::At(Severity::Warning)),
            "error" => Some(Self::At(Severity::Error)),
            _ => None,
        }
    }
}

impl Settings {
    /// Returns what holds where nothing is configured: everything is on, at its own level.
    pub fn new(rules: &RuleSet) -> Self {
        let settings = |id: &str| RuleSettings {
            selected: true,
            options: rules.rule(id).map(|rule| rule.options.clone()).unwrap_or_default(),
            ..RuleSettings::default()
        };
        Self { rules: rules.ids().map(|id| (Arc::from(id), settings(id))).collect() }
    }

    /// Returns whether a rule, or a diagnostic of the tool itself, is on.
    pub fn is_enabled(&self, rule: &str) -> bool {
        self.rules.get(rule).is_some_and(|rule| rule.selected && rule.level != Some(LintLevel::Off))
    }

    /// Returns the configured severity, or else the default that is handed in.
    pub fn severity(&self, rule: &str, default: Severity) -> Severity {
        match self.rules.get(rule).and_then(|rule| rule.level) {
            Some(LintLevel::At(severity)) => severity,
            _ => default,
        }
    }

    /// Returns the value of an option, or `None` where the rule has no such option.
    pub fn option(&self, rule: &str, name: &str) -> Option<&Value> {
        self.options(rule)?.get(name)
    }

    /// Returns the values of all options of a rule, or `None` where there is no such rule.
    pub fn options(&self, rule: &str) -> Option<&Table> {
        self.rules.get(rule).map(|rule| &rule.options)
    }

    /// Returns whether low-confidence findings of a rule are shown.
    pub fn shows_low_confidence(&self, rule: &str) -> bool {
        self.rules.get(rule).is_some_and(|rule| rule.pedantic)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&Arc<str>, &mut RuleSettings)> {
        self.rules.iter_mut()
    }

    pub(super) fn rule_mut(&mut self, rule: &str) -> Option<&mut RuleSettings> {
        self.rules.get_mut(rule)
    }
}
