//! The role of a file, as its place and name give it.

use super::{file_name, folder_of, names};
use crate::language::{Habits, Languages};
use crate::source::Role;
use globset::GlobSet;

/// Folders that hold tests.
const TEST_FOLDERS: &[&str] = &[
    "test",
    "tests",
    "testing",
    "testdata",
    "testsuite",
    "testsuites",
    "integration",
    "integration-tests",
    "test_utils",
    "testutil",
    "testutils",
    "e2e",
    "fixtures",
    "integration_tests",
    "mocks",
    "loadtest",
    "load_tests",
    "loadtests",
    "unittest",
    "unittests",
];
/// Folders that hold examples and documentation.
const EXAMPLE_FOLDERS: &[&str] = &[
    "example",
    "examples",
    "demo",
    "demos",
    "sample",
    "samples",
    "docs",
    "doc",
    "tutorial",
    "tutorials",
    "benchmarks",
    "benchmark",
];
/// Folders that hold scripts for people and build machines.
const SCRIPT_FOLDERS: &[&str] = &[
    "generate",
    "codegen",
    "docsgen",
    "scripts",
    "script",
    "hack",
    "tools",
    "tool",
    "bin",
    "ci",
    "contrib",
    "devtools",
    "dev",
    "maint",
    "management",
    "migrations",
    "utils_dev",
];

/// Folders that hold the commands of a command-line tool, unless they turn out to serve.
const COMMAND_FOLDERS: &[&str] = &["cli"];

/// Tells file roles by place and name.
#[derive(Debug)]
pub struct Roles {
    test_files: Vec<GlobSet>,
    script_files: Vec<GlobSet>,
}

impl Roles {
    /// Compiles the languages' file name patterns.
    pub fn new(languages: &Languages) -> Self {
        let each = |pick: fn(&Habits) -> &[String]| {
            languages.all().iter().map(|language| names(pick(&language.habits))).collect()
        };
        Self {
            test_files: each(|habits| &habits.test_files),
            script_files: each(|habits| &habits.script_files),
        }
    }

    /// Returns the role that a path gives, judged below what was named on the command line.
    pub fn of_path(&self, path: &str, language: usize) -> Option<Role> {
        let name = file_name(path);
        let mut folders = folder_of(path).split('/');
        let is_in = |known: &[&str], folders: &mut std::str::Split<'_, char>| {
            folders.any(|folder| known.contains(&folder))
        };
        if self.test_files.get(language).is_some_and(|globs| globs.is_match(name))
            || is_in(TEST_FOLDERS, &mut folders.clone())
        {
            return Some(Role::Test);
        }
        if is_in(EXAMPLE_FOLDERS, &mut folders.clone()) {
            return Some(Role::Example);
        }
        // Hidden folders configure tools.
        let is_hidden = folder_of(path).split('/').any(|folder| folder.len() > 2 && folder.starts_with('.'));
        let is_script =
            is_hidden || self.script_files.get(language).is_some_and(|globs| globs.is_match(name));
        if is_script || is_in(SCRIPT_FOLDERS, &mut folders.clone()) {
            return Some(Role::Script);
        }
        is_in(COMMAND_FOLDERS, &mut folders).then_some(Role::CommandLine)
    }
}
