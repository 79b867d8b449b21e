//! Which files are scripts by what they hold, wherever they lie.
//!
//! Naming an interpreter is not enough: what starts a service does so too. A script serves nothing, starts
//! nothing that does, runs once, and nothing imports it.

use super::Found;
use crate::facts::FileId;
use crate::resolve::{Project, Resolver, Value};
use crate::syntax::{Kind, Part};
use rustc_hash::FxHashSet;

/// Returns the files that are scripts; `servers` are those that serve. Cost: nothing where no file names an
/// interpreter.
pub(super) fn of(found: &Found<'_>, servers: &FxHashSet<FileId>) -> FxHashSet<FileId> {
    let project = found.project;
    let candidates = found.models.iter().filter(|model| {
        project.file(model.file).source.bytes().starts_with(b"#!")
            && model.entry_points.is_empty()
            && runs_once(project, model.file)
    });
    let mut scripts: FxHashSet<FileId> = candidates.map(|model| model.file).collect();
    if scripts.is_empty() {
        return scripts;
    }
    let resolver = Resolver::new(project);
    for model in &found.models {
        let imported = imported(&resolver, model.file, |name| {
            scripts.iter().chain(servers).any(|file| stem(project, *file) == name)
        });
        scripts.retain(|script| !imported.contains(without_ending(project, *script)));
        if servers.iter().any(|server| imported.contains(without_ending(project, *server))) {
            scripts.remove(&model.file);
        }
    }
    scripts
}

/// Returns whether a file imports one of these.
pub(super) fn imports_any(resolver: &Resolver<'_>, file: FileId, wanted: &FxHashSet<FileId>) -> bool {
    let project = resolver.project;
    let imported =
        imported(resolver, file, |name| wanted.iter().any(|wanted| stem(project, *wanted) == name));
    wanted.iter().any(|wanted| imported.contains(without_ending(project, *wanted)))
}

/// The modules that a file imports, as far as they end in a name that is wanted: paths without ending.
fn imported(resolver: &Resolver<'_>, file: FileId, is_wanted: impl Fn(&str) -> bool) -> FxHashSet<String> {
    let Some(parsed) = resolver.project.parsed(file) else { return FxHashSet::default() };
    let ends_so = |path: &str| is_wanted(path.rsplit(['.', '/']).next().unwrap_or(path));
    let modules = parsed.bindings.imports.iter().filter(|(_, import)| ends_so(import));
    let modules = modules.map(|(_, import)| resolver.module(file, import));
    let members = parsed.bindings.imported_members().filter(|(_, member)| is_wanted(member));
    let members = members.map(|(binding, _)| resolver.binding(file, parsed, binding));
    let path = |value: Value| match value {
        Value::Module(path) => Some(path.to_string()),
        _ => None,
    };
    modules.chain(members).filter_map(path).collect()
}

fn without_ending<'a>(project: &'a Project<'_>, file: FileId) -> &'a str {
    let path = project.file(file).source.path();
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

fn stem<'a>(project: &'a Project<'_>, file: FileId) -> &'a str {
    let path = without_ending(project, file);
    path.rsplit('/').next().unwrap_or(path)
}

/// Neither loops for ever nor hands a class of its own to a framework that may.
fn runs_once(project: &Project<'_>, file: FileId) -> bool {
    let Some(parsed) = project.parsed(file) else { return false };
    !parsed
        .syntax
        .nodes()
        .iter()
        .any(|node| node.kind == Kind::ForeverLoop || matches!(node.part, Part::Forever | Part::BaseType))
}
