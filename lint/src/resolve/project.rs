//! All files of a run, parsed when first needed.

mod index;
mod manifest;
mod parsed;

use super::bindings::Bindings;
use super::imports::{self, Alias, Aliases};
use crate::facts::FileId;
use crate::folders::{around, folder};
use crate::knowledge::Knowledge;
use crate::language::{Language, LanguageId, Languages, Modules};
use crate::source::{Role, SourceFile};
use crate::syntax::{LowerError, lower};
use index::Extended;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

pub use manifest::{Manifest, Manifests};
pub use parsed::Parsed;

/// One file of a run.
#[derive(Debug)]
pub struct ProjectFile {
    /// Path and text.
    pub source: Arc<SourceFile>,
    /// Its language.
    pub language: LanguageId,
    /// What part its place and name give it; refined later by what its service turns out to be.
    pub role: Option<Role>,
    parsed: OnceLock<Result<Parsed, LowerError>>,
}

/// All files of a run; shared by all threads.
#[derive(Debug)]
pub struct Project<'a> {
    /// The languages.
    pub languages: &'a Languages,
    knowledge: &'a [Arc<Knowledge>],
    files: Vec<ProjectFile>,
    by_path: FxHashMap<String, FileId>,
    by_folder: FxHashMap<String, Vec<FileId>>,
    manifests: Manifests,
    aliases: Aliases,
    extended: OnceLock<FxHashMap<Box<str>, Extended>>,
    called_beside_exits: OnceLock<FxHashMap<Box<str>, Vec<FileId>>>,
    called: OnceLock<FxHashMap<Box<str>, Vec<FileId>>>,
    folders_by_name: OnceLock<FxHashMap<Box<str>, Vec<Box<str>>>>,
    files_by_name: OnceLock<FxHashMap<Box<str>, Vec<FileId>>>,
    /// Files whose role rests on a folder's name that services use too.
    doubtful: FxHashSet<FileId>,
    limit: Duration,
}

impl<'a> Project<'a> {
    /// Gathers files. `knowledge` is indexed by language.
    pub fn new(languages: &'a Languages, knowledge: &'a [Arc<Knowledge>], limit: Duration) -> Self {
        Self {
            languages,
            knowledge,
            files: Vec::new(),
            by_path: FxHashMap::default(),
            by_folder: FxHashMap::default(),
            manifests: Manifests::default(),
            aliases: Aliases::default(),
            extended: OnceLock::new(),
            called_beside_exits: OnceLock::new(),
            called: OnceLock::new(),
            folders_by_name: OnceLock::new(),
            files_by_name: OnceLock::new(),
            doubtful: FxHashSet::default(),
            limit,
        }
    }

    /// Adds a file.
    pub fn add(&mut self, source: Arc<SourceFile>, language: LanguageId, role: Option<Role>) -> FileId {
        let id = self.files.len() as FileId;
        let path = source.path().to_owned();
        self.by_folder.entry(folder(&path).to_owned()).or_default().push(id);
        self.by_path.insert(path, id);
        self.files.push(ProjectFile { source, language, role, parsed: OnceLock::new() });
        id
    }

    /// Gives a file another role.
    pub fn set_role(&mut self, file: FileId, role: Role) {
        self.files[file as usize].role = Some(role);
    }

    /// Notes that a file's role rests on a folder's name that services use too.
    pub fn doubt(&mut self, id: FileId) {
        self.doubtful.insert(id);
    }

    /// Returns whether any file's role rests on such a name.
    pub fn has_doubtful(&self) -> bool {
        !self.doubtful.is_empty()
    }

    /// Returns whether a file's role rests on such a name.
    pub fn is_doubtful(&self, id: FileId) -> bool {
        self.doubtful.contains(&id)
    }

