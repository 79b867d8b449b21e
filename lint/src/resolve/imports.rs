//! From an import to the module of this run that it names, or to an API path.

mod aliases;
pub(super) mod crates;
mod packages;
mod relative;

use super::project::Project;
use super::value::Value;
use crate::facts::FileId;
use crate::folders::{around, folder};
use crate::knowledge::Knowledge;
use crate::language::{Habits, Modules};
pub use aliases::Alias;
pub(super) use aliases::Aliases;
use std::rc::Rc;

/// Returns the API path of an import path: version segments (`/v2`, `.v3`) say nothing about meaning.
pub(super) fn api_path(import: &str) -> String {
    let is_version = |segment: &str| {
        segment
            .strip_prefix('v')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let kept = import.split('/').filter(|segment| !is_version(segment));
    let unversioned = kept.map(|segment| match segment.rsplit_once('.') {
        Some((head, tail)) if is_version(tail) && import.contains('/') => head,
        _ => segment,
    });
    unversioned.collect::<Vec<&str>>().join("/")
}

/// Returns the name that an import binds by default in languages that bind the last segment.
pub(super) fn default_name(knowledge: &Knowledge, import: &str) -> String {
    let path = api_path(import);
    if let Some(name) = knowledge.package(&path) {
        return name.to_owned();
    }
    let last = path.rsplit('/').next().unwrap_or(&path);
    last.strip_prefix("go-").or_else(|| last.strip_suffix("-go")).unwrap_or(last).to_owned()
}

/// Returns what a module import stands for, seen from a file.
pub(super) fn module(project: &Project<'_>, from: FileId, import: &str) -> Value {
    if project.language(from).habits.modules == Modules::Packages {
        let found = packages::module(project, from, import);
        return found.unwrap_or_else(|| Value::Path(import.into()));
    }
    let found = match project.language(from).habits.modules {
        Modules::Files => file_module(project, from, import),
        Modules::Folders | Modules::Packages => project.imported_folder(from, import).map(Rc::from),
        Modules::Crates => None,
        Modules::Paths => return relative::module(project, from, import),
    };
    found.map_or_else(|| Value::Path(api_path(import).into()), Value::Module)
}

pub(super) use packages::{clause_of as package_of, member as package_member};

/// Looks for `a/b.py`, or `a/b/` with a package file, next to the importing file and upwards.
fn file_module(project: &Project<'_>, from: FileId, import: &str) -> Option<Rc<str>> {
    let here = folder(project.file(from).source.path());
    let dots = import.len() - import.trim_start_matches('.').len();
    let path = import[dots..].replace('.', "/");
    if dots > 0 {
        let mut base = here;
        for _ in 1..dots {
            base = folder(base);
        }
        return existing(project, from, &join(base, &path));
    }
    // A folder without a package file gives way to a package of its name, wherever that is installed.
    let root = import.split('.').next().unwrap_or(import);
    let is_library = project.knowledge(from).has_root(root);
    let found = |path: &str| match module_file(project, from, path) {
        None if is_library => None,
        _ => existing(project, from, path),
    };
    let mut base = here;
    loop {
        // A package's own folder is not searched: `import logging` inside it does not mean `./logging.py`.
        let is_package = module_file(project, from, base)
            .is_some_and(|file| folder(project.file(file).source.path()) == base);
        if !is_package && let Some(found) = found(&join(base, &path)) {
            return Some(found);
        }
        for root in &project.language(from).habits.source_roots {
            if let Some(found) = found(&join(&join(base, root), &path)) {
                return Some(found);
            }
        }
        if base.is_empty() {
            return (!is_library).then(|| beside_package(project, from, &path)).flatten();
        }
        base = folder(base);
    }
}

/// A folder that programs start in may be a package for form's sake: what lies deeper than a single name there, and
/// nowhere else, is meant.
fn beside_package(project: &Project<'_>, from: FileId, path: &str) -> Option<Rc<str>> {
    if !path.contains('/') {
        return None;
    }
    let mut candidates = around(folder(project.file(from).source.path())).map(|base| join(base, path));
    candidates.find(|path| module_file(project, from, path).is_some()).map(Into::into)
}

/// A module exists where its file or any file of its folder does.
fn existing(project: &Project<'_>, from: FileId, path: &str) -> Option<Rc<str>> {
    let is_there = module_file(project, from, path).is_some() || !project.in_folder(path).is_empty();
    is_there.then(|| path.into())
}

/// Returns the file of a module's path, in whichever language it is written that has files as modules.
pub(super) fn file_of_path(project: &Project<'_>, path: &str) -> Option<FileId> {
    let of_paths =
        project.languages.all().iter().filter(|language| language.habits.modules == Modules::Paths);
    of_paths.into_iter().find_map(|language| file_in(project, &language.habits, path))
}

/// Returns the file that holds a module's names.
pub(super) fn module_file(project: &Project<'_>, from: FileId, path: &str) -> Option<FileId> {
    file_in(project, &project.language(from).habits, path)
}

fn file_in(project: &Project<'_>, habits: &Habits, path: &str) -> Option<FileId> {
    habits.extensions.iter().find_map(|extension| {
        let package = habits.package_file.as_ref().map(|name| join(path, &format!("{name}.{extension}")));
        project.find(&format!("{path}.{extension}")).or_else(|| package.and_then(|file| project.find(&file)))
    })
}

pub(super) fn join(base: &str, path: &str) -> String {
    match (base.is_empty(), path.is_empty()) {
        (true, _) => path.to_owned(),
        (_, true) => base.to_owned(),
        _ => format!("{base}/{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_no_part_of_an_api_path() {
        assert_eq!(api_path("github.com/go-chi/chi/v5"), "github.com/go-chi/chi");
        assert_eq!(api_path("github.com/go-chi/chi/v5/middleware"), "github.com/go-chi/chi/middleware");
        assert_eq!(api_path("gopkg.in/yaml.v3"), "gopkg.in/yaml");
        assert_eq!(
            api_path("gopkg.in/DataDog/dd-trace-go.v1/ddtrace/tracer"),
            "gopkg.in/DataDog/dd-trace-go/ddtrace/tracer"
        );
        assert_eq!(api_path("k8s.io/api/apps/v1"), "k8s.io/api/apps");
    }
}
