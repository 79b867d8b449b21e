//! Units: folders with a manifest, and the programs in them.

use super::folder_of;
use crate::folders::{around, is_within};
use crate::language::LanguageId;
use crate::resolve::{Manifest, Project};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The units of a run.
pub(super) struct Units {
    /// Folders with a manifest, and the languages they speak for.
    folders: FxHashMap<String, Vec<LanguageId>>,
    /// The folders of a unit's programs.
    programs: BTreeMap<String, Vec<String>>,
}

impl Units {
    /// Finds the units that manifests mark, and the programs in them; see [`super::ServiceMap::build`].
    pub(super) fn new(project: &Project<'_>, executables: &[bool]) -> Self {
        let mut units = Self { folders: marked(project), programs: BTreeMap::new() };
        for (file, is_executable) in project.files().iter().zip(executables) {
            if *is_executable {
                units.add_program(file.language, folder_of(file.source.path()));
            }
        }
        units
    }

    fn add_program(&mut self, language: LanguageId, folder: &str) {
        let unit = self.of(language, folder).to_owned();
        let folders = self.programs.entry(unit).or_default();
        if !folders.iter().any(|known| known == folder) {
            folders.push(folder.to_owned());
        }
    }

    /// Returns the unit that the code of a folder belongs to; the root where no manifest speaks for it.
    pub(super) fn of<'a>(&self, language: LanguageId, folder: &'a str) -> &'a str {
        let speaks = |unit: &&str| self.folders.get(*unit).is_some_and(|known| known.contains(&language));
        around(folder).find(speaks).unwrap_or_default()
    }

    /// Returns the innermost program that a folder lies in, where its unit has several.
    pub(super) fn program(&self, unit: &str, folder: &str) -> Option<&str> {
        let several = self.programs.get(unit).filter(|folders| folders.len() > 1)?;
        let holding = several.iter().map(String::as_str).filter(|program| is_within(folder, program));
        holding.max_by_key(|program| program.len())
    }

    /// Returns whether manifests speak for some code, and none for the root.
    pub(super) fn leave_the_root_out(&self) -> bool {
        !self.folders.is_empty() && !self.folders.contains_key("")
    }
}

fn marked(project: &Project<'_>) -> FxHashMap<String, Vec<LanguageId>> {
    let mut folders: FxHashMap<String, Vec<LanguageId>> = FxHashMap::default();
    for manifest in project.manifests().all().iter().filter(|manifest| !is_module(project, manifest)) {
        folders.entry(manifest.folder().to_owned()).or_default().push(manifest.language);
    }
    folders
}

/// Inside a package, a file of a manifest's name is just a module.
fn is_module(project: &Project<'_>, manifest: &Manifest) -> bool {
    let Some(language) = project.languages.of_path(&manifest.path) else { return false };
    let habits = &project.languages.get(language).habits;
    habits.package_file.as_ref().is_some_and(|name| {
        let in_folder = |ending: &String| project.find(&format!("{}/{name}.{ending}", manifest.folder()));
        habits.extensions.iter().any(|ending| in_folder(ending).is_some())
    })
}
