//! The finished result of a run: what renderers show.

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::RuleSet;
use std::sync::Arc;
use std::time::Duration;

/// Something about the run itself rather than about the code: an unreadable or half-parsed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The file, relative like every path shown.
    pub path: String,
    /// What happened and what was done about it.
    pub message: String,
    /// Whether the file went unread altogether (`Error`), or was read in part (`Warning`).
    pub severity: Severity,
}

/// How many files were looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FileCounts {
    /// Parsed and analysed.
    pub parsed: usize,
    /// Of a known kind, but nothing in them could matter to a rule.
    pub passed_over: usize,
    /// Unreadable, too large, or out of time; each has a notification.
    pub failed: usize,
}

/// Everything a renderer needs.
#[derive(Debug)]
pub struct Report {
    /// Findings sorted by path, then position, then rule; suppressed ones included.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings below the shown confidence; counted, not shown.
    pub hidden: usize,
    /// About the run.
    pub notifications: Vec<Notification>,
    /// Files.
    pub files: FileCounts,
    /// Names of the services found, sorted.
    pub services: Vec<Arc<str>>,
    /// The rules that ran.
    pub rules: Arc<RuleSet>,
    /// Wall time per stage, in order.
    pub timings: Vec<(&'static str, Duration)>,
}

impl Report {
    /// Returns the findings that no ignore comment silences.
    pub fn shown(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.suppressed.is_none())
    }
}
