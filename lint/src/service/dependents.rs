//! What is built with what, as manifests say. Of a unit that holds no program, the services are what depends on it.

use super::ServiceMap;
use crate::facts::ServiceId;
use crate::resolve::{Manifest, Project};
use rustc_hash::{FxHashMap, FxHashSet};

/// Which services are built with which folders' code.
#[derive(Debug, Default)]
pub(super) struct Dependents {
    /// By the folder of a manifest: the services built with it, directly or by way of others.
    built_with: FxHashMap<String, Vec<ServiceId>>,
    /// The programs that units without one, or with a library, are part of.
    pub(super) users: FxHashMap<ServiceId, Vec<ServiceId>>,
    /// The program that speaks for a unit without one.
    pub(super) wholes: FxHashMap<ServiceId, ServiceId>,
}

impl Dependents {
    /// Reads what manifests told. Cost: nothing where none tells what it depends on.
    pub(super) fn of(project: &Project<'_>, map: &ServiceMap) -> Self {
        let mut dependents = Self::default();
        if project.manifests().all().iter().all(|manifest| manifest.uses.is_empty()) {
            return dependents;
        }
        let direct = direct(project);
        let folders = || map.indexed().map(|(service, known)| (service, known.folder.as_str()));
        for (service, folder) in folders() {
            for used in reached(folder, &direct) {
                dependents.built_with.entry(used.to_owned()).or_default().push(service);
            }
        }
        let marked = dependents.marked(project, map);
        let placed: FxHashSet<ServiceId> =
            placed(project, map).into_iter().chain(dependents.unused(project, map)).collect();
        let libraries = libraries(project, map);
        let is_program = |service: &ServiceId| marked.contains(service) || placed.contains(service);
        for (service, folder) in folders() {
            let built = dependents.built_with(folder).iter().copied();
            let users: Vec<ServiceId> = built.filter(is_program).collect();
            let whole = users.iter().copied().find(|user| marked.contains(user));
            if let Some(whole) = whole.filter(|_| !is_program(&service)) {
                dependents.wholes.insert(service, whole);
            }
            if !users.is_empty() && (libraries.contains(&service) || !is_program(&service)) {
                dependents.users.insert(service, users);
            }
        }
        dependents
    }

    /// The services that say of themselves that they are programs. One that another of these is built with is part of
    /// that, whatever starts it by itself.
    fn marked(&self, project: &Project<'_>, map: &ServiceMap) -> FxHashSet<ServiceId> {
        let marked = marked(project, map);
        let is_part = |service: &ServiceId| {
            let folder = map.services[*service as usize].folder.as_str();
            self.built_with(folder).iter().any(|user| marked.contains(user))
        };
        marked.iter().copied().filter(|service| !is_part(service)).collect()
    }

    /// Where code imports packages by the names that manifests give them, what nothing of the run is built with is a
    /// program, or the only one that speaks for itself.
    fn unused(&self, project: &Project<'_>, map: &ServiceMap) -> Vec<ServiceId> {
        let at = map.indexed().collect::<Vec<_>>().into_iter().rev();
        let at: FxHashMap<&str, ServiceId> =
            at.map(|(index, service)| (service.folder.as_str(), index)).collect();
        let is_package = |manifest: &&Manifest| {
            project.languages.get(manifest.language).habits.manifests.unit_key.is_some()
        };
        let folders = project.manifests().all().iter().filter(is_package).map(Manifest::folder);
        let unused = folders.filter(|folder| self.built_with(folder).is_empty());
        unused.filter_map(|folder| at.get(folder).copied()).collect()
    }

    /// Returns the services that are built with the code of a manifest's folder.
    pub(super) fn built_with(&self, folder: &str) -> &[ServiceId] {
        self.built_with.get(folder).map_or(&[], Vec::as_slice)
    }
}

/// Folders of manifests, and those of the units that they name.
fn direct<'p>(project: &'p Project<'_>) -> FxHashMap<&'p str, Vec<&'p str>> {
    let manifests = project.manifests();
    let mut direct: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for manifest in manifests.all() {
        let habits = &project.languages.get(manifest.language).habits.manifests;
        let used = manifests.used_by(manifest, habits.path_separator.as_deref());
        direct.entry(manifest.folder()).or_default().extend(used);
    }
    direct
}

/// The services with a file that is a program by its place.
fn placed(project: &Project<'_>, map: &ServiceMap) -> FxHashSet<ServiceId> {
    let files = project.files().iter().zip(&map.of_file);
    let of_programs = files.filter(|(file, _)| {
        let habits = &project.languages.get(file.language).habits;
        let path = file.source.path();
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let is_in = |known: &String| folder.rsplit('/').next() == Some(known.as_str());
        habits.program_function.as_deref() == Some(stem) || habits.program_folders.iter().any(is_in)
    });
    of_programs.map(|(_, service)| *service).collect()
}

/// The services with a file that says so itself, where manifests tell by expressions what they name.
fn marked(project: &Project<'_>, map: &ServiceMap) -> FxHashSet<ServiceId> {
    let files = project.files().iter().zip(&map.of_file).filter(|(file, _)| file.role.is_none());
    let of_programs = files.filter(|(file, _)| {
        let habits = &project.languages.get(file.language).habits;
        let holds = |mark: &String| memchr::memmem::find(file.source.bytes(), mark.as_bytes()).is_some();
        !habits.manifests.dependency_names.is_empty()
            && !habits.program_marks.is_empty()
            && habits.program_marks.iter().all(holds)
    });
    of_programs.map(|(_, service)| *service).collect()
}

/// The services with a file that others use as a library, whatever programs stand beside it.
fn libraries(project: &Project<'_>, map: &ServiceMap) -> FxHashSet<ServiceId> {
    let files = project.files().iter().zip(&map.of_file);
    let of_libraries = files.filter(|(file, _)| {
        let habits = &project.languages.get(file.language).habits;
        let name = file.source.path().rsplit('/').next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        habits.root_files.iter().any(|root| root == stem)
            && habits.program_function.as_deref().is_some_and(|program| program != stem)
    });
    of_libraries.map(|(_, service)| *service).collect()
}

fn reached<'p>(from: &str, direct: &FxHashMap<&'p str, Vec<&'p str>>) -> FxHashSet<&'p str> {
    let (mut open, mut found) = (vec![from], FxHashSet::default());
    while let Some(next) = open.pop() {
        for used in direct.get(next).into_iter().flatten().copied() {
            if used != from && found.insert(used) {
                open.push(used);
            }
        }
    }
    found
}
