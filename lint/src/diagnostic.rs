//! What a rule says about a place.

use crate::source::Location;
use std::sync::Arc;

/// How bad a diagnostic is; maps one to one to SARIF's `note`, `warning`, `error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Style.
    Info,
    /// A blind spot.
    Warning,
    /// Data or errors are lost.
    Error,
}

impl Severity {
    /// Returns the name that rule files, configuration and output use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How sure a diagnostic is; the default run shows `High` only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Right where a name means what it usually means.
    Low,
    /// Resolved to what it is.
    High,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The rule's id.
    pub rule: Arc<str>,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// What is wrong: lower case, no final period.
    pub message: String,
    /// What to do, if there is more to say than the message does.
    pub help: Option<Arc<str>>,
    /// Where.
    pub location: Location,
    /// Further places that explain it.
    pub related: Vec<Annotation>,
    /// The service the file belongs to.
    pub service: Option<Arc<str>>,
    /// Why an ignore comment silences it, if one does.
    pub suppressed: Option<String>,
}

/// A further place with what it shows.
#[derive(Debug, Clone)]
pub struct Annotation {
    /// Where.
    pub location: Location,
    /// What is there.
    pub label: String,
}
