//! Paths as people want to see them: relative to where they stand.
//!
//! Reports hold paths relative to the run's root, which is what programs want.

use super::text::printable;
use std::path::Path;

/// Turns paths relative to a run's root into paths relative to the current folder.
#[derive(Debug, Clone, Default)]
pub struct PathDisplay {
    strip: String,
    prepend: String,
}

impl PathDisplay {
    /// Takes the run's root and the current folder, both absolute and without links.
    pub fn new(root: &Path, current: &Path) -> Self {
        if let Ok(below) = current.strip_prefix(root) {
            let strip = slashed(below);
            return Self { prepend: "../".repeat(below.components().count()), strip };
        }
        let root = root.strip_prefix(current).unwrap_or(root);
        Self { strip: String::new(), prepend: slashed(root) }
    }

    /// Returns a path in one printable line.
    pub fn shown(&self, path: &str) -> String {
        let relative = if self.strip.is_empty() { None } else { path.strip_prefix(&self.strip) };
        match relative {
            Some(below) => printable(below).into_owned(),
            None => printable(&format!("{}{path}", self.prepend)).into_owned(),
        }
    }
}

/// Formats a folder with forward slashes and one at its end; the empty path is the empty string.
fn slashed(folder: &Path) -> String {
    let mut text = folder.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    if !text.is_empty() && !text.ends_with('/') {
        text.push('/');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_from_the_current_folder_to_the_file() {
        let shown = |root: &str, current: &str| {
            PathDisplay::new(Path::new(root), Path::new(current)).shown("api/a.py")
        };
        assert_eq!(shown("/repo", "/repo"), "api/a.py");
        assert_eq!(shown("/repo", "/repo/api"), "a.py");
        assert_eq!(shown("/repo", "/repo/web/src"), "../../api/a.py");
        assert_eq!(shown("/code/repo", "/code"), "repo/api/a.py");
        assert_eq!(shown("/repo", "/tmp"), "/repo/api/a.py");
    }
}
