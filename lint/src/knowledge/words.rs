//! By which words sources show what libraries they may use, before anything is resolved.

use super::Knowledge;
use super::path::segment_fits;

impl Knowledge {
    /// Returns whether any known path ends so; a cheap refusal before resolving.
    pub fn is_last_segment(&self, name: &str) -> bool {
        self.last_segments.contains(name)
            || self.last_patterns.iter().any(|pattern| segment_fits(pattern, name))
    }

    /// Returns whether anything that only command-line tools use ends so.
    pub fn is_of_tools(&self, name: &str) -> bool {
        self.tool_words.contains(name)
    }

    /// Returns the import paths under which known libraries are imported.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        self.roots.iter().map(|root| &**root)
    }

    /// Returns whether a known library is imported under a dotted path that starts with this name.
    pub fn has_root(&self, name: &str) -> bool {
        self.roots().any(|root| root.split('.').next() == Some(name))
    }

    /// Returns the import paths without one of which a file holds no call that makes a fact by itself.
    pub fn needles(&self) -> impl Iterator<Item = &str> {
        self.needles.iter().map(|needle| &**needle)
    }

    /// Returns the last words of the calls that end a program.
    pub fn exit_words(&self) -> impl Iterator<Item = &str> {
        self.exit_words.iter().map(|word| &**word)
    }

    /// Returns whether importing a module tells of progress drawn on a terminal.
    pub fn draws_progress(&self, module: &str) -> bool {
        let is_below = |root: &str| {
            module.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
        };
        self.progress.iter().any(|root| is_below(root))
    }
}
