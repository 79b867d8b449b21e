//! Code that runs in browsers: nobody who operates a service sees what it writes.
//!
//! ```text
//! what a file imports, says, and is called ─▶ what most files of its folder are ─▶ what its manifest lists
//! ```

use super::{folder_of, is_within};
use crate::facts::FileId;
use crate::language::{FrontEndHabits, LanguageId, Languages};
use crate::resolve::Project;
use crate::source::{Role, SourceFile};
use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

/// A folder with fewer such files says nothing about the others in it.
const FEW: u32 = 3;

/// Returns the files that have no role yet and are code for browsers. `manifests` are all that was found.
pub(crate) fn files(project: &Project<'_>, manifests: &[&SourceFile]) -> Vec<FileId> {
    let languages = project.languages;
    let with_browsers = |id: &LanguageId| !languages.get(*id).habits.front_end.packages.is_empty();
    let all = (0..languages.all().len()).filter(with_browsers);
    all.flat_map(|language| of_language(project, language, manifests)).collect()
}

/// What one file is by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Browser,
    Server,
    Unknown,
}

fn of_language(project: &Project<'_>, language: LanguageId, manifests: &[&SourceFile]) -> Vec<FileId> {
    let habits = &project.languages.get(language).habits.front_end;
    let Some(marks) = Marks::new(habits) else { return Vec::new() };
    let undecided = |file: &FileId| {
        let file = project.file(*file);
        file.language == language && matches!(file.role, None | Some(Role::CommandLine))
    };
    let files: Vec<FileId> = (0..project.files().len() as FileId).filter(undecided).collect();
    let side = |file: &FileId| {
        let source = &project.file(*file).source;
        // What serves by its place does so among pages too.
        let serves = project.libraries(language).placed(source.path()).next().is_some();
        if serves { Side::Server } else { marks.side(source) }
    };
    let sides: Vec<Side> = files.iter().map(side).collect();
    let units = units(project.languages, language, manifests);
    let mut shares: FxHashMap<&str, (u32, u32)> = FxHashMap::default();
    for (file, side) in files.iter().zip(&sides) {
        let path = project.file(*file).source.path();
        for folder in folders(folder_of(path), unit_of(&units, path)) {
            let share = shares.entry(folder).or_default();
            share.0 += u32::from(*side == Side::Browser);
            share.1 += 1;
        }
    }
    let is_for_browsers = |path: &str| {
        let unit = unit_of(&units, path);
        let mostly =
            |folder| shares.get(folder).is_some_and(|(browser, all)| *browser >= FEW && browser * 2 >= *all);
        let is_sent =
            |folder: &str| habits.folders.iter().any(|known| folder.rsplit('/').next() == Some(known));
        unit.is_some_and(|unit| unit.is_for_browsers)
            || folders(folder_of(path), unit).any(|folder| is_sent(folder) || mostly(folder))
    };
    let found = files.iter().zip(sides).filter(|(file, side)| match side {
        Side::Browser => true,
        Side::Server => false,
        Side::Unknown => is_for_browsers(project.file(**file).source.path()),
    });
    found.map(|(file, _)| *file).collect()
}

/// What is sought in files.
struct Marks<'a> {
    habits: &'a FrontEndHabits,
    browser: AhoCorasick,
    server: AhoCorasick,
}

impl<'a> Marks<'a> {
    fn new(habits: &'a FrontEndHabits) -> Option<Self> {
        let mut browser = imports(habits, &habits.packages);
        browser.extend(habits.texts.iter().cloned());
        Some(Self {
            habits,
            browser: AhoCorasick::new(browser).ok()?,
            server: AhoCorasick::new(imports(habits, &habits.server_packages)).ok()?,
        })
    }

    fn side(&self, source: &SourceFile) -> Side {
        let ending = source.path().rsplit('.').next().unwrap_or_default();
        let is_of_browsers = self.habits.extensions.iter().any(|known| known == ending)
            || self.browser.is_match(source.bytes());
        match (is_of_browsers, self.server.is_match(source.bytes())) {
            (true, false) => Side::Browser,
            (false, true) => Side::Server,
            // What imports from both sides is what its folder is.
            _ => Side::Unknown,
        }
    }
}

/// How packages are imported, or what is below them: a name that is merely quoted may be any word.
fn imports(habits: &FrontEndHabits, packages: &[String]) -> Vec<String> {
    let each = habits.loading.iter().flat_map(|before| {
        packages.iter().flat_map(move |name| {
            [("'", "'"), ("\"", "\""), ("'", "/"), ("\"", "/")]
                .map(|(open, end)| format!("{before}{open}{name}{end}"))
        })
    });
    each.collect()
}

/// A folder with a manifest.
struct Unit {
    folder: String,
    /// Whether it lists packages for browsers, and none for servers.
    is_for_browsers: bool,
}

fn units(languages: &Languages, language: LanguageId, manifests: &[&SourceFile]) -> Vec<Unit> {
    let habits = &languages.get(language).habits;
    let names = super::names(&habits.manifests);
    let own = manifests.iter().filter(|manifest| names.is_match(super::file_name(manifest.path())));
    own.map(|manifest| {
        let json: serde_json::Value = serde_json::from_slice(manifest.bytes()).unwrap_or_default();
        let keys = habits.front_end.dependency_keys.iter();
        let lists = |packages: &[String]| {
            let mut tables = keys.clone().filter_map(|key| json.get(key));
            tables.any(|table| packages.iter().any(|name| table.get(name).is_some()))
        };
        let is_for_browsers = lists(&habits.front_end.packages) && !lists(&habits.front_end.server_packages);
        Unit { folder: folder_of(manifest.path()).to_owned(), is_for_browsers }
    })
    .collect()
}

fn unit_of<'a>(units: &'a [Unit], path: &str) -> Option<&'a Unit> {
    let holding = units.iter().filter(|unit| is_within(folder_of(path), &unit.folder));
    holding.max_by_key(|unit| unit.folder.len())
}

/// A folder and those around it, inside of its unit.
fn folders<'a>(folder: &'a str, unit: Option<&Unit>) -> impl Iterator<Item = &'a str> {
    let unit = unit.map_or(0, |unit| unit.folder.len());
    std::iter::successors(Some(folder), |inner| {
        Some(folder_of(inner)).filter(|outer| outer.len() < inner.len())
    })
    .take_while(move |inner| inner.len() > unit)
}
