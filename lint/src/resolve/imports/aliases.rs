//! Other names for paths: packages of the run, and tables of names in files such as `tsconfig.json`.

use super::join;
use crate::folders::around;
use crate::json;
use crate::language::{LanguageId, PathHabits};
use rustc_hash::FxHashMap;
use serde_json::Value as Json;

/// A start of import paths that stands for places of the run.
#[derive(Debug, Clone)]
pub struct Alias {
    /// Whose imports it is about.
    pub language: LanguageId,
    /// The folder below which it holds.
    scope: String,
    /// How imports start.
    prefix: String,
    /// Whether more may follow, which takes the star's place.
    is_open: bool,
    /// What they stand for; `*` for what follows.
    targets: Vec<String>,
}

/// All other names of a run, by where they hold and by the package that imports with them name.
#[derive(Debug, Default)]
pub(in crate::resolve) struct Aliases {
    all: Vec<Alias>,
    by_scope: FxHashMap<Box<str>, FxHashMap<Box<str>, Vec<usize>>>,
}

impl Aliases {
    /// Adds names behind those that are there.
    pub(in crate::resolve) fn extend(&mut self, aliases: Vec<Alias>) {
        for alias in aliases {
            let scope = self.by_scope.entry(alias.scope.as_str().into()).or_default();
            scope.entry(alias.package().into()).or_default().push(self.all.len());
            self.all.push(alias);
        }
    }

    /// Returns the paths that an import may stand for, seen from a folder, in the order of their names. Cost: a look-up
    /// or two for each folder around.
    pub(super) fn candidates(&self, language: LanguageId, here: &str, import: &str) -> Vec<String> {
        let scopes = around(here).filter_map(|scope| self.by_scope.get(scope));
        let named = scopes.flat_map(|scope| [scope.get(package_of(import)), scope.get("")]);
        let mut found: Vec<usize> = named.flatten().flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        let aliases = found.into_iter().map(|alias| &self.all[alias]);
        let own = aliases.filter(|alias| alias.language == language);
        own.flat_map(|alias| alias.candidates(import)).collect()
    }
}

/// The start of an import path that names a package: its first segment, with the next where that is a scope.
fn package_of(import: &str) -> &str {
    let is_scoped = import.starts_with('@');
    let end = import.match_indices('/').nth(usize::from(is_scoped));
    end.map_or(import, |(end, _)| &import[..end])
}

impl Alias {
    /// The package that all imports name which start so; empty where they may name several.
    fn package(&self) -> &str {
        let package = package_of(&self.prefix);
        if self.is_open && package.len() == self.prefix.len() { "" } else { package }
    }

    /// Returns the paths that an import may stand for, where the name holds.
    fn candidates(&self, import: &str) -> Vec<String> {
        match import.strip_prefix(self.prefix.as_str()) {
            Some(rest) if self.is_open || rest.is_empty() => {
                self.targets.iter().map(|target| target.replace('*', rest)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns the names of what lies in a package, by its own.
    pub fn of_package(language: LanguageId, habits: &PathHabits, folder: &str, name: &str) -> Vec<Self> {
        let sources = || std::iter::once("").chain(habits.source_folders.iter().map(String::as_str));
        let whole = sources().flat_map(|source| {
            let inner = join(folder, source);
            habits.whole_files.iter().map(move |file| join(&inner, file))
        });
        let below = sources().map(|source| join(&join(folder, source), "*"));
        let alias = |prefix: String, is_open, targets| Self {
            language,
            scope: String::new(),
            prefix,
            is_open,
            targets,
        };
        let built = habits.built_folders.iter().map(|built| {
            let targets = sources().map(|source| join(&join(folder, source), "*")).collect();
            alias(format!("{name}/{built}/"), true, targets)
        });
        let mut all: Vec<Self> = built.collect();
        all.push(alias(name.to_owned(), false, whole.collect()));
        all.push(alias(format!("{name}/"), true, below.collect()));
        all
    }

    /// Returns what a file of names says.
    pub fn of_table(language: LanguageId, habits: &PathHabits, folder: &str, text: &str) -> Vec<Self> {
        let Some(file) = json::read(text) else { return Vec::new() };
        let at = |keys: &[String]| keys.iter().try_fold(&file, |inner, key| inner.get(key));
        let base = at(&habits.base_keys).and_then(Json::as_str);
        let root = join(folder, base.unwrap_or_default().trim_end_matches('/'));
        let alias = |name: &str, targets: Vec<String>| Self {
            language,
            scope: folder.to_owned(),
            prefix: name.trim_end_matches('*').to_owned(),
            is_open: name.ends_with('*'),
            targets,
        };
        let table = at(&habits.alias_keys).and_then(Json::as_object);
        let mut all: Vec<Self> = table
            .into_iter()
            .flatten()
            .map(|(name, targets)| {
                let targets = targets.as_array().into_iter().flatten().filter_map(Json::as_str);
                alias(name, targets.map(|target| join(&root, target)).collect())
            })
            .collect();
        if base.is_some() {
            all.push(alias("*", vec![join(&root, "*")]));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_the_package_that_imports_begin_with() {
        let paths = |name: &str| format!("{{\"paths\": {{\"{name}\": [\"found\"]}}}}");
        let habits = PathHabits { alias_keys: vec!["paths".to_owned()], ..PathHabits::default() };
        for (name, import) in
            [("@a/b", "@a/b"), ("@a/*", "@a/b"), ("a/*", "a/b/c"), ("*", "a"), ("~*", "~a/b")]
        {
            let mut aliases = Aliases::default();
            aliases.extend(Alias::of_table(0, &habits, "web", &paths(name)));
            assert_eq!(aliases.candidates(0, "web/src", import), ["web/found"], "{name}");
            assert!(aliases.candidates(0, "server", import).is_empty(), "{name}");
        }
    }
}
