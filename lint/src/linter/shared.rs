//! What packages print that code for browsers imports too, and that list nothing only servers have: there a logger is
//! not at hand, and half of what is printed nobody who operates a service could see.

use super::Found;
use super::addressed::is_undecided;
use super::roles::Roles;
use crate::facts::{Fact, FileId};
use crate::resolve::Project;
use crate::service::front_end;
use crate::source::Role;
use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Returns which facts stand in such packages. Cost: nothing where no package prints; else a search through the sources
/// of what runs in browsers.
pub(super) fn facts(found: &Found<'_>, roles: &Roles, facts: &[Fact]) -> FxHashSet<usize> {
    let project = found.project;
    let mut printing: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (index, fact) in facts.iter().enumerate() {
        let package = (fact.kind == "print-call" && is_undecided(fact, roles))
            .then(|| package_of(project, project.file(fact.file).source.path()));
        if let Some((name, folder)) = package.flatten()
            && !folder.is_empty()
            && !serves_by_place(project, fact.file)
            && !lists_server_packages(project, fact.file, folder)
        {
            printing.entry(name).or_default().push(index);
        }
    }
    let names: Vec<String> = printing.keys().map(|name| (*name).to_owned()).collect();
    let imported = imported_by_browsers(project, &names);
    imported.into_iter().flat_map(|name| printing[names[name].as_str()].iter().copied()).collect()
}

/// Which of these packages code for browsers imports.
fn imported_by_browsers(project: &Project<'_>, names: &[String]) -> FxHashSet<usize> {
    let of_language = |language: usize| {
        let habits = &project.languages.get(language).habits.front_end;
        let search = AhoCorasick::new(front_end::imports(habits, names)).ok().filter(|_| !names.is_empty());
        let of_browsers = move |file: &FileId| {
            let file = project.file(*file);
            file.language == language && file.role == Some(Role::FrontEnd)
        };
        let files = (0..project.files().len() as FileId).into_par_iter().filter(of_browsers);
        files
            .flat_map_iter(move |file| {
                let hits = search.iter().flat_map(|search| {
                    search.find_overlapping_iter(project.file(file).source.bytes()).collect::<Vec<_>>()
                });
                // Four texts for each name, after each word that loads.
                hits.map(|hit| hit.pattern().as_usize() / 4 % names.len()).collect::<FxHashSet<usize>>()
            })
            .collect::<FxHashSet<usize>>()
    };
    (0..project.languages.all().len()).flat_map(of_language).collect()
}

/// The innermost package that a path lies in: its name and its folder.
fn package_of<'a>(project: &'a Project<'_>, path: &str) -> Option<(&'a str, &'a str)> {
    let is_around = |folder: &str| {
        folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    };
    let around = project.packages.iter().filter(|(_, folder)| is_around(folder));
    let innermost = around.max_by_key(|(_, folder)| folder.len())?;
    Some((&innermost.0, &innermost.1))
}

fn serves_by_place(project: &Project<'_>, file: FileId) -> bool {
    project.knowledge(file).placed(project.file(file).source.path()).next().is_some()
}

fn lists_server_packages(project: &Project<'_>, file: FileId, folder: &str) -> bool {
    let servers = &project.language(file).habits.front_end.server_packages;
    let of_package = |(listed, names): &&(String, FxHashSet<String>)| listed == folder && !names.is_empty();
    project
        .dependencies()
        .iter()
        .filter(of_package)
        .any(|(_, names)| servers.iter().any(|server| names.contains(&server.replace('-', "_"))))
}
