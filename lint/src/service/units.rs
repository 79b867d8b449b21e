//! Units: folders with a manifest, and the programs in them.

use super::{file_name, folder_of, is_within, names};
use crate::language::{LanguageId, Languages};
use crate::resolve::Project;
use std::collections::BTreeMap;

/// The units of a run.
pub(super) struct Units {
    /// Folders with a manifest, and the language it speaks for.
    folders: Vec<(String, LanguageId)>,
    /// The folders of a unit's programs.
    programs: BTreeMap<String, Vec<String>>,
}

impl Units {
    /// Finds the units that manifests mark, and the programs in them; see [`super::ServiceMap::build`].
    pub(super) fn new(project: &Project<'_>, manifests: &[String], executables: &[bool]) -> Self {
        let mut units = Self { folders: marked(project.languages, manifests), programs: BTreeMap::new() };
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
    pub(super) fn of(&self, language: LanguageId, folder: &str) -> &str {
        let speaks = self.folders.iter().filter(|(_, speaks_for)| *speaks_for == language);
        let holding = speaks.map(|(unit, _)| unit.as_str()).filter(|unit| is_within(folder, unit));
        holding.max_by_key(|unit| unit.len()).unwrap_or_default()
    }

    /// Returns the innermost program that a folder lies in, where its unit has several.
    pub(super) fn program(&self, unit: &str, folder: &str) -> Option<&str> {
        let several = self.programs.get(unit).filter(|folders| folders.len() > 1)?;
        let holding = several.iter().map(String::as_str).filter(|program| is_within(folder, program));
        holding.max_by_key(|program| program.len())
    }

    /// Returns whether manifests speak for some code, and none for the root.
    pub(super) fn leave_the_root_out(&self) -> bool {
        !self.folders.is_empty() && !self.folders.iter().any(|(unit, _)| unit.is_empty())
    }
}

fn marked(languages: &Languages, manifests: &[String]) -> Vec<(String, LanguageId)> {
    let mut folders = Vec::new();
    for (id, language) in languages.all().iter().enumerate() {
        let globs = names(&language.habits.manifests);
        let of_language = manifests.iter().filter(|path| globs.is_match(file_name(path)));
        folders.extend(of_language.map(|path| (folder_of(path).to_owned(), id)));
    }
    folders
}
