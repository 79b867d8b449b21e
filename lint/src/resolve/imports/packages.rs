//! Packages: folders that end in the segments of a dotted name, wherever they stand; a type is in the file of its name.

use crate::facts::FileId;
use crate::folders::{folder, in_common};
use crate::resolve::bindings::BindingKind;
use crate::resolve::project::{Parsed, Project};
use crate::resolve::value::Value;
use crate::syntax::NONE;

/// Returns the package, or the type in one, that a dotted name stands for in this run.
pub(super) fn module(project: &Project<'_>, from: FileId, name: &str) -> Option<Value> {
    let path = name.replace('.', "/");
    if project.has_package(&path) {
        return Some(Value::Module(path.into()));
    }
    let (outer, last) = name.rsplit_once('.')?;
    match module(project, from, outer)? {
        Value::Module(path) => member(project, from, &path, last),
        Value::Definition(file, class) => {
            let parsed = project.parsed(file)?;
            let symbol = parsed.syntax.find_symbol(last)?;
            let mut members = parsed.bindings.members(&parsed.syntax, class, symbol);
            let is_definition =
                |kind: &BindingKind| matches!(kind, BindingKind::Class | BindingKind::Function);
            let found = members.find(|binding| is_definition(&binding.kind));
            found.map(|binding| Value::Definition(file, binding.node))
        }
        _ => None,
    }
}

/// Returns a type of a package, the nearest to a file where several modules have one of its name.
pub(in crate::resolve) fn member(
    project: &Project<'_>,
    from: FileId,
    package: &str,
    name: &str,
) -> Option<Value> {
    let language = project.file(from).language;
    let place = |file: FileId| folder(project.file(file).source.path());
    let files =
        || project.named_in_package(package, name).filter(|file| project.file(*file).language == language);
    let distance = |file: &FileId| (std::cmp::Reverse(in_common(place(*file), place(from))), place(*file));
    let nearest = files().min_by_key(distance)?;
    of_file(project, nearest, name).or_else(|| {
        let mut further: Vec<FileId> = files().collect();
        further.sort_by_cached_key(distance);
        further.into_iter().find_map(|file| of_file(project, file, name))
    })
}

fn of_file(project: &Project<'_>, file: FileId, name: &str) -> Option<Value> {
    let parsed = project.parsed(file)?;
    let symbol = parsed.syntax.find_symbol(name)?;
    let bindings = parsed.bindings.in_scope(NONE, symbol);
    let class = bindings.iter().find(|binding| binding.kind == BindingKind::Class)?;
    Some(Value::Definition(file, class.node))
}

/// Returns the folders' path that a file's package clause names.
pub(in crate::resolve) fn clause_of(parsed: &Parsed) -> Option<String> {
    parsed.bindings.package.map(|symbol| parsed.syntax.symbol(symbol).replace('.', "/"))
}
