//! What is wrong with a rule file.

/// A fault in a rule file: file, line, the guilty value and, where one is near, the name that was meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {message}{}", .help.as_ref().map(|help| format!("; {help}")).unwrap_or_default())]
pub struct RuleError {
    /// The file's path below `rules/`.
    pub path: String,
    /// One-based line.
    pub line: u32,
    /// What is wrong.
    pub message: String,
    /// The nearest valid name, or all valid ones.
    pub help: Option<String>,
}

impl RuleError {
    /// Builds an error without help.
    pub(super) fn new(path: &str, line: u32, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into(), help: None }
    }

    /// Adds the name that was probably meant.
    pub(super) fn with_help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }
}
