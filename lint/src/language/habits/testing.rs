//! What tells code of tests, and what only tests have.

use serde::Deserialize;

/// What tells code of tests, and what only tests have: `[tests]`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct TestHabits {
    /// Names (globs) of files that hold tests.
    pub files: Vec<String>,
    /// Folders that hold tests in this language, beside those that do so in every one.
    pub folders: Vec<String>,
    /// Texts near the start of files that help tests, whatever their names.
    pub imports: Vec<String>,
    /// How functions begin that tests are; a file with several of them that checks something holds tests.
    pub functions: Vec<String>,
    /// How tests check something.
    pub checks: Vec<String>,
    /// Regular expressions over annotations of code that only tests have: such code is not read.
    pub annotations: Vec<String>,
    /// How a module is declared that only tests have; the first group is its name.
    pub module: Option<String>,
}
