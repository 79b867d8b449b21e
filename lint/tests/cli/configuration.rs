//! `tracewell.toml` and ignore comments.

use crate::support::{FAULTY, Project};
use serde_json::Value;

#[test]
fn the_nearest_configuration_extends_those_above() {
    let project = Project::new(&[
        ("tracewell.toml", "[levels]\nempty-catch = \"info\"\n"),
        ("a/app.py", FAULTY),
        ("b/app.py", FAULTY),
        ("b/tracewell.toml", "ignore = [\"empty-catch\"]\n"),
    ]);
    let run = project.run(&["check", "--format", "concise", "--quiet"]);
    assert_eq!(
        run.stdout,
        "a/app.py:3:1: info[empty-catch] handler does nothing with the error it catches\n"
    );
    assert_eq!(run.status, 0);
}

#[test]
fn a_configuration_above_the_named_folder_holds() {
    let project = Project::new(&[("tracewell.toml", "ignore = [\"errors\"]\n"), ("a/b/app.py", FAULTY)]);
    project.write(".git/HEAD", b"ref: refs/heads/main\n");
    assert_eq!(project.run(&["check", "a/b"]).status, 0);
}

#[test]
fn unknown_keys_point_at_the_place_and_the_nearest_name() {
    let project = Project::new(&[("tracewell.toml", "[levels]\nemty-catch = \"off\"\n"), ("app.py", FAULTY)]);
    let run = project.run(&["check"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("tracewell.toml:2:1"), "{}", run.stderr);
    assert!(run.stderr.contains("empty-catch"), "{}", run.stderr);
}

#[test]
fn own_libraries_add_to_those_known() {
    let config = "[libraries.python]\nname = \"ours\"\nroots = [\"ours\"]\n\n[[libraries.python.logger]]\non = [\"ours.note\"]\nlevel = \"info\"\nmessage = 0\n";
    let project = Project::new(&[
        ("tracewell.toml", config),
        ("app.py", "import ours\n\ndef f(x):\n    ours.note(f\"got {x}\")\n"),
    ]);
    let run = project.run(&["check", "--format", "concise", "--quiet"]);
    assert!(run.stdout.contains("app.py:4:5: warning[interpolated-log]"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn excluded_files_are_checked_when_named() {
    let project = Project::new(&[("tracewell.toml", "exclude = [\"old\"]\n"), ("old/app.py", FAULTY)]);
    assert_eq!(project.run(&["check"]).status, 0);
    assert_eq!(project.run(&["check", "old/app.py"]).status, 1);
}

#[test]
fn comments_suppress_with_a_reason_and_are_reported_without() {
    let silenced = FAULTY
        .replace("except Exception:", "except Exception:  # tracewell: ignore[empty-catch] probing only");
    let project = Project::new(&[("app.py", &silenced)]);
    assert_eq!(project.run(&["check"]).status, 0);
    let sarif: Value = serde_json::from_str(&project.run(&["check", "--format", "sarif"]).stdout).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["suppressions"][0]["justification"], "probing only");
    let unexplained =
        FAULTY.replace("except Exception:", "except Exception:  # tracewell: ignore[empty-catch]");
    project.write("app.py", unexplained.as_bytes());
    let run = project.run(&["check", "--format", "concise", "--quiet"]);
    assert!(run.stdout.contains("suppression-without-reason"), "{}", run.stdout);
    project.write("app.py", b"work()  # tracewell: ignore[empty-catch] nothing here\n");
    let run = project.run(&["check", "--format", "concise", "--quiet"]);
    assert!(run.stdout.contains("unused-suppression"), "{}", run.stdout);
}
