//! Imports that name a file by its path, a package of the run by its name, or either by another name.

use super::{file_in, join};
use crate::facts::FileId;
use crate::folders::folder;
use crate::language::Habits;
use crate::resolve::project::Project;
use crate::resolve::value::Value;
use std::rc::Rc;

/// Returns what an import stands for, seen from a file.
pub(super) fn module(project: &Project<'_>, from: FileId, import: &str) -> Value {
    let habits = &project.language(from).habits;
    let schemes = habits.paths.schemes.iter();
    let import =
        schemes.into_iter().find_map(|scheme| import.strip_prefix(scheme.as_str())).unwrap_or(import);
    let here = folder(project.file(from).source.path());
    if import.starts_with('.') {
        let path = normal(&join(here, import)).and_then(|path| existing(project, habits, &path));
        return path.map_or(Value::Unknown, Value::Module);
    }
    let candidates = project.aliases().candidates(project.file(from).language, here, import);
    let found = candidates.iter().find_map(|path| existing(project, habits, &normal(path)?));
    found.map_or_else(|| Value::Path(super::api_path(import).into()), Value::Module)
}

/// The path of a file without its ending, or of the folder that a file stands for.
fn existing(project: &Project<'_>, habits: &Habits, path: &str) -> Option<Rc<str>> {
    if file_in(project, habits, path).is_some() {
        return Some(path.into());
    }
    // What is written with the ending it is built to has another in the source.
    let (stem, ending) = path.rsplit_once('.')?;
    let is_known = habits.extensions.iter().any(|known| known == ending);
    (is_known && file_in(project, habits, stem).is_some()).then(|| stem.into())
}

/// Resolves `.` and `..`; `None` where that leads out of the run.
fn normal(path: &str) -> Option<String> {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop()?;
            }
            _ => kept.push(segment),
        }
    }
    Some(kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_followed_upwards_as_far_as_the_run_goes() {
        assert_eq!(normal("a/b/../c/./d").as_deref(), Some("a/c/d"));
        assert_eq!(normal("../a"), None);
    }
}
