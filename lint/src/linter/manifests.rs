//! Manifests: the units they mark, the names that imports know them by, what they are built with.

use crate::language::{Habits, Language, Languages};
use crate::resolve::{Alias, Project};
use crate::service::names;
use crate::source::SourceFile;
use globset::GlobSet;
use regex::Regex;
use std::sync::OnceLock;

/// What each language's manifests, and the files that name paths for imports, are called.
pub(super) struct Manifests<'a> {
    languages: &'a Languages,
    names: Vec<Names>,
}

struct Names {
    manifests: GlobSet,
    aliases: GlobSet,
    /// Compiled when the first manifest of the language comes.
    patterns: OnceLock<Patterns>,
}

/// What in manifests names units.
#[derive(Default)]
struct Patterns {
    own: Vec<Regex>,
    used: Vec<Regex>,
}

impl Patterns {
    /// Wrong ones, which the language files' test would show, name nothing.
    fn of(habits: &Habits) -> Self {
        let compiled = |all: &[String]| all.iter().filter_map(|one| Regex::new(one).ok()).collect();
        Self { own: compiled(&habits.unit_names), used: compiled(&habits.dependency_names) }
    }

    /// Notes the unit of a manifest, and what it is built with.
    fn declare(&self, project: &mut Project<'_>, folder: &str, text: &str) {
        if self.used.is_empty() {
            return;
        }
        let name_in = |found: regex::Captures<'_>| found.get(1).map(|name| name.as_str().to_owned());
        let own = self.own.iter().find_map(|pattern| pattern.captures(text).and_then(name_in));
        let last = || folder.rsplit('/').next().unwrap_or_default().to_owned();
        project.declare_unit(own.unwrap_or_else(last), folder.to_owned());
        let used = self.used.iter().flat_map(|pattern| pattern.captures_iter(text)).filter_map(name_in);
        project.declare_dependencies(folder.to_owned(), used.collect());
    }
}

impl<'a> Manifests<'a> {
    pub(super) fn new(languages: &'a Languages) -> Self {
        let of_language = |language: &Language| Names {
            manifests: names(&language.habits.manifests),
            aliases: names(&language.habits.paths.alias_files),
            patterns: OnceLock::new(),
        };
        Self { languages, names: languages.all().iter().map(of_language).collect() }
    }

    /// Notes what a file says; `marking` gathers the paths of manifests.
    pub(super) fn note(&self, project: &mut Project<'_>, marking: &mut Vec<String>, source: &SourceFile) {
        let path = source.path();
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        for (id, (language, names)) in self.languages.all().iter().zip(&self.names).enumerate() {
            let paths = &language.habits.paths;
            let text = || String::from_utf8_lossy(source.bytes());
            if names.aliases.is_match(name) {
                project.add_aliases(Alias::of_table(id, paths, folder, &text()));
            }
            if names.manifests.is_match(name) {
                marking.push(path.to_owned());
                if paths.package_key.is_some() {
                    project.add_aliases(Alias::of_package(id, paths, folder, &text()));
                    declare_package(project, &language.habits, folder, &text());
                }
                declare(project, &language.habits, folder, &text());
                let patterns = names.patterns.get_or_init(|| Patterns::of(&language.habits));
                patterns.declare(project, folder, &text());
            }
        }
    }
}

/// The name of the module, and what it is built with.
fn declare(project: &mut Project<'_>, habits: &Habits, folder: &str, text: &str) {
    if habits.names_dependencies {
        project.declare_dependencies(folder.to_owned(), text.lines().filter_map(first_word).collect());
    }
    let start = habits.module_line.as_deref();
    let import = start.and_then(|start| text.lines().find_map(|line| line.strip_prefix(start)));
    if let Some(import) = import {
        project.declare_module(import.trim().trim_matches('"').to_owned(), folder.to_owned());
    }
}

/// What a package is called by others, and what it is built with. Cost: one parse of the manifest.
fn declare_package(project: &mut Project<'_>, habits: &Habits, folder: &str, text: &str) {
    let Ok(table) = serde_json::from_str::<serde_json::Value>(text) else { return };
    let key = habits.paths.package_key.as_deref().unwrap_or_default();
    let Some(name) = table.get(key).and_then(serde_json::Value::as_str) else { return };
    let lists = habits.front_end.dependency_keys.iter().filter_map(|key| table.get(key)?.as_object());
    let names = lists.flat_map(|list| list.keys().map(|name| name.replace('-', "_")));
    project.declare_dependencies(folder.to_owned(), names.collect());
    project.packages.push((name.to_owned(), folder.to_owned()));
}

/// The name that a line of a manifest begins with, written as in code.
fn first_word(line: &str) -> Option<String> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    let end = line.find(|letter| !is_part(letter)).unwrap_or(line.len());
    (end > 0).then(|| line[..end].replace('-', "_"))
}
