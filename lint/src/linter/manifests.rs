//! Manifests: the units they mark, the names that imports know them by, what they are built with.

use crate::language::Languages;
use crate::resolve::{Alias, Project};
use crate::service::names;
use crate::source::SourceFile;

/// Notes what a file says, where it is a manifest or names paths for imports.
pub(super) fn note(
    languages: &Languages,
    project: &mut Project<'_>,
    manifests: &mut Vec<String>,
    source: &SourceFile,
) {
    let path = source.path();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    for (id, language) in languages.all().iter().enumerate() {
        let paths = &language.habits.paths;
        if names(&paths.alias_files).is_match(name) {
            let text = String::from_utf8_lossy(source.bytes());
            project.add_aliases(Alias::of_table(id, paths, folder, &text));
        }
        if !names(&language.habits.manifests).is_match(name) {
            continue;
        }
        if paths.package_key.is_some() {
            let text = String::from_utf8_lossy(source.bytes());
            project.add_aliases(Alias::of_package(id, paths, folder, &text));
        }
        manifests.push(path.to_owned());
        if language.habits.names_dependencies {
            let text = String::from_utf8_lossy(source.bytes());
            project.declare_dependencies(folder.to_owned(), text.lines().filter_map(first_word).collect());
        }
        if let Some(start) = &language.habits.module_line {
            let text = String::from_utf8_lossy(source.bytes());
            let import = text.lines().find_map(|line| line.strip_prefix(start.as_str()));
            if let Some(import) = import {
                project.declare_module(import.trim().trim_matches('"').to_owned(), folder.to_owned());
            }
        }
    }
}

/// The name that a line of a manifest begins with, written as in code.
fn first_word(line: &str) -> Option<String> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    let end = line.find(|letter| !is_part(letter)).unwrap_or(line.len());
    (end > 0).then(|| line[..end].replace('-', "_"))
}
