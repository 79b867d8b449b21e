//! Services: executables with their code.
//!
//! ```text
//! manifests ─▶ units ─▶ split by executable ─▶ services; shared code belongs to its users
//! ```

mod dependents;
pub(crate) mod front_end;
mod lending;
mod places;
mod units;

use crate::facts::{FileId, ServiceId};
use crate::folders::{folder as folder_of, is_within};
use crate::resolve::Project;
use dependents::Dependents;
use globset::{Glob, GlobSet, GlobSetBuilder};
pub use places::Roles;
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock};
use units::Units;

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
    /// Folders whose code other units are built with, and whose services these are.
    lent: FxHashMap<String, Vec<ServiceId>>,
    dependents: Dependents,
    of_file: Vec<ServiceId>,
}

impl ServiceMap {
    /// Divides a run's files. `executables` says of each file whether its folder is a program of its own; `name` names
    /// what lies at the root.
    pub fn build(project: &Project<'_>, executables: &[bool], name: &str) -> Self {
        let mut map = Self::default();
        let units = Units::new(project, executables);
        let mut known = FxHashMap::default();
        for file in project.files() {
            let folder = folder_of(file.source.path());
            let unit = units.of(file.language, folder);
            let mut service_of = |folder: &str, shares: Option<ServiceId>| {
                let next = || map.add(folder, name, shares);
                *known.entry((folder.to_owned(), shares.is_some())).or_insert_with(next)
            };
            let shared = service_of(unit, None);
            let program = units.program(unit, folder);
            let service = program.map_or(shared, |program| service_of(program, Some(shared)));
            map.of_file.push(service);
            if unit.is_empty() && units.leave_the_root_out() {
                map.rest.get_or_insert(shared);
            }
        }
        map.lent = lending::lent(project, &map);
        map.dependents = Dependents::of(project, &map);
        map
    }

    fn add(&mut self, folder: &str, root_name: &str, shares: Option<ServiceId>) -> ServiceId {
        let name = folder.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(root_name);
        self.services.push(Service { name: name.into(), folder: folder.to_owned(), shares });
        (self.services.len() - 1) as ServiceId
    }

    /// Returns the service of a file.
    pub fn of(&self, file: FileId) -> Option<ServiceId> {
        self.of_file.get(file as usize).copied()
    }

    /// Returns the services of other units that are built with a file.
    pub fn borrowers(&self, project: &Project<'_>, file: FileId) -> &[ServiceId] {
        let users = self.of(file).and_then(|own| self.dependents.users.get(&own));
        let lent = || self.lent.get(folder_of(project.file(file).source.path()));
        users.or_else(lent).map_or(&[], Vec::as_slice)
    }

    /// Returns the services whose evidence reaches a file: its own, what that shares, and for shared code every
    /// executable that uses it.
    pub fn seen_from(&self, file: FileId) -> Vec<ServiceId> {
        let Some(own) = self.of(file) else { return Vec::new() };
        let is_rest = self.rest == Some(own);
        let users = self
            .indexed()
            .filter(|(index, service)| service.shares == Some(own) || (is_rest && *index != own));
        let shared = self.services[own as usize].shares;
        let programs = self.dependents.users.get(&own).into_iter().flatten().copied();
        std::iter::once(own).chain(shared).chain(programs).chain(users.map(|(index, _)| index)).collect()
    }

    /// Returns the services that a deployment file speaks of: the one whose folder holds it; from outside of
    /// all, those it names, else all.
    pub fn deployed_by(&self, path: &str, text: &[u8]) -> Vec<ServiceId> {
        let folder = folder_of(path);
        let holding = self.indexed().filter(|(_, service)| is_within(folder, &service.folder));
        let deepest = holding.max_by_key(|(_, service)| service.folder.len());
        if let Some((index, service)) = deepest
            && (!service.folder.is_empty() || self.services.len() == 1)
        {
            return vec![index];
        }
        let is_named = |service: &Service| mentions(text, service.name.as_bytes());
        let below = self.indexed().filter(|(_, service)| !service.folder.is_empty() && is_named(service));
        let named: Vec<ServiceId> = below.map(|(index, _)| index).collect();
        if named.is_empty() { deepest.into_iter().map(|(index, _)| index).collect() } else { named }
    }

    /// Returns the service that speaks for one: the program that it is part of.
    pub fn whole(&self, service: ServiceId) -> ServiceId {
        let shared = self.services[service as usize].shares.unwrap_or(service);
        self.dependents.wholes.get(&shared).copied().unwrap_or(shared)
    }

    /// Returns the services that are built with the code of a manifest's folder.
    pub fn built_with(&self, folder: &str) -> &[ServiceId] {
        self.dependents.built_with(folder)
    }

    /// Returns the services whose names stand in a text.
    pub fn named_in<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = ServiceId> + 'a {
        let named = self
            .indexed()
            .filter(|(_, service)| !service.folder.is_empty() && mentions(text, service.name.as_bytes()));
        named.map(|(index, _)| index)
    }

    fn indexed(&self) -> impl Iterator<Item = (ServiceId, &Service)> {
        self.services.iter().enumerate().map(|(index, service)| (index as ServiceId, service))
    }
}

/// Whether a name stands in a text as a word of its own.
fn mentions(text: &[u8], name: &[u8]) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    memchr::memmem::find_iter(text, name).any(|at| {
        !is_word(at.checked_sub(1).and_then(|before| text.get(before))) && !is_word(text.get(at + name.len()))
    })
}

/// Compiles file name patterns; wrong ones, which the language files' test would show, match nothing.
pub(crate) fn names(patterns: &[String]) -> GlobSet {
    let mut globs = GlobSetBuilder::new();
    for glob in patterns.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
        globs.add(glob);
    }
    globs.build().unwrap_or_default()
}

/// File names by patterns, which are compiled when first asked for: most runs hold few of the languages.
#[derive(Debug)]
pub(crate) struct LazyNames {
    patterns: Vec<String>,
    compiled: OnceLock<GlobSet>,
}

impl LazyNames {
    pub(crate) fn new(patterns: &[String]) -> Self {
        Self { patterns: patterns.to_vec(), compiled: OnceLock::new() }
    }

    pub(crate) fn is_match(&self, name: &str) -> bool {
        self.compiled.get_or_init(|| names(&self.patterns)).is_match(name)
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
