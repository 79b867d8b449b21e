//! Modules that hang together in crates: one file stands for the folder of all sources, and paths start at it,
//! at the module they stand in or the one above, or at another crate of the run.

use super::join;
use crate::facts::FileId;
use crate::folders::folder;
use crate::resolve::project::Project;
use std::rc::Rc;

/// Returns the module that the first word of a path names, seen from a file; `None` for what is no module of the run.
pub(in crate::resolve) fn start(project: &Project<'_>, from: FileId, word: &str) -> Option<Rc<str>> {
    let words = &project.language(from).habits.path_words;
    if words.root.as_deref() == Some(word) {
        return Some(root(project, from));
    }
    let own = own(project, from);
    if words.is_own(word) {
        return Some(own);
    }
    above(project, from, &own, word)
        .or_else(|| below(project, from, &own, word))
        .or_else(|| of_run(project, from, word))
}

/// Returns the module above one, where a word stands for that.
pub(in crate::resolve) fn above(
    project: &Project<'_>,
    from: FileId,
    module: &str,
    word: &str,
) -> Option<Rc<str>> {
    let known = project.language(from).habits.path_words.above.as_deref();
    (known == Some(word)).then(|| folder(module).into())
}

/// Returns a module inside another, where there is such a file.
pub(in crate::resolve) fn below(
    project: &Project<'_>,
    from: FileId,
    module: &str,
    name: &str,
) -> Option<Rc<str>> {
    let inner = join(module, name);
    let is_there = files(project, from, &inner).next().is_some();
    is_there.then(|| inner.into())
}

/// Returns the files that may hold a module's names.
pub(in crate::resolve) fn files<'a>(
    project: &'a Project<'_>,
    from: FileId,
    module: &'a str,
) -> impl Iterator<Item = FileId> + 'a {
    let habits = &project.language(from).habits;
    let extension = habits.extensions.first().map_or("", String::as_str);
    let named = (!module.is_empty()).then(|| format!("{module}.{extension}"));
    let standing_for = habits.package_file.iter().chain(&habits.root_files);
    let inside = standing_for.map(move |stem| join(module, &format!("{stem}.{extension}")));
    named.into_iter().chain(inside).filter_map(|path| project.find(&path))
}

/// The module that a file is.
fn own(project: &Project<'_>, file: FileId) -> Rc<str> {
    let habits = &project.language(file).habits;
    let path = project.file(file).source.path();
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let name = stem.rsplit('/').next().unwrap_or(stem);
    let stands_for_folder = habits.package_file.iter().chain(&habits.root_files).any(|known| known == name);
    if stands_for_folder { folder(path).into() } else { stem.into() }
}

/// The folder of all sources that a file belongs to: the nearest with a file that stands for it.
pub(in crate::resolve) fn root(project: &Project<'_>, file: FileId) -> Rc<str> {
    let habits = &project.language(file).habits;
    let extension = habits.extensions.first().map_or("", String::as_str);
    let here = folder(project.file(file).source.path());
    let holds_root = |place: &str| {
        let mut names = habits.root_files.iter().map(|stem| join(place, &format!("{stem}.{extension}")));
        names.any(|path| project.find(&path).is_some())
    };
    let mut place = here;
    while !holds_root(place) {
        if place.is_empty() {
            return here.into();
        }
        place = folder(place);
    }
    place.into()
}

/// Another crate of the run, by the name that its manifest gives it.
fn of_run(project: &Project<'_>, from: FileId, word: &str) -> Option<Rc<str>> {
    let here = project.file(from);
    let place = project.manifests().folder_of(here.language, word, folder(here.source.path()))?;
    let sources = project.language(from).habits.source_roots.iter().map(|root| join(place, root));
    let mut candidates = sources.chain([place.to_owned()]);
    candidates.find(|place| files(project, from, place).next().is_some()).map(Rc::from)
}
