//! Path patterns as `.gitignore` has them: without a slash at any depth, with one from the file's own folder.

use globset::{Error, Glob, GlobBuilder, GlobSet};

/// Compiled patterns.
#[derive(Debug, Default, Clone)]
pub(super) struct Globs(GlobSet);

impl Globs {
    /// Joins compiled patterns.
    pub(super) fn new(globs: impl IntoIterator<Item = Glob>) -> Result<Self, Error> {
        GlobSet::new(globs).map(Self)
    }

    /// Compiles a pattern to the globs for the path itself and for everything below it.
    pub(super) fn compile(pattern: &str) -> Result<[Glob; 2], Error> {
        let trimmed = pattern.trim_start_matches("./").trim_end_matches('/');
        let anchored = match trimmed.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None if trimmed.contains('/') => trimmed.to_owned(),
            None => format!("**/{trimmed}"),
        };
        let build = |pattern: &str| GlobBuilder::new(pattern).literal_separator(true).build();
        Ok([build(&anchored)?, build(&format!("{anchored}/**"))?])
    }

    /// Returns whether a path relative to the configuration's folder matches.
    pub(super) fn matches(&self, path: &str) -> bool {
        self.0.is_match(path)
    }
}
