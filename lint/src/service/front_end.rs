//! Code that runs in browsers: nobody who operates a service sees what it writes.
//!
//! ```text
//! what a file imports, says, and is called ─▶ what most files of its folder are ─▶ what its manifest lists
//! ```

use super::folder_of;
use crate::facts::FileId;
use crate::folders::around;
use crate::language::{FrontEndHabits, LanguageId};
use crate::resolve::{Manifest, Project};
use crate::source::{Role, SourceFile};
use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// A folder with fewer such files says nothing about the others in it.
const FEW: u32 = 3;

/// Returns the files that have no role yet and are code for browsers.
pub(crate) fn files(project: &Project<'_>) -> Vec<FileId> {
    let languages = project.languages;
    let with_browsers = |id: &LanguageId| languages.get(*id).habits.front_end.is_any();
    let all = (0..languages.all().len()).filter(with_browsers);
    all.flat_map(|language| of_language(project, language)).collect()
}

/// What one file is by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Browser,
    Server,
    Unknown,
}

fn of_language(project: &Project<'_>, language: LanguageId) -> Vec<FileId> {
    let undecided = |file: &FileId| {
        let file = project.file(*file);
        file.language == language && matches!(file.role, None | Some(Role::CommandLine))
    };
    let files: Vec<FileId> = (0..project.files().len() as FileId).filter(undecided).collect();
    if files.is_empty() {
        return files;
    }
    let habits = &project.languages.get(language).habits.front_end;
    let Some(marks) = Marks::new(habits) else { return Vec::new() };
    let side = |file: &FileId| {
        let source = &project.file(*file).source;
        // What serves by its place does so among pages too.
        let serves = project.libraries(language).placed(source.path()).next().is_some();
        if serves { Side::Server } else { marks.side(source) }
    };
    let sides: Vec<Side> = files.par_iter().map(side).collect();
    let units = units(project, language);
    let mut shares: FxHashMap<&str, (u32, u32)> = FxHashMap::default();
    for (file, side) in files.iter().zip(&sides) {
        for folder in folders(&units, folder_of(project.file(*file).source.path())) {
            let share = shares.entry(folder).or_default();
            share.0 += u32::from(*side == Side::Browser);
            share.1 += 1;
        }
    }
    let is_for_browsers = |folder: &str| {
        let mostly =
            |folder| shares.get(folder).is_some_and(|(browser, all)| *browser >= FEW && browser * 2 >= *all);
        let is_sent =
            |folder: &str| habits.folders.iter().any(|known| folder.rsplit('/').next() == Some(known));
        let unit = unit_of(&units, folder);
        let is_top = |folder: &str| {
            let inner = unit.and_then(|(unit, _)| folder.strip_prefix(unit));
            let name = inner.map(|inner| inner.trim_start_matches('/'));
            name.is_some_and(|name| habits.top_folders.iter().any(|known| known == name))
        };
        unit.is_some_and(|(_, is_for_browsers)| is_for_browsers)
            || folders(&units, folder).any(|folder| is_sent(folder) || is_top(folder) || mostly(folder))
    };
    let found = files.iter().zip(sides).filter(|(file, side)| match side {
        Side::Browser => true,
        Side::Server => false,
        Side::Unknown => is_for_browsers(folder_of(project.file(**file).source.path())),
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
        let imports = |packages: &[String]| imports(habits, packages).into_iter().map(|(text, _)| text);
        let browser = imports(&habits.packages).chain(habits.texts.iter().cloned());
        Some(Self {
            habits,
            browser: AhoCorasick::new(browser).ok()?,
            server: AhoCorasick::new(imports(&habits.server_packages)).ok()?,
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

/// How packages are imported, or what is below them, and which of them each text is about: a name that is merely quoted
/// may be any word.
pub(crate) fn imports(habits: &FrontEndHabits, packages: &[String]) -> Vec<(String, usize)> {
    let each = habits.loading.iter().flat_map(|before| {
        packages.iter().enumerate().flat_map(move |(index, name)| {
            [("'", "'"), ("\"", "\""), ("'", "/"), ("\"", "/")]
                .map(|(open, end)| (format!("{before}{open}{name}{end}"), index))
        })
    });
    each.collect()
}

/// Folders with a manifest, and whether it lists packages for browsers, and none for servers where it is not called so.
type Units<'p> = FxHashMap<&'p str, bool>;

fn units<'p>(project: &'p Project<'_>, language: LanguageId) -> Units<'p> {
    let habits = &project.languages.get(language).habits.front_end;
    let own = project.manifests().all().iter().filter(|manifest| manifest.language == language);
    // What a unit is called decides where its tools come with packages for servers.
    let is_called_so = |manifest: &Manifest| {
        let name = manifest.folder().rsplit('/').next();
        habits.top_folders.iter().any(|known| Some(known.as_str()) == name)
    };
    let is_for_browsers = |manifest: &Manifest| {
        manifest.lists(&habits.packages)
            && (is_called_so(manifest) || !manifest.lists(&habits.server_packages))
    };
    own.map(|manifest| (manifest.folder(), is_for_browsers(manifest))).collect()
}

/// The innermost unit that a folder lies in.
fn unit_of<'a>(units: &Units<'_>, folder: &'a str) -> Option<(&'a str, bool)> {
    around(folder).find_map(|outer| Some((outer, *units.get(outer)?)))
}

/// A folder and those around it, inside of its unit.
fn folders<'a>(units: &Units<'_>, folder: &'a str) -> impl Iterator<Item = &'a str> {
    let unit = unit_of(units, folder).map_or(0, |(unit, _)| unit.len());
    around(folder).take_while(move |inner| inner.len() > unit)
}
