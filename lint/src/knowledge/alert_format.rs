//! How a kind of rule file writes alerts: `[[alert-format]]` of a library file.
//!
//! It is apart from the specifications of calls as it speaks of keys and texts, not of API paths.

use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Where alerts stand in a file, and what their keys are called.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AlertFormat {
    /// Keys of the lists that alerts stand in, outermost first.
    pub(crate) rules: Vec<String>,
    /// The key of an alert's name.
    pub(crate) name: String,
    /// The key of its condition.
    pub(crate) expression: String,
    /// The key of how long the condition must hold.
    pub(crate) duration: String,
    /// The key of its labels, which a group of rules may have too.
    pub(crate) labels: String,
    /// The key of its annotations.
    pub(crate) annotations: String,
    /// The key that pulls in entries written elsewhere.
    pub(crate) merge: String,
    /// Labels that say who must act.
    pub(crate) severity: Vec<String>,
    /// Annotations that say what is wrong.
    pub(crate) summary: Vec<String>,
    /// Annotations that link to what to do.
    pub(crate) runbook: Vec<String>,
    /// What marks text that is filled in later.
    pub(crate) templates: Vec<String>,
    /// Texts that say nothing, compared in lower case.
    pub(crate) placeholders: WholeTexts,
    /// Metrics that come to be only after a while, so that one sample of them tells of more than a moment.
    pub(crate) steady: WholeTexts,
    /// What is watched, by the names of metrics.
    pub(crate) causes: BTreeMap<String, WholeTexts>,
}

impl AlertFormat {
    /// Returns what a metric of this name measures, where that is a cause.
    pub fn cause(&self, metric: &str) -> Option<&str> {
        self.causes.iter().find(|(_, names)| names.fits(metric)).map(|(cause, _)| cause.as_str())
    }

    /// Returns whether a text is filled in later.
    pub fn is_template(&self, text: &str) -> bool {
        self.templates.iter().any(|mark| text.contains(mark.as_str()))
    }

    /// Returns whether a text says nothing.
    pub fn is_placeholder(&self, text: &str) -> bool {
        self.placeholders.fits(&text.trim().to_lowercase())
    }
}

/// Regular expressions of which one must match a whole text.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub(crate) struct WholeTexts(Regex);

impl WholeTexts {
    /// Returns whether one of them matches.
    pub(crate) fn fits(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl TryFrom<Vec<String>> for WholeTexts {
    type Error = regex::Error;

    fn try_from(patterns: Vec<String>) -> Result<Self, regex::Error> {
        let any: Vec<String> = patterns.iter().map(|pattern| format!("(?:{pattern})")).collect();
        Ok(Self(Regex::new(&format!("^(?:{})$", any.join("|")))?))
    }
}
