//! Packages: folders that end in the segments of a dotted name, wherever they stand; a type is in the file of its name.

use crate::facts::FileId;
use crate::resolve::bindings::BindingKind;
use crate::resolve::project::{Parsed, Project, folder};
use crate::resolve::value::Value;
use crate::syntax::NONE;

/// Returns the package, or the type in one, that a dotted name stands for in this run.
pub(super) fn module(project: &Project<'_>, from: FileId, name: &str) -> Option<Value> {
    let path = name.replace('.', "/");
    if project.folders_ending(&path).next().is_some() {
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
    let here = folder(project.file(from).source.path());
    let mut folders: Vec<&str> = project.folders_ending(package).collect();
    folders.sort_by_key(|candidate| (std::cmp::Reverse(shared(candidate, here)), *candidate));
    folders.into_iter().find_map(|folder| of_folder(project, from, folder, name))
}

/// How many bytes two paths begin with alike.
fn shared(left: &str, right: &str) -> usize {
    left.bytes().zip(right.bytes()).take_while(|(left, right)| left == right).count()
}

fn of_folder(project: &Project<'_>, from: FileId, folder: &str, name: &str) -> Option<Value> {
    let extensions = &project.language(from).habits.extensions;
    let file =
        extensions.iter().find_map(|extension| project.find(&format!("{folder}/{name}.{extension}")))?;
    let parsed = project.parsed(file)?;
    let symbol = parsed.syntax.find_symbol(name)?;
    let bindings = parsed.bindings.in_scope(NONE, symbol);
    let class = bindings.iter().find(|binding| binding.kind == BindingKind::Class)?;
    Some(Value::Definition(file, class.node))
}

/// Returns the folders' path that a file's package clause names.
pub(in crate::resolve) fn of_file(parsed: &Parsed) -> Option<String> {
    parsed.bindings.package.map(|symbol| parsed.syntax.symbol(symbol).replace('.', "/"))
}
