//! Manifests: which units there are, what others call them, and what they are built with.

use crate::folders::{ends_in, folder, nearest};
use crate::language::LanguageId;
use rustc_hash::{FxHashMap, FxHashSet};

/// What one manifest says.
#[derive(Debug)]
pub struct Manifest {
    /// The language that it speaks for.
    pub language: LanguageId,
    /// Its path.
    pub path: String,
    /// What others call its unit.
    pub names: Vec<String>,
    /// What it calls all that its unit is built with.
    pub uses: FxHashSet<String>,
}

impl Manifest {
    /// Returns the folder whose code it speaks for.
    pub fn folder(&self) -> &str {
        folder(&self.path)
    }

    /// Returns whether its unit is built with any of these.
    pub fn lists(&self, names: &[String]) -> bool {
        names.iter().any(|name| self.uses.contains(name))
    }
}

/// All manifests of a run.
#[derive(Debug, Default)]
pub struct Manifests {
    all: Vec<Manifest>,
    by_name: FxHashMap<String, Vec<usize>>,
    by_folder: FxHashMap<String, Vec<usize>>,
}

impl Manifests {
    /// Adds one behind those that are there.
    pub(super) fn add(&mut self, manifest: Manifest) {
        let index = self.all.len();
        for name in &manifest.names {
            self.by_name.entry(plain(name)).or_default().push(index);
        }
        self.by_folder.entry(manifest.folder().to_owned()).or_default().push(index);
        self.all.push(manifest);
    }

    /// Returns all, in the order of the files.
    pub fn all(&self) -> &[Manifest] {
        &self.all
    }

    /// Returns those of a folder.
    pub fn in_folder(&self, folder: &str) -> impl Iterator<Item = &Manifest> {
        self.by_folder.get(folder).into_iter().flatten().map(|index| &self.all[*index])
    }

    /// Returns the folder of the unit that a language's code calls so: the nearest to a folder.
    pub fn folder_of(&self, language: LanguageId, name: &str, from: &str) -> Option<&str> {
        nearest(from, self.folders_of(language, name))
    }

    /// Returns the folders of the units of the run that a manifest's own is built with. `separator` stands between the
    /// names of folders where units are called by their paths: of these, folders of another path may still be meant, as
    /// paths need not be those of folders.
    pub fn used_by<'m>(
        &'m self,
        manifest: &'m Manifest,
        separator: Option<&'m str>,
    ) -> impl Iterator<Item = &'m str> {
        let own = manifest.folder();
        manifest.uses.iter().filter_map(move |used| {
            let path = separator.map(|separator| used.replace(separator, "/"));
            let name = path.as_ref().map_or(used.as_str(), |path| path.rsplit('/').next().unwrap_or(path));
            let others = || self.folders_of(manifest.language, name).filter(|folder| *folder != own);
            let is_at_path = |folder: &&str| path.as_ref().is_some_and(|path| ends_in(folder, path));
            let mut at_path = others().filter(is_at_path).peekable();
            if at_path.peek().is_some() { nearest(own, at_path) } else { nearest(own, others()) }
        })
    }

    fn folders_of(&self, language: LanguageId, name: &str) -> impl Iterator<Item = &str> {
        let named = self.by_name.get(&plain(name)).into_iter().flatten().map(|index| &self.all[*index]);
        named.filter(move |manifest| manifest.language == language).map(Manifest::folder)
    }
}

/// Manifests write names with a mark that names in code cannot have.
fn plain(name: &str) -> String {
    name.replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(language: LanguageId, path: &str, names: &[&str], uses: &[&str]) -> Manifest {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let uses = owned(uses).into_iter().collect();
        Manifest { language, path: path.to_owned(), names: owned(names), uses }
    }

    fn used_by_the_first(all: Vec<Manifest>) -> Vec<String> {
        let mut manifests = Manifests::default();
        for manifest in all {
            manifests.add(manifest);
        }
        manifests.used_by(&manifests.all()[0], Some(":")).map(str::to_owned).collect()
    }

    #[test]
    fn units_of_another_language_are_not_meant() {
        let app = manifest(0, "app/a.toml", &["app"], &["common"]);
        let common = manifest(0, "common/a.toml", &["common"], &[]);
        let other = manifest(1, "app/common/b.xml", &["common"], &[]);
        assert_eq!(used_by_the_first(vec![app, common, other]), ["common"]);
    }

    #[test]
    fn the_nearest_unit_of_a_name_is_meant_and_never_the_own() {
        let app = manifest(0, "orders/app/a.toml", &["app"], &["the-core", "app"]);
        let near = manifest(0, "orders/core/a.toml", &["the-core"], &[]);
        let far = manifest(0, "bills/core/a.toml", &["the_core"], &[]);
        assert_eq!(used_by_the_first(vec![app, far, near]), ["orders/core"]);
    }

    #[test]
    fn units_called_by_their_paths_are_meant_before_nearer_ones() {
        let app = manifest(0, "orders/app/a.toml", &["app"], &["bills:core", "kits:tests"]);
        let near = manifest(0, "orders/core/a.toml", &["core"], &[]);
        let far = manifest(0, "bills/core/a.toml", &["core"], &[]);
        let elsewhere = manifest(0, "test-kits/tests/a.toml", &["tests"], &[]);
        let mut used = used_by_the_first(vec![app, near, far, elsewhere]);
        used.sort();
        assert_eq!(used, ["bills/core", "test-kits/tests"]);
    }
}
