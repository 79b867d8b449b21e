//! Where a run starts, and what its paths are relative to.

use super::WalkError;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// The paths named on the command line, made absolute, with the folder that all paths shown are relative to.
pub(super) struct Roots {
    /// The git root, else the named folder, else what the named paths have in common.
    pub(super) top: PathBuf,
    /// What was named.
    pub(super) named: Vec<PathBuf>,
    /// What all paths below the top begin with.
    prefix: String,
}

impl Roots {
    /// Resolves the paths; one that does not exist is an error.
    pub(super) fn try_new(paths: &[PathBuf]) -> Result<Self, WalkError> {
        let named = paths.iter().map(|path| resolve(path)).collect::<Result<Vec<_>, _>>()?;
        let common = named.iter().map(|path| folder_of(path)).reduce(common_ancestor);
        let common = common.unwrap_or(Path::new("."));
        let top = git_root(common).unwrap_or(common).to_owned();
        let mut prefix = top.to_string_lossy().into_owned();
        if !prefix.ends_with(MAIN_SEPARATOR) {
            prefix.push(MAIN_SEPARATOR);
        }
        Ok(Self { top, named, prefix })
    }

    /// Returns a path as shown: relative to the top, with forward slashes.
    pub(super) fn shown(&self, path: &Path) -> String {
        let path = path.to_string_lossy();
        let below = path.strip_prefix(&self.prefix).unwrap_or(&path);
        if MAIN_SEPARATOR == '/' { below.to_owned() } else { below.replace(MAIN_SEPARATOR, "/") }
    }
}

fn resolve(path: &Path) -> Result<PathBuf, WalkError> {
    path.canonicalize().map_err(|source| WalkError { path: path.to_owned(), source })
}

fn folder_of(path: &Path) -> &Path {
    if path.is_dir() { path } else { path.parent().unwrap_or(path) }
}

fn common_ancestor<'a>(left: &'a Path, right: &Path) -> &'a Path {
    left.ancestors().find(|ancestor| right.starts_with(ancestor)).unwrap_or(left)
}

/// Returns the nearest folder that holds `.git`, which is a file in worktrees and submodules.
fn git_root(from: &Path) -> Option<&Path> {
    from.ancestors().find(|folder| folder.join(".git").exists())
}
