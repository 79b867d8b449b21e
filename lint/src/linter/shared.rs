//! What packages print or send that code for browsers imports too, and that list nothing only servers have: there a logger is
//! not at hand, and half of what is printed nobody who operates a service could see.

use super::Found;
use super::addressed::is_undecided;
use super::roles::{Roles, folder_of};
use crate::facts::{Fact, FileId};
use crate::folders::around;
use crate::language::LanguageId;
use crate::resolve::{Manifest, Project};
use crate::service::front_end;
use crate::source::Role;
use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Returns which facts stand in such packages. Cost: nothing where no package prints; else a search through the sources
/// of what runs in browsers.
pub(super) fn facts(found: &Found<'_>, roles: &Roles, facts: &[Fact]) -> FxHashSet<usize> {
    let project = found.project;
    let mut packages: FxHashMap<FileId, Option<&Manifest>> = FxHashMap::default();
    let mut printing: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut names: FxHashMap<LanguageId, FxHashSet<&str>> = FxHashMap::default();
    for (index, fact) in facts.iter().enumerate() {
        let is_spoken_of = match fact.kind {
            "print-call" => is_undecided(fact, roles),
            "outbound-call" => is_request(fact, roles),
            _ => false,
        };
        if !is_spoken_of {
            continue;
        }
        let package = packages.entry(fact.file).or_insert_with(|| package_of(project, fact.file));
        if let Some(package) = package {
            printing.entry(package.folder()).or_default().push(index);
            names.entry(package.language).or_default().extend(package.names.iter().map(String::as_str));
        }
    }
    let imported = names.iter().flat_map(|(language, names)| imported_by_browsers(project, *language, names));
    let imported: FxHashSet<&str> = imported.collect();
    imported.into_iter().filter_map(|folder| printing.remove(folder)).flatten().collect()
}

/// A request without a bound: a browser has its own, and whoever waits can leave.
fn is_request(fact: &Fact, roles: &Roles) -> bool {
    fact.field("kind") == Some("http")
        && fact.field("timeout") == Some("missing")
        && matches!(roles.role(fact.file), Role::Service | Role::Library)
}

/// The folders of the packages of these names that code for browsers imports.
fn imported_by_browsers<'p>(
    project: &'p Project<'_>,
    language: LanguageId,
    names: &FxHashSet<&str>,
) -> FxHashSet<&'p str> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let imports = front_end::imports(&project.languages.get(language).habits.front_end, &names);
    let (texts, named): (Vec<String>, Vec<usize>) = imports.into_iter().unzip();
    let Ok(search) = AhoCorasick::new(texts) else { return FxHashSet::default() };
    let of_browsers = |file: &FileId| {
        let file = project.file(*file);
        file.language == language && file.role == Some(Role::FrontEnd)
    };
    let imported = |file: FileId| {
        let hits = search.find_overlapping_iter(project.file(file).source.bytes());
        let hit: FxHashSet<usize> = hits.map(|hit| named[hit.pattern().as_usize()]).collect();
        let from = folder_of(project, file);
        let folder = |name: usize| project.manifests().folder_of(language, &names[name], from);
        hit.into_iter().filter_map(folder).collect::<Vec<_>>()
    };
    (0..project.files().len() as FileId).into_par_iter().filter(of_browsers).flat_map_iter(imported).collect()
}

/// The innermost package that a file lies in, unless that is all there is, the file serves by its place, or the package
/// lists what only servers have.
fn package_of<'p>(project: &'p Project<'_>, file: FileId) -> Option<&'p Manifest> {
    let (language, front_end) = (project.file(file).language, &project.language(file).habits.front_end);
    let serves = project.knowledge(file).placed(project.file(file).source.path()).next().is_some();
    let named = |manifest: &&Manifest| manifest.language == language && !manifest.names.is_empty();
    let package = around(folder_of(project, file))
        .find_map(|folder| project.manifests().in_folder(folder).find(named))
        .filter(|package| !package.folder().is_empty() && !package.lists(&front_end.server_packages));
    package.filter(|_| !serves && !front_end.loading.is_empty())
}
