//! The habits of languages that run in browsers as well.

use serde::Deserialize;

/// What tells code for browsers from code for servers: `[front-end]`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct FrontEndHabits {
    /// Packages that only code for browsers imports.
    pub packages: Vec<String>,
    /// Packages that only code for servers imports.
    pub server_packages: Vec<String>,
    /// What stands before a package's quoted name where it is imported.
    pub loading: Vec<String>,
    /// File name endings of code for browsers, unless it imports what servers do.
    pub extensions: Vec<String>,
    /// What only code for browsers says.
    pub texts: Vec<String>,
    /// Folders that hold what is sent to browsers.
    pub folders: Vec<String>,
    /// Folders that do so right beside the manifest of their unit.
    pub top_folders: Vec<String>,
}

impl FrontEndHabits {
    /// Returns whether files of the language may be code for browsers or windows at all.
    pub(crate) fn is_any(&self) -> bool {
        !self.packages.is_empty() || !self.texts.is_empty()
    }
}