    /// Forgets the roles that folders' names gave to files that turned out to serve; returns those files.
    pub fn settle(&mut self, serving: &FxHashSet<FileId>) -> Vec<FileId> {
        let is_named_so =
            |file: &FileId| matches!(self.file(*file).role, Some(Role::Test | Role::Example | Role::Script));
        let doubtful = self.doubtful.intersection(serving).copied();
        let mut settled: Vec<FileId> = doubtful.filter(is_named_so).collect();
        settled.sort_unstable();
        for file in &settled {
            self.files[*file as usize].role = None;
        }
        settled
    }

    /// Returns the file that holds a module's names, where it is the run's.
    pub fn module_file(&self, from: FileId, path: &str) -> Option<FileId> {
        imports::module_file(self, from, path)
    }

    /// Adds what a manifest says.
    pub fn add_manifest(&mut self, manifest: Manifest) {
        self.manifests.add(manifest);
    }

    /// Returns what manifests say.
    pub fn manifests(&self) -> &Manifests {
        &self.manifests
    }

    /// Gives paths other names.
    pub fn add_aliases(&mut self, aliases: Vec<Alias>) {
        self.aliases.extend(aliases);
    }

    /// Returns the other names of paths.
    pub(super) fn aliases(&self) -> &Aliases {
        &self.aliases
    }

    /// Returns all files.
    pub fn files(&self) -> &[ProjectFile] {
        &self.files
    }

    /// Returns a file.
    pub fn file(&self, id: FileId) -> &ProjectFile {
        &self.files[id as usize]
    }

    /// Returns a file's language.
    pub fn language(&self, id: FileId) -> &'a Language {
        self.languages.get(self.file(id).language)
    }

    /// Returns what is known of the libraries of a file's language.
    pub fn knowledge(&self, id: FileId) -> &'a Knowledge {
        &self.knowledge[self.file(id).language]
    }

    /// Returns what is known of the libraries of a language.
    pub fn libraries(&self, language: LanguageId) -> &'a Knowledge {
        &self.knowledge[language]
    }

    /// Returns a file's facts, parsing it at the first call; `None` where it cannot be parsed.
    pub fn parsed(&self, id: FileId) -> Option<&Parsed> {
        self.parse(id).as_ref().ok()
    }

    /// Returns a file's facts, or why it has none.
    pub fn parse(&self, id: FileId) -> &Result<Parsed, LowerError> {
        self.file(id).parsed.get_or_init(|| {
            let language = self.language(id);
            let grammar = language.grammar(self.file(id).source.path()).map_err(|_| LowerError::Grammar)?;
            let syntax = lower(grammar, &self.file(id).source, self.limit)?;
            let package = |import: &str| imports::default_name(self.knowledge(id), import);
            let bindings = Bindings::collect(&syntax, &language.habits, &package);
            Ok(Parsed::new(syntax, bindings))
        })
    }

    /// Returns whether a file has been parsed.
    pub fn is_parsed(&self, id: FileId) -> bool {
        self.file(id).parsed.get().is_some()
    }

    /// Returns the file of a path.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// Returns the files directly in a folder.
    pub fn in_folder(&self, folder: &str) -> &[FileId] {
        self.by_folder.get(folder).map_or(&[], Vec::as_slice)
    }

    /// Returns a file's module as the start of an API path: its folder, or the dotted path of the file.
    pub fn module_path(&self, id: FileId) -> String {
        let path = self.file(id).source.path();
        match self.language(id).habits.modules {
            Modules::Folders => folder(path).to_owned(),
            Modules::Packages => folder(path).replace('/', "."),
            Modules::Files | Modules::Crates | Modules::Paths => {
                path.rsplit_once('.').map_or(path, |(stem, _)| stem).replace('/', ".")
            }
        }
    }

    /// Returns the folder of this run that an import path names by what manifests call their modules.
    pub fn imported_folder(&self, from: FileId, import: &str) -> Option<String> {
        let here = folder(self.file(from).source.path());
        around(import).find_map(|module| {
            let root = self.manifests.folder_of(self.file(from).language, module, here)?;
            let path = imports::join(root, import[module.len()..].trim_start_matches('/'));
            (!self.in_folder(&path).is_empty()).then_some(path)
        })
    }
}
