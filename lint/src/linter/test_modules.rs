//! Modules that are declared for tests only: what they hold stands in files of their own.

use super::InputFile;
use crate::folders::folder;
use crate::language::Languages;
use regex::Regex;

/// Modules that only tests have, as paths without ending.
pub(super) struct TestModules(Vec<String>);

impl TestModules {
    /// Finds them in what declares modules. Cost: one search through the sources of languages that declare some so.
    pub(super) fn of(languages: &Languages, files: &[InputFile]) -> Self {
        let mut found = Vec::new();
        for language in languages.all() {
            let habits = &language.habits;
            let is_of_language = |path: &str| {
                path.rsplit_once('.')
                    .is_some_and(|(_, end)| habits.extensions.iter().any(|known| known == end))
            };
            let mut own = files.iter().filter(|file| is_of_language(file.source.path())).peekable();
            let pattern = habits.tests.module.as_deref().filter(|_| own.peek().is_some());
            let Some(declared) = pattern.and_then(|pattern| Regex::new(pattern).ok()) else { continue };
            for file in own {
                let text = String::from_utf8_lossy(file.source.bytes());
                let base = base(file.source.path(), &habits.root_files, habits.package_file.as_deref());
                let names = declared.captures_iter(&text).filter_map(|captures| captures.get(1));
                found.extend(names.map(|name| format!("{base}/{}", name.as_str())));
            }
        }
        Self(found)
    }

    /// Returns whether a file is, or belongs to, such a module.
    pub(super) fn hold(&self, path: &str) -> bool {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let is_in = |module: &String| {
            stem.strip_prefix(module.trim_start_matches('/'))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.0.iter().any(is_in)
    }
}

/// Below what a file's modules lie: its folder where it stands for that, else a folder of its name.
fn base<'a>(path: &'a str, roots: &[String], package: Option<&str>) -> &'a str {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let name = stem.rsplit('/').next().unwrap_or(stem);
    let stands_for_folder = roots.iter().any(|root| root == name) || package == Some(name);
    if stands_for_folder { folder(path) } else { stem }
}
