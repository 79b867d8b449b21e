//! What packages print for people, or hand to loggers without fields, that only tests and tools import.
//!
//! Imports are found by the end of the path that they name, in every file, whether it was looked into or not: too many
//! importers rather than too few, as one that is neither a test nor a tool speaks for a package.

use super::Found;
use super::addressed::is_undecided;
use super::roles::{Roles, folder_of, has_packages};
use crate::facts::{Fact, FileId};
use crate::source::Role;
use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Returns which facts stand in such packages. Cost: nothing where no package prints; else a search through the sources.
pub(super) fn facts(found: &Found<'_>, roles: &Roles, facts: &[Fact]) -> FxHashSet<usize> {
    let printing = printing(found, roles, facts);
    if printing.is_empty() {
        return FxHashSet::default();
    }
    let folders: Vec<&str> = printing.keys().copied().collect();
    let Ok(search) = AhoCorasick::new(folders.iter().map(|folder| format!("{}\"", end_of(folder)))) else {
        return FxHashSet::default();
    };
    let project = found.project;
    let uses: Vec<(usize, bool)> = (0..project.files().len() as FileId)
        .into_par_iter()
        .filter(|file| has_packages(project, *file))
        .flat_map_iter(|file| {
            let own = folder_of(project, file);
            let hits: FxHashSet<usize> = search
                .find_overlapping_iter(project.file(file).source.bytes())
                .map(|hit| hit.pattern().as_usize())
                .filter(|pattern| folders[*pattern] != own)
                .collect();
            let is_aside = is_aside(found, roles, file);
            hits.into_iter().map(move |pattern| (pattern, is_aside)).collect::<Vec<_>>()
        })
        .collect();
    let is_for_people = |pattern: usize| {
        let mut importers = uses.iter().filter(|(imported, _)| *imported == pattern).peekable();
        match importers.peek() {
            Some(_) => importers.all(|(_, is_aside)| *is_aside),
            None => is_only_tested(found, roles, folders[pattern]),
        }
    };
    let chosen = (0..folders.len()).filter(|pattern| is_for_people(*pattern));
    chosen.flat_map(|pattern| printing[folders[pattern]].iter().copied()).collect()
}

/// The folders of packages that print where a rule would speak of it, with what they print.
fn printing<'a>(found: &Found<'a>, roles: &Roles, facts: &[Fact]) -> FxHashMap<&'a str, Vec<usize>> {
    let programs: FxHashSet<&str> = found
        .models
        .iter()
        .filter(|model| model.is_executable)
        .map(|model| folder_of(found.project, model.file))
        .collect();
    let mut printing: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (index, fact) in facts.iter().enumerate() {
        let folder = folder_of(found.project, fact.file);
        if is_undecided(fact, roles)
            && has_packages(found.project, fact.file)
            && !programs.contains(folder)
            && folder.contains('/')
        {
            printing.entry(folder).or_default().push(index);
        }
    }
    printing
}

/// Of a service, a package that nobody imports does nothing but what its tests ask of it.
fn is_only_tested(found: &Found<'_>, roles: &Roles, folder: &str) -> bool {
    let files = || found.project.in_folder(folder).iter();
    files().any(|file| found.project.file(*file).role == Some(Role::Test))
        && files().all(|file| matches!(roles.role(*file), Role::Test | Role::Service))
}

/// The last part of a folder, as import paths end: versions may stand before it that are no folders.
fn end_of(folder: &str) -> &str {
    folder.rfind('/').map_or(folder, |slash| &folder[slash..])
}

fn is_aside(found: &Found<'_>, roles: &Roles, file: FileId) -> bool {
    let by_place = matches!(found.project.file(file).role, Some(Role::Test | Role::Example | Role::Script));
    by_place || matches!(roles.role(file), Role::Test | Role::Example | Role::Script | Role::CommandLine)
}
