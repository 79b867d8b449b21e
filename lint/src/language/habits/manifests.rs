//! What a language's manifests tell, and how.

use serde::Deserialize;

/// Files that mark a folder as a unit of its own, and where in them stands what others call it and what it is built
/// with: `[manifests]`. The first group of each regular expression is a name.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ManifestHabits {
    /// Names (globs) of the files.
    pub files: Vec<String>,
    /// Where the files are JSON: the key of the unit's name, by which code imports it.
    pub unit_key: Option<String>,
    /// What names the unit (regular expressions); the first that fits.
    pub unit_names: Vec<String>,
    /// Whether a unit that nothing else names is called as its folder.
    pub named_by_folder: bool,
    /// Where the files are JSON: the keys under which stands what the unit is built with.
    pub dependency_keys: Vec<String>,
    /// What names that which the unit is built with (regular expressions).
    pub dependency_names: Vec<String>,
    /// What is left out when names are sought (regular expressions): comments, and what a unit is not built with.
    pub unread: Vec<String>,
    /// What stands between the names of folders where units are called by their paths.
    pub path_separator: Option<String>,
}
