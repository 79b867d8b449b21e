//! Where in the run something stands, found by one search through all of it.

use super::{Parsed, Project};
use crate::facts::FileId;
use crate::folders::{ends_in, folder};
use crate::source::Role;
use crate::syntax::{NodeId, Part};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// Where types of one name get methods.
#[derive(Debug, Default)]
pub(super) struct Extended {
    /// The files that may give them some.
    files: Vec<FileId>,
    /// Those that give a method of a name, once asked for.
    methods: OnceLock<FxHashMap<Box<str>, Vec<FileId>>>,
}

impl Project<'_> {
    /// Returns the files that give types of this name a method of that name. Cost: at first a search through all sources
    /// of languages in which that can be anywhere, then of each type's name a look at the files that extend it.
    pub fn extended_in(&self, r#type: &str, method: &str) -> &[FileId] {
        let extended = self.extended.get_or_init(|| {
            let mut index: FxHashMap<Box<str>, Extended> = FxHashMap::default();
            for file in 0..self.files.len() as FileId {
                let word = self.language(file).habits.extending_word.as_deref();
                let names = word.map(|word| named_behind(self.file(file).source.bytes(), word));
                for name in names.unwrap_or_default() {
                    index.entry(name.into()).or_default().files.push(file);
                }
            }
            index
        });
        let Some(Extended { files, methods }) = extended.get(r#type) else { return &[] };
        let methods = methods.get_or_init(|| self.methods_beyond(r#type, files));
        methods.get(method).map_or(&[], Vec::as_slice)
    }

    fn methods_beyond(&self, r#type: &str, files: &[FileId]) -> FxHashMap<Box<str>, Vec<FileId>> {
        let mut methods: FxHashMap<Box<str>, Vec<FileId>> = FxHashMap::default();
        for file in files {
            let Some(Parsed { syntax, bindings, .. }) = self.parsed(*file) else { continue };
            let given = syntax.find_symbol(r#type).map_or(&[][..], |symbol| bindings.given_to(symbol));
            let names: FxHashSet<&str> = given.iter().map(|method| syntax.symbol(*method)).collect();
            for name in names {
                methods.entry(name.into()).or_default().push(*file);
            }
        }
        methods
    }

    /// Returns the files, tests left out, that call something of this name and end the program somewhere. Cost: at first
    /// a search through all sources, and a look at each that calls an exit.
    pub fn called_beside_exits(&self, name: &str) -> &[FileId] {
        let index = self.called_beside_exits.get_or_init(|| {
            let mut index: FxHashMap<Box<str>, Vec<FileId>> = FxHashMap::default();
            for file in (0..self.files.len() as FileId).filter(|file| self.may_exit(*file)) {
                let Some(Parsed { syntax, .. }) = self.parsed(file) else { continue };
                let is_callee = |id: &NodeId| syntax.node(*id).part == Part::Callee;
                let called: FxHashSet<&str> =
                    (0..syntax.nodes().len() as NodeId).filter(is_callee).map(|id| syntax.name(id)).collect();
                for name in called {
                    index.entry(name.into()).or_default().push(file);
                }
            }
            index
        });
        index.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns the files that may call something of this name, of languages in which programs have commands. Cost: at
    /// first a search through all their sources.
    pub fn may_call(&self, name: &str) -> &[FileId] {
        let index = self.called.get_or_init(|| {
            let mut index: FxHashMap<Box<str>, Vec<FileId>> = FxHashMap::default();
            let has_commands = |id: &FileId| !self.language(*id).habits.command_words.is_empty();
            for file in (0..self.files.len() as FileId).filter(has_commands) {
                for name in names_called(self.file(file).source.bytes()) {
                    index.entry(name.into()).or_default().push(file);
                }
            }
            index
        });
        index.get(name).map_or(&[], Vec::as_slice)
    }

    fn may_exit(&self, id: FileId) -> bool {
        let file = self.file(id);
        let calls =
            |word: &str| memchr::memmem::find(file.source.bytes(), format!("{word}(").as_bytes()).is_some();
        file.role != Some(Role::Test) && self.knowledge(id).exit_words().any(calls)
    }

    /// Returns whether a folder's path ends in these segments.
    pub fn has_package(&self, path: &str) -> bool {
        let index = self.folders_by_name.get_or_init(|| {
            let mut index: FxHashMap<Box<str>, Vec<Box<str>>> = FxHashMap::default();
            for folder in self.by_folder.keys() {
                let name = folder.rsplit('/').next().unwrap_or(folder);
                index.entry(name.into()).or_default().push(folder.as_str().into());
            }
            index
        });
        let named = index.get(path.rsplit('/').next().unwrap_or(path));
        named.into_iter().flatten().any(|folder| ends_in(folder, path))
    }

    /// Returns the files of a name, without ending, in folders whose paths end in these segments; in no order.
    pub fn named_in_package(&self, path: &str, name: &str) -> impl Iterator<Item = FileId> {
        let index = self.files_by_name.get_or_init(|| {
            let mut index: FxHashMap<Box<str>, Vec<FileId>> = FxHashMap::default();
            for (path, file) in &self.by_path {
                let name = path.rsplit('/').next().unwrap_or(path);
                let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                index.entry(stem.into()).or_default().push(*file);
            }
            index
        });
        let named = index.get(name).into_iter().flatten().copied();
        named.filter(move |file| ends_in(folder(self.file(*file).source.path()), path))
    }
}

/// The words of a text that arguments may follow, those for types among them.
fn names_called(text: &[u8]) -> FxHashSet<&str> {
    let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    let opens = memchr::memchr3_iter(b'(', b':', b'<', text);
    let before = opens.map(|at| {
        let start = text[..at].iter().rposition(|byte| !is_of_word(byte)).map_or(0, |end| end + 1);
        &text[start..at]
    });
    before.filter(|word| !word.is_empty()).filter_map(|word| std::str::from_utf8(word).ok()).collect()
}

/// What stands between a word that gives methods and the brace is hardly longer.
const LONGEST_HEAD: usize = 400;

/// The names that stand between a word at the start of a line and the next brace. Cost: one search, and a look at so
/// many bytes behind each line that starts so.
fn named_behind<'a>(text: &'a [u8], word: &str) -> FxHashSet<&'a str> {
    let mut names = FxHashSet::default();
    let starts_line = |at: &usize| *at == 0 || text[*at - 1] == b'\n';
    for at in memchr::memmem::find_iter(text, word.as_bytes()).filter(starts_line) {
        let behind = &text[at + word.len()..];
        let near = &behind[..behind.len().min(LONGEST_HEAD)];
        let end = memchr::memchr(b'{', near).or((near.len() < LONGEST_HEAD).then_some(near.len()));
        let head = end.and_then(|end| std::str::from_utf8(&near[..end]).ok()).unwrap_or_default();
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        names.extend(head.split(|letter: char| !is_part(letter)).filter(|name| !name.is_empty()));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_start_with_the_word_name_types() {
        let names = |text: &str| named_behind(text.as_bytes(), "impl").len();
        assert_eq!(names("impl A for B<C> {}\n// impl D {}\nimpl E"), 5);
        assert_eq!(names(&format!("impl A{} {{", " ".repeat(LONGEST_HEAD))), 0);
    }
}
