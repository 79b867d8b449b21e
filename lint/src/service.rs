//! Services: executables with their code.
//!
//! ```text
//! manifests ─▶ units ─▶ split by executable ─▶ services; shared code belongs to its users
//! ```

mod places;

pub use places::Roles;

use crate::facts::{FileId, ServiceId};
use crate::language::Languages;
use crate::resolve::Project;
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One service.
#[derive(Debug, Clone)]
pub struct Service {
    /// What it is called: the last part of its folder.
    pub name: Arc<str>,
    /// Its folder.
    pub folder: String,
    /// The service whose code it shares, where it is one executable of several.
    pub shares: Option<ServiceId>,
}

/// Which file belongs to which service.
#[derive(Debug, Default)]
pub struct ServiceMap {
    /// All services.
    pub services: Vec<Service>,
    /// What no manifest speaks for, where manifests speak for other code: whoever copies it in uses it.
    rest: Option<ServiceId>,
    of_file: Vec<Option<ServiceId>>,
}

impl ServiceMap {
    /// Divides a run's files. `manifests` are paths of files that mark a unit; `executables` says of each file
    /// whether its folder is a program of its own; `name` names what lies at the root.
    pub fn build(project: &Project<'_>, manifests: &[String], executables: &[bool], name: &str) -> Self {
        let mut map = Self::default();
        let units = units(project.languages, manifests);
        let mut programs: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (file, is_executable) in project.files().iter().zip(executables) {
            if *is_executable {
                let folder = folder_of(file.source.path()).to_owned();
                let unit = unit_of(&units, file.language, &folder);
                let folders = programs.entry(unit).or_default();
                if !folders.contains(&folder) {
                    folders.push(folder);
                }
            }
        }
        for file in project.files() {
            let folder = folder_of(file.source.path());
            let unit = unit_of(&units, file.language, folder);
            let shared = map.find_or_add(&unit, name, None);
            let several = programs.get(&unit).filter(|folders| folders.len() > 1);
            let program = several.and_then(|folders| {
                let holding = folders.iter().filter(|program| is_within(folder, program));
                holding.max_by_key(|program| program.len()).cloned()
            });
            let service = program.map_or(shared, |program| map.find_or_add(&program, name, Some(shared)));
            map.of_file.push(Some(service));
            let is_rest =
                unit.is_empty() && !units.is_empty() && !units.iter().any(|(unit, _)| unit.is_empty());
            map.rest = map.rest.or(is_rest.then_some(shared));
        }
        map
    }

    fn find_or_add(&mut self, folder: &str, root_name: &str, shares: Option<ServiceId>) -> ServiceId {
        let found = self
            .services
            .iter()
            .position(|known| known.folder == folder && known.shares.is_some() == shares.is_some());
        let index = found.unwrap_or_else(|| {
            let name = folder.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(root_name);
            self.services.push(Service { name: name.into(), folder: folder.to_owned(), shares });
            self.services.len() - 1
        });
        index as ServiceId
    }

    /// Returns the service of a file.
    pub fn of(&self, file: FileId) -> Option<ServiceId> {
        self.of_file.get(file as usize).copied().flatten()
    }

    /// Returns the services whose evidence reaches a file: its own, what that shares, and for shared code every
    /// executable that uses it.
    pub fn seen_from(&self, file: FileId) -> Vec<ServiceId> {
        let Some(own) = self.of(file) else { return Vec::new() };
        let is_rest = self.rest == Some(own);
        let users = self.services.iter().enumerate().filter(|(index, service)| {
            service.shares == Some(own) || (is_rest && *index as ServiceId != own)
        });
        let shared = self.services[own as usize].shares;
        std::iter::once(own).chain(shared).chain(users.map(|(index, _)| index as ServiceId)).collect()
    }

    /// Returns the services that a deployment file speaks of: the one whose folder holds it; from outside of
    /// all, those it names, else all.
    pub fn deployed_by(&self, path: &str, text: &[u8]) -> Vec<ServiceId> {
        let folder = folder_of(path);
        let indexed =
            || self.services.iter().enumerate().map(|(index, service)| (index as ServiceId, service));
        let holding = indexed().filter(|(_, service)| is_within(folder, &service.folder));
        let deepest = holding.max_by_key(|(_, service)| service.folder.len());
        if let Some((index, service)) = deepest
            && (!service.folder.is_empty() || self.services.len() == 1)
        {
            return vec![index];
        }
        let named: Vec<ServiceId> = indexed()
            .filter(|(_, service)| !service.folder.is_empty() && mentions(text, service.name.as_bytes()))
            .map(|(index, _)| index)
            .collect();
        if named.is_empty() { deepest.into_iter().map(|(index, _)| index).collect() } else { named }
    }
}

/// Whether a name stands in a text as a word of its own.
fn mentions(text: &[u8], name: &[u8]) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    memchr::memmem::find_iter(text, name).any(|at| {
        !is_word(at.checked_sub(1).and_then(|before| text.get(before))) && !is_word(text.get(at + name.len()))
    })
}

/// Folders with a manifest, and the languages it speaks for; `None` speaks for all.
type Units = Vec<(String, Option<usize>)>;

fn units(languages: &Languages, manifests: &[String]) -> Units {
    let mut units = Units::new();
    for (index, language) in languages.all().iter().enumerate() {
        let globs = names(&language.habits.manifests);
        let of_language = manifests.iter().filter(|path| globs.is_match(file_name(path)));
        units.extend(of_language.map(|path| (folder_of(path).to_owned(), Some(index))));
    }
    units
}

fn unit_of(units: &Units, language: usize, folder: &str) -> String {
    let speaks = units.iter().filter(|(_, speaks_for)| speaks_for.is_none_or(|known| known == language));
    let holding = speaks.filter(|(unit, _)| is_within(folder, unit));
    holding.map(|(unit, _)| unit).max_by_key(|unit| unit.len()).cloned().unwrap_or_default()
}

/// Returns whether a folder is another or lies in it.
pub(crate) fn is_within(folder: &str, outer: &str) -> bool {
    outer.is_empty()
        || folder == outer
        || folder.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}

/// Compiles file name patterns; wrong ones, which the language files' test would show, match nothing.
pub(crate) fn names(patterns: &[String]) -> GlobSet {
    let mut globs = GlobSetBuilder::new();
    for glob in patterns.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
        globs.add(glob);
    }
    globs.build().unwrap_or_default()
}

fn folder_of(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
