//! Units that hold no program, or a library beside it: services are what depends on them, as manifests say.

use super::ServiceMap;
use crate::facts::ServiceId;
use crate::resolve::Project;
use rustc_hash::{FxHashMap, FxHashSet};

/// Returns, for each unit without a program or with a library, the programs of the run that are built with it. Cost: nothing where no
/// manifest tells what it depends on.
pub(super) fn users(project: &Project<'_>, map: &ServiceMap) -> FxHashMap<ServiceId, Vec<ServiceId>> {
    let mut users: FxHashMap<ServiceId, Vec<ServiceId>> = FxHashMap::default();
    if project.dependencies().is_empty() {
        return users;
    }
    let at = map.services.iter().enumerate().rev();
    let at: FxHashMap<&str, ServiceId> =
        at.map(|(index, service)| (service.folder.as_str(), index as ServiceId)).collect();
    let service_at = |folder: &str| at.get(folder).copied();
    let declared = project.modules().iter().chain(&project.packages);
    let named = declared.filter_map(|(name, folder)| Some((name, service_at(folder)?)));
    let of_name: FxHashMap<String, ServiceId> =
        named.map(|(name, service)| (name.replace('-', "_"), service)).collect();
    let direct: FxHashMap<ServiceId, Vec<ServiceId>> = project
        .dependencies()
        .iter()
        .filter_map(|(folder, names)| {
            let used = names.iter().filter_map(|name| of_name.get(name).copied()).collect();
            Some((service_at(folder)?, used))
        })
        .collect();
    let (mut programs, libraries) = (programs(project, map), libraries(project, map));
    // Where nothing else tells programs, they are what nothing of the run is built with.
    let used: FxHashSet<ServiceId> = direct.values().flatten().copied().collect();
    let packages = project.packages.iter().filter_map(|(_, folder)| service_at(folder));
    programs.extend(packages.filter(|package| !used.contains(package)));
    for program in &programs {
        let is_lent = |used: &ServiceId| libraries.contains(used) || !programs.contains(used);
        for used in reached(*program, &direct).into_iter().filter(is_lent) {
            users.entry(used).or_default().push(*program);
        }
    }
    users
}

/// The services with a file that is a program by its place.
fn programs(project: &Project<'_>, map: &ServiceMap) -> FxHashSet<ServiceId> {
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

fn reached(from: ServiceId, direct: &FxHashMap<ServiceId, Vec<ServiceId>>) -> FxHashSet<ServiceId> {
    let (mut open, mut found) = (vec![from], FxHashSet::default());
    while let Some(next) = open.pop() {
        for used in direct.get(&next).into_iter().flatten() {
            if *used != from && found.insert(*used) {
                open.push(*used);
            }
        }
    }
    found
}
