//! The habits of languages whose imports name files by their paths.

use serde::Deserialize;

/// How files are imported by path, and what they offer: `[paths]`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct PathHabits {
    /// Functions that yield the module whose path they are given.
    pub loaders: Vec<String>,
    /// The member that an import without braces takes: of a module of the run, what it offers so; of a library, the
    /// library.
    pub default_member: Option<String>,
    /// What is the module itself, where it is assigned.
    pub whole: Vec<String>,
    /// Objects whose members the module has.
    pub offered: Vec<String>,
    /// Starts of import paths that say nothing.
    pub schemes: Vec<String>,
    /// Names (globs) of files (JSON) that give paths other names.
    pub alias_files: Vec<String>,
    /// The keys that lead to their table of names, outermost first.
    pub alias_keys: Vec<String>,
    /// The keys that lead to the folder all of that is relative to.
    pub base_keys: Vec<String>,
    /// The files, without ending, that an import of a package by its name alone may mean.
    pub whole_files: Vec<String>,
    /// Folders in a package that hold what is imported by its name.
    pub source_folders: Vec<String>,
    /// Folders that are built from those.
    pub built_folders: Vec<String>,
}
