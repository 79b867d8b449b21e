//! Which files a service itself runs: those that serve, and what they import, directly or through others.
//!
//! A folder's name says less of a file than that: shops have `tools` and `integration`s that answer requests, and
//! nobody imports tests or documentation for that.
//!
//! ```text
//! files that serve ─▶ what they import, or name in a text ─▶ what that imports …
//! ```

use crate::facts::FileId;
use crate::language::Modules;
use crate::model::FileModel;
use crate::resolve::{Project, Resolver, Value};
use crate::source::Role;
use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;

/// Returns the files that services run. Cost: nothing where no file's role depends on it; else a look at the imports of
/// each that is found.
pub(super) fn of(project: &Project<'_>, models: &[FileModel]) -> FxHashSet<FileId> {
    let reads_flags = |model: &FileModel| model.reads_flags && !model.is_command_line;
    if !project.has_doubtful() && !models.iter().any(reads_flags) {
        return FxHashSet::default();
    }
    let is_server = |model: &&FileModel| model.serves() && plays_a_part(project, model.file, false);
    let servers = models.iter().filter(is_server).map(|model| model.file);
    let names = Names::of(project);
    let resolver = Resolver::new(project);
    let mut waiting: Vec<FileId> = servers.collect();
    let mut served: FxHashSet<FileId> = waiting.iter().copied().collect();
    while let Some(file) = waiting.pop() {
        let next = imported(&resolver, file).into_iter().chain(names.in_text(project, file));
        waiting.extend(next.filter(|next| plays_a_part(project, *next, true) && served.insert(*next)));
    }
    served
}

/// Tests, examples and scripts serve nobody, but those that only their folder's name gives that part may.
fn plays_a_part(project: &Project<'_>, file: FileId, may_be_doubtful: bool) -> bool {
    matches!(project.file(file).role, None | Some(Role::CommandLine))
        || (may_be_doubtful && project.is_doubtful(file))
}

/// The files of the modules that a file imports, and of what it imports from them.
fn imported(resolver: &Resolver<'_>, file: FileId) -> Vec<FileId> {
    let project = resolver.project;
    let Some(parsed) = project.parsed(file) else { return Vec::new() };
    if project.language(file).habits.modules == Modules::Folders {
        let folders =
            parsed.bindings.imports.iter().filter_map(|(_, import)| project.imported_folder(file, import));
        return folders.flat_map(|folder| project.in_folder(&folder).to_vec()).collect();
    }
    let modules = parsed.bindings.imports.iter().map(|(_, import)| resolver.module(file, import));
    let members = parsed.bindings.imported_members();
    let members = members.map(|(binding, _)| resolver.binding(file, parsed, binding));
    let file_of = |value: Value| match value {
        Value::Module(path) => project.module_file(file, &path),
        Value::Definition(file, _) | Value::Instance(file, _) => Some(file),
        _ => None,
    };
    modules.chain(members).filter_map(file_of).collect()
}

/// By what names texts lead to the files in doubt: the dotted path from the folder above the one that is in doubt.
struct Names {
    files: Vec<FileId>,
    search: Option<AhoCorasick>,
}

impl Names {
    fn of(project: &Project<'_>) -> Self {
        let has_modules = |file: &FileId| project.language(*file).habits.modules == Modules::Files;
        let all = (0..project.files().len() as FileId).filter(|file| project.is_doubtful(*file));
        let files: Vec<FileId> = all.filter(has_modules).collect();
        let names = files.iter().map(|file| {
            let module = project.module_path(*file);
            let parts: Vec<&str> = module.split('.').collect();
            parts[parts.len().saturating_sub(3)..].join(".")
        });
        Self { search: AhoCorasick::new(names).ok(), files }
    }

    fn in_text(&self, project: &Project<'_>, file: FileId) -> Vec<FileId> {
        let Some(search) = self.search.as_ref().filter(|_| !self.files.is_empty()) else { return Vec::new() };
        let text = project.file(file).source.bytes();
        let goes_on =
            |at: usize| text.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let named = search.find_overlapping_iter(text).filter(|hit| !goes_on(hit.end()));
        named.map(|hit| self.files[hit.pattern().as_usize()]).collect()
    }
}
