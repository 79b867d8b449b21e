//! Reads manifests: the units they mark, what others call these, and what they are built with.

use crate::folders::folder;
use crate::json;
use crate::language::{Language, LanguageId, Languages, ManifestHabits};
use crate::resolve::{Alias, Manifest, Project};
use crate::service::names;
use crate::source::SourceFile;
use globset::GlobSet;
use regex::{Match, Regex};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Reads each language's manifests, and the files that name paths for imports.
pub(super) struct ManifestReader<'a> {
    languages: &'a Languages,
    files: Vec<Files>,
}

/// What one language calls them.
struct Files {
    manifests: GlobSet,
    aliases: GlobSet,
    /// Compiled when the first manifest of the language comes.
    patterns: OnceLock<Patterns>,
}

/// What in manifests names units.
#[derive(Default)]
struct Patterns {
    unread: Vec<Regex>,
    own: Vec<Regex>,
    used: Vec<Regex>,
}

impl<'a> ManifestReader<'a> {
    pub(super) fn new(languages: &'a Languages) -> Self {
        let of_language = |language: &Language| Files {
            manifests: names(&language.habits.manifests.files),
            aliases: names(&language.habits.paths.alias_files),
            patterns: OnceLock::new(),
        };
        Self { languages, files: languages.all().iter().map(of_language).collect() }
    }

    /// Notes what a file says.
    pub(super) fn note(&self, project: &mut Project<'_>, source: &SourceFile) {
        let path = source.path();
        let name = path.rsplit('/').next().unwrap_or(path);
        for (id, (language, files)) in self.languages.all().iter().zip(&self.files).enumerate() {
            let paths = &language.habits.paths;
            let text = || String::from_utf8_lossy(source.bytes());
            if files.aliases.is_match(name) {
                project.add_aliases(Alias::of_table(id, paths, folder(path), &text()));
            }
            if files.manifests.is_match(name) {
                let habits = &language.habits.manifests;
                let manifest = match &habits.unit_key {
                    Some(key) => of_json(id, habits, key, path, &text()),
                    None => {
                        files.patterns.get_or_init(|| Patterns::of(habits)).read(id, habits, path, &text())
                    }
                };
                let packages = manifest.names.iter().filter(|_| habits.unit_key.is_some());
                let aliases = packages.flat_map(|name| Alias::of_package(id, paths, folder(path), name));
                project.add_aliases(aliases.collect());
                project.add_manifest(manifest);
            }
        }
    }
}

/// Cost: one parse.
fn of_json(language: LanguageId, habits: &ManifestHabits, key: &str, path: &str, text: &str) -> Manifest {
    let table = json::read(text).unwrap_or_default();
    let name = table.get(key).and_then(serde_json::Value::as_str).filter(|name| !name.is_empty());
    let lists = habits.dependency_keys.iter().filter_map(|key| table.get(key)?.as_object());
    Manifest {
        language,
        path: path.to_owned(),
        names: name.map(str::to_owned).into_iter().collect(),
        uses: lists.flat_map(|list| list.keys().cloned()).collect(),
    }
}

impl Patterns {
    /// Wrong ones, which the language files' test would show, name nothing.
    fn of(habits: &ManifestHabits) -> Self {
        let compiled = |all: &[String]| all.iter().filter_map(|one| Regex::new(one).ok()).collect();
        Self {
            unread: compiled(&habits.unread),
            own: compiled(&habits.unit_names),
            used: compiled(&habits.dependency_names),
        }
    }

    fn read(&self, language: LanguageId, habits: &ManifestHabits, path: &str, text: &str) -> Manifest {
        let text = self.read_parts(text);
        let own = self.own.iter().find_map(|pattern| pattern.captures(&text)?.get(1));
        let of_folder = || folder(path).rsplit('/').next().filter(|_| habits.named_by_folder);
        let used = self.used.iter().flat_map(|pattern| pattern.captures_iter(&text));
        let is_own = |name: &Match<'_>| own.is_some_and(|own| own.range() == name.range());
        let used = used.filter_map(|found| found.get(1)).filter(|name| !is_own(name));
        let uses: FxHashSet<String> = used.map(|name| name.as_str().to_owned()).collect();
        let name = own.map(|name| name.as_str()).or_else(of_folder);
        let names = name.map(str::to_owned).into_iter().collect();
        Manifest { language, path: path.to_owned(), names, uses }
    }

    /// The text without what is not read.
    fn read_parts<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.unread.iter().fold(Cow::Borrowed(text), |text, section| match section.replace_all(&text, " ") {
            Cow::Owned(shorter) => Cow::Owned(shorter),
            Cow::Borrowed(_) => text,
        })
    }
}
