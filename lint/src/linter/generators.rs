//! Programs that comments name for generating code: scripts, wherever they lie.

use super::Found;
use super::roles::folder_of;
use crate::facts::FileId;
use rustc_hash::FxHashSet;

/// Returns the files of such programs. Cost: one search through the sources of languages that have such comments.
pub(super) fn of(found: &Found<'_>) -> FxHashSet<FileId> {
    let project = found.project;
    let mut programs: FxHashSet<String> = FxHashSet::default();
    for file in 0..project.files().len() as FileId {
        let habits = &project.language(file).habits;
        let Some(line) = &habits.generator_line else { continue };
        let bytes = project.file(file).source.bytes();
        for start in memchr::memmem::find_iter(bytes, line.as_bytes()) {
            let rest = &bytes[start + line.len()..];
            let end = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
            let named = std::str::from_utf8(&rest[..end]).unwrap_or_default();
            let ending = named.rsplit_once('.').map_or("", |(_, ending)| ending);
            let is_file = habits.extensions.iter().any(|known| known == ending);
            programs.extend(below(folder_of(project, file), named, is_file));
        }
    }
    let is_named = |file: &FileId| {
        let path = project.file(*file).source.path();
        programs.contains(path) || programs.contains(folder_of(project, *file))
    };
    (0..project.files().len() as FileId).filter(is_named).filter(|_| !programs.is_empty()).collect()
}

/// A relative path as seen from a folder; what leads out of the run, and a folder's own program, are none.
fn below(folder: &str, named: &str, is_file: bool) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    if !(named.starts_with('.') || is_file) {
        return None;
    }
    for part in named.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    let path = parts.join("/");
    (path != folder && !path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn programs_are_found_from_the_folder_that_names_them() {
        assert_eq!(below("shop", "./internal/gen/", false).as_deref(), Some("shop/internal/gen"));
        assert_eq!(below("shop/api", "../tools", false).as_deref(), Some("shop/tools"));
        assert_eq!(below("shop", "gen.go", true).as_deref(), Some("shop/gen.go"));
        assert_eq!(below("shop", ".", false), None);
        assert_eq!(below("", "../out", false), None);
        assert_eq!(below("shop", "example.org/gen@v1", false), None);
    }
}
