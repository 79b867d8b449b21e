//! Which role a file's place and name give it.
//!
//! The names are conventions about folders, not about any library, which is why they stand here as constants.

mod doubtful;
mod folders;

use super::{LazyNames, file_name, folder_of};
use crate::language::{Languages, Modules};
use crate::source::Role;
use folders::{
    COMMAND_FOLDER_STARTS, COMMAND_FOLDERS, EXAMPLE_FOLDER_ENDS, EXAMPLE_FOLDERS, EXAMPLE_FOLDERS_AT_ROOT,
    FEATURES_IN_TEST, NAME_TO_FILL_IN, SCRIPT_FOLDER_ENDS, SCRIPT_FOLDER_START, SCRIPT_FOLDERS,
    SCRIPT_FOLDERS_AT_ROOT, TEST_FOLDER_END, TEST_FOLDER_ENDS, TEST_FOLDER_STARTS, TEST_FOLDERS,
};

/// Tells file roles by place and name.
#[derive(Debug)]
pub struct Roles {
    test_files: Vec<LazyNames>,
    test_folders: Vec<Vec<String>>,
    script_folders: Vec<Vec<String>>,
    script_files: Vec<LazyNames>,
    command_files: Vec<LazyNames>,
    package_roots: Vec<Vec<String>>,
    program_folders: Vec<Vec<String>>,
    /// Whether each file is a module.
    has_modules: Vec<bool>,
}

impl Roles {
    /// Compiles the languages' file name patterns.
    pub fn new(languages: &Languages) -> Self {
        let each = |pick: fn(&crate::language::Habits) -> &[String]| {
            languages.all().iter().map(|language| LazyNames::new(pick(&language.habits))).collect()
        };
        let is_module = |modules: Modules| matches!(modules, Modules::Files | Modules::Paths);
        let modules = languages.all().iter().map(|language| is_module(language.habits.modules));
        let lists = |pick: fn(&crate::language::Habits) -> &Vec<String>| {
            languages.all().iter().map(|language| pick(&language.habits).clone()).collect()
        };
        Self {
            has_modules: modules.collect(),
            test_files: each(|habits| &habits.tests.files),
            script_files: each(|habits| &habits.script_files),
            command_files: each(|habits| &habits.command_files),
            test_folders: lists(|habits| &habits.tests.folders),
            script_folders: lists(|habits| &habits.script_folders),
            program_folders: lists(|habits| &habits.program_folders),
            package_roots: lists(|habits| &habits.package_roots),
        }
    }

    /// Returns the role that a path gives, judged below what was named on the command line.
    pub fn of_path(&self, path: &str, language: usize) -> Option<Role> {
        let name = file_name(path);
        let place = self.above_packages(folder_of(path), language);
        let folders = || place.split('/');
        let is_named = |globs: &[LazyNames]| globs.get(language).is_some_and(|globs| globs.is_match(name));
        let is_own = |lists: &[Vec<String>], folder: &str| {
            lists.get(language).is_some_and(|list| list.iter().any(|known| known == folder))
        };
        let holds_tests = |folder: &str| holds_tests(folder) || is_own(&self.test_folders, folder);
        if is_named(&self.test_files) || folders().any(holds_tests) {
            return Some(Role::Test);
        }
        let is_example_at_root =
            folders().next().is_some_and(|first| EXAMPLE_FOLDERS_AT_ROOT.contains(&first));
        if is_example_at_root || folders().any(holds_examples) {
            return Some(Role::Example);
        }
        let is_at_root = folders().next().is_some_and(|first| SCRIPT_FOLDERS_AT_ROOT.contains(&first));
        let programs = self.program_folders.get(language).map_or(&[][..], Vec::as_slice);
        let holds_scripts = |folder| {
            is_own(&self.script_folders, folder)
                || (holds_scripts(folder) && !programs.iter().any(|known| known == folder))
        };
        if is_at_root || is_named(&self.script_files) || folders().any(holds_scripts) {
            return Some(Role::Script);
        }
        let is_command = |folder: &str| {
            COMMAND_FOLDERS.contains(&folder)
                || COMMAND_FOLDER_STARTS.iter().any(|start| folder.starts_with(start))
        };
        (is_named(&self.command_files) || folders().any(is_command)).then_some(Role::CommandLine)
    }

    /// The part of a folder's path that stands above its packages.
    fn above_packages<'a>(&self, folder: &'a str, language: usize) -> &'a str {
        let roots = self.package_roots.get(language).into_iter().flatten();
        let starts = roots.filter_map(|root| {
            let at = folder.find(root.as_str())?;
            let is_whole = |edge: Option<&u8>| edge.is_none_or(|byte| *byte == b'/');
            let before = at.checked_sub(1).and_then(|before| folder.as_bytes().get(before));
            (is_whole(before) && is_whole(folder.as_bytes().get(at + root.len()))).then_some(at)
        });
        starts.min().map_or(folder, |at| &folder[..at])
    }
}

fn holds_tests(folder: &str) -> bool {
    TEST_FOLDERS.contains(&folder)
        || TEST_FOLDER_STARTS.iter().any(|start| folder.starts_with(start))
        || ((folder.ends_with(TEST_FOLDER_END) || TEST_FOLDER_ENDS.iter().any(|end| folder.ends_with(end)))
            && !FEATURES_IN_TEST.contains(&folder))
}

fn holds_examples(folder: &str) -> bool {
    EXAMPLE_FOLDERS.contains(&folder)
        || folder.contains(NAME_TO_FILL_IN)
        || EXAMPLE_FOLDER_ENDS.iter().any(|end| folder.ends_with(end))
}

fn holds_scripts(folder: &str) -> bool {
    // Hidden folders configure tools.
    let is_hidden = folder.len() > 2 && folder.starts_with('.');
    let mut words = folder.split(['-', '_']).filter(|word| !word.is_empty());
    is_hidden
        || SCRIPT_FOLDERS.contains(&folder)
        || words.next_back().is_some_and(|last| SCRIPT_FOLDER_ENDS.contains(&last))
        || words.next() == Some(SCRIPT_FOLDER_START)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_tell_what_is_no_service() {
        let languages = Languages::load().unwrap();
        let roles = Roles::new(&languages);
        let go = languages.find("go").unwrap();
        let role = |path: &str| roles.of_path(path, go);
        for path in ["cmd/test-server/main.go", "pkg/grpctesting/ping.go", "store/fake/store.go"] {
            assert_eq!(role(path), Some(Role::Test), "{path}");
        }
        for path in [
            "build/main.go",
            "build/toolbox/main.go",
            "cmd/shop-scripts/main.go",
            "devenv/sync.go",
            "shop/_scripts/port.go",
            "scripts-dev/release.go",
        ] {
            assert_eq!(role(path), Some(Role::Script), "{path}");
        }
        for path in [
            "server/features/build/main.go",
            "abtesting/assign.go",
            "test-planner/plan.go",
            "latest/version.go",
            "shop/script_engine/run.go",
            "shop/templates/render.go",
            "shop/postscript/print.go",
        ] {
            assert_eq!(role(path), None, "{path}");
        }
    }
}
