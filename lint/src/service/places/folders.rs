//! Names of folders that say what their files are for.

/// Folders that hold tests.
pub(super) const TEST_FOLDERS: &[&str] = &[
    "test",
    "tests",
    "testing",
    "testdata",
    "test-app",
    "test-client",
    "test-data",
    "test-fixtures",
    "test-helpers",
    "test-server",
    "test-support",
    "test-tools",
    "test-utils",
    "testsuite",
    "benches",
    "testsuites",
    "systemtest",
    "systemtests",
    "system-tests",
    "integration",
    "integration-tests",
    "test_utils",
    "testFixtures",
    "testfixtures",
    "integrationTest",
    "functionalTest",
    "testhelpers",
    "testutil",
    "testutils",
    "e2e",
    "suites",
    "fixtures",
    "integration_tests",
    "integration_check",
    "integration-check",
    "fake",
    "fakes",
    "mock",
    "mocks",
    "loadtest",
    "load_tests",
    "loadtests",
    "unittest",
    "unittests",
    "fuzz",
    "fuzzers",
    "fuzzing",
    "fuzz_targets",
];
/// Beginnings of the names of folders that stand in for something in tests. What merely starts with `test-` may
/// be about tests, such as what plans them.
pub(super) const TEST_FOLDER_STARTS: &[&str] = &["mock-", "fake-"];
/// Ends of the names of folders that hold tests of some kind, such as `playwright_tests`, or stand in for something.
pub(super) const TEST_FOLDER_ENDS: &[&str] =
    &["_tests", "-tests", "-test", "_mock", "-mock", "_mocks", "_fake", "-fake"];
/// The end of the name of packages that help tests, such as `grpctesting`; testing by halves is a feature.
pub(super) const TEST_FOLDER_END: &str = "testing";
pub(super) const FEATURES_IN_TEST: &[&str] = &["abtesting", "ab-testing", "ab_testing", "ab-test"];
/// Folders that hold examples and documentation.
pub(super) const EXAMPLE_FOLDERS: &[&str] = &[
    "example",
    "examples",
    "playground",
    "playgrounds",
    "demo",
    "demos",
    "sample",
    "samples",
    "docs",
    "doc",
    "tutorial",
    "tutorials",
    "jmh",
    "bench",
    "benchmarks",
    "benchmark",
];
/// Folders that hold what projects start from, where they stand at the root; below it, features have such names.
pub(super) const EXAMPLE_FOLDERS_AT_ROOT: &[&str] = &["templates"];
/// What stands in the names of folders of a project that is yet to be named.
pub(super) const NAME_TO_FILL_IN: &str = "{{";
/// Ends of the names of folders that hold examples of something, such as `toolchain-examples`.
pub(super) const EXAMPLE_FOLDER_ENDS: &[&str] =
    &["-example", "-examples", "-sample", "-samples", "_examples"];
/// Folders that hold scripts for people and build machines.
pub(super) const SCRIPT_FOLDERS: &[&str] = &[
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
    "devenv",
    "dev-env",
    "maint",
    "management",
    "migrations",
    "utils_dev",
    "xtask",
    "xtasks",
];

/// Words that the name of a folder of scripts ends with, such as `release-scripts` and `_scripts`.
pub(super) const SCRIPT_FOLDER_ENDS: &[&str] = &["script", "scripts"];
/// The word that it may start with, such as `scripts-dev`; a `script_engine` is a feature.
pub(super) const SCRIPT_FOLDER_START: &str = "scripts";
/// Folders that hold scripts where they stand at the root; below it, features have such names.
pub(super) const SCRIPT_FOLDERS_AT_ROOT: &[&str] = &["build"];

/// Folders that hold the commands of a command-line tool, unless they turn out to serve.
pub(super) const COMMAND_FOLDERS: &[&str] = &["cli"];
/// Beginnings of the names of folders that hold what a tool runs as a command of its own.
pub(super) const COMMAND_FOLDER_STARTS: &[&str] = &["cargo-", "cli-"];
