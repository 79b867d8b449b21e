//! Files that are named on the command line, and what is told of those that are not judged.

use crate::support::{FAULTY, Project};
use std::process::Command;

/// Outside of a repository, what is named is the root; inside, places around it count.
fn repository(files: &[(&str, &str)]) -> Project {
    let project = Project::new(files);
    let made = Command::new("git").args(["init", "--quiet"]).current_dir(project.path("")).status();
    assert!(made.unwrap().success());
    project
}

#[test]
fn a_place_among_examples_is_explained_as_if_its_folder_had_been_named() {
    let project = repository(&[("examples/shop/app.py", FAULTY)]);
    let checked = project.run(&["check", "examples/shop", "--pedantic", "--format", "concise"]);
    assert!(checked.stdout.contains("[empty-catch]"), "{}", checked.stdout);
    let explained = project.run(&["explain", "examples/shop/app.py:3"]);
    assert!(explained.stdout.contains("empty-catch"), "{}", explained.stdout);
}

#[test]
fn a_file_without_a_line_is_no_unknown_rule() {
    let project = Project::new(&[("app.py", FAULTY)]);
    let run = project.run(&["explain", "app.py"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("`app.py` is a file: name the line too, `app.py:LINE`"), "{}", run.stderr);
}

#[test]
fn a_named_file_that_is_not_judged_says_why() {
    let project = repository(&[("examples/shop/app.py", FAULTY)]);
    let run = project.run(&["check", "examples/shop/app.py"]);
    let all = run.stdout + &run.stderr;
    assert!(all.contains("app.py: not judged") && all.contains("example code"), "{all}");
}

#[test]
fn a_run_without_a_file_to_read_says_so() {
    let project = Project::new(&[("notes.bin", "nothing")]);
    let run = project.run(&["check", "notes.bin"]);
    assert_eq!(run.status, 0);
    let all = run.stdout + &run.stderr;
    assert!(all.contains("found no file that tracewell reads"), "{all}");
}
