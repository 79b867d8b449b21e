//! The data of the tracewell linter: rules, libraries, languages and evidence, embedded.
//!
//! It is a crate of its own so that a published `tracewell-lint` carries its data, and so that adding a
//! rule or a library never touches the engine. `README.md` beside `Cargo.toml` is the format's reference.

use include_dir::{Dir, include_dir};

/// One embedded data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataFile {
    /// Path below `rules/`, with forward slashes, such as `logs/interpolated-log.md`.
    pub path: &'static str,
    /// The file's text.
    pub text: &'static str,
}

static DATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR");

/// The folders that hold rules, one Markdown file each; the folder's name is the rule's category.
pub const CATEGORIES: [&str; 5] = ["traces", "logs", "errors", "metrics", "alerts"];

/// Returns every rule file, sorted by path.
pub fn rules() -> Vec<DataFile> {
    CATEGORIES.iter().flat_map(|category| files(category, "md")).collect()
}

/// Returns the library descriptions of one language folder, such as `python`.
pub fn libraries(language: &str) -> Vec<DataFile> {
    files(&format!("libraries/{language}"), "toml")
}

/// Returns every description of whole-process instrumentation.
pub fn evidence() -> Vec<DataFile> {
    files("evidence", "toml")
}

/// Returns one file of `languages/`, such as `python.scm`.
pub fn language(file: &str) -> Option<DataFile> {
    let found = DATA.get_file(format!("languages/{file}"))?;
    data_file(found)
}

fn files(folder: &str, extension: &str) -> Vec<DataFile> {
    let Some(found) = DATA.get_dir(folder) else { return Vec::new() };
    let mut files: Vec<DataFile> = found
        .files()
        .filter(|file| file.path().extension().is_some_and(|found| found == extension))
        .filter_map(data_file)
        .collect();
    files.sort_by_key(|file| file.path);
    files
}

fn data_file(file: &'static include_dir::File<'static>) -> Option<DataFile> {
    Some(DataFile { path: file.path().to_str()?, text: file.contents_utf8()? })
}
