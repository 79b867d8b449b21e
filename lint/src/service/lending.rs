//! Which services are built with the code of another unit: libraries of the repository, followed from their users.

use super::ServiceMap;
use crate::facts::{FileId, ServiceId};
use crate::folders::folder;
use crate::language::Modules;
use crate::resolve::Project;
use rustc_hash::{FxHashMap, FxHashSet};

/// Folder ─▶ folders that its files import.
type Imports<'p> = FxHashMap<&'p str, FxHashSet<String>>;

/// Returns the folders that services of other units import, themselves or by way of others. Only files that were parsed
/// tell of imports. Cost: nothing where fewer than two manifests declare what they are imported as.
pub(super) fn lent(project: &Project<'_>, map: &ServiceMap) -> FxHashMap<String, Vec<ServiceId>> {
    let mut lent: FxHashMap<String, Vec<ServiceId>> = FxHashMap::default();
    let is_of_folders = |language| project.languages.get(language).habits.modules == Modules::Folders;
    let manifests = project.manifests().all().iter();
    if manifests.filter(|manifest| is_of_folders(manifest.language)).take(2).count() < 2 {
        return lent;
    }
    let imports = imports(project);
    let mut folders: FxHashMap<ServiceId, FxHashSet<&str>> = FxHashMap::default();
    for (file, service) in map.of_file.iter().enumerate() {
        let whole = map.services[*service as usize].shares.unwrap_or(*service);
        folders.entry(whole).or_default().insert(folder(project.file(file as FileId).source.path()));
    }
    for (service, own) in &folders {
        for reached in reached(own, &imports) {
            lent.entry(reached.to_owned()).or_default().push(*service);
        }
    }
    lent
}

fn imports<'p>(project: &'p Project<'_>) -> Imports<'p> {
    let mut imports: Imports<'p> = FxHashMap::default();
    let tells = |file: &FileId| {
        project.is_parsed(*file) && project.language(*file).habits.modules == Modules::Folders
    };
    for file in (0..project.files().len() as FileId).filter(tells) {
        let Some(parsed) = project.parsed(file) else { continue };
        let from = folder(project.file(file).source.path());
        let named =
            parsed.bindings.imports.iter().filter_map(|(_, path)| project.imported_folder(file, path));
        imports.entry(from).or_default().extend(named);
    }
    imports
}

/// What is imported by these folders, by what they import, and so on; themselves left out.
fn reached<'a>(own: &FxHashSet<&'a str>, imports: &'a Imports<'_>) -> FxHashSet<&'a str> {
    let mut open: Vec<&str> = own.iter().copied().collect();
    let mut found: FxHashSet<&str> = FxHashSet::default();
    while let Some(next) = open.pop() {
        for import in imports.get(next).into_iter().flatten() {
            if !own.contains(import.as_str()) && found.insert(import) {
                open.push(import);
            }
        }
    }
    found
}
