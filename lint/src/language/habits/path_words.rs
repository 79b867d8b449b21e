//! The words of paths in languages whose modules hang together in crates.

use serde::Deserialize;

/// What paths are made of, beside names: `[path-words]`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct PathWords {
    /// What stands between the parts of a path.
    pub separator: Option<String>,
    /// Where all sources begin.
    pub root: Option<String>,
    /// The module that a path stands in; at the end of a path, what stands before it.
    pub own: Option<String>,
    /// The module above.
    pub above: Option<String>,
}

impl PathWords {
    /// Returns the parts of a path as written.
    pub fn parts<'a>(&self, path: &'a str) -> Vec<&'a str> {
        match &self.separator {
            Some(separator) => path.split(separator.as_str()).map(str::trim).collect(),
            None => vec![path],
        }
    }

    /// Returns whether a word stands for the module that a path stands in.
    pub fn is_own(&self, word: &str) -> bool {
        self.own.as_deref() == Some(word)
    }
}
