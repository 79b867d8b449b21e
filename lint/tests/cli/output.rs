//! Formats, exit status, `--output`.

use crate::support::{FAULTY, Project};
use serde_json::Value;

#[test]
fn findings_are_shown_with_their_source_and_end_with_status_1() {
    let run = Project::new(&[("app.py", FAULTY)]).run(&["check", "--select", "empty-catch"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stdout.contains("error[empty-catch]: handler does nothing with the error it catches"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("app.py:3:1"), "{}", run.stdout);
}

#[test]
fn fail_on_decides_what_fails() {
    let project = Project::new(&[("app.py", FAULTY)]);
    assert_eq!(project.run(&["check", "--fail-on", "never"]).status, 0);
    assert_eq!(project.run(&["check", "--fail-on", "error"]).status, 1);
    assert_eq!(project.run(&["check", "--ignore", "empty-catch"]).status, 0);
    assert_eq!(project.run(&["check", "--ignore", "errors"]).status, 0);
}

#[test]
fn packages_that_only_tests_import_print_for_people() {
    let print = "package PKG\n\nimport \"fmt\"\n\nfunc Say(text string) {\n\tfmt.Println(text)\n}\n";
    let import = "package PKG\n\nimport (\n\t\"net/http\"\n\n\t\"example.org/shop/pkg/v2/SAID\"\n)\n\nfunc init() {\n\thttp.HandleFunc(\"/\", nil)\n\tSAID.Say(\"\")\n}\n";
    let of = |text: &str, package: &str, said: &str| text.replace("PKG", package).replace("SAID", said);
    let project = Project::new(&[
        ("go.mod", "module example.org/shop\n"),
        ("pkg/expect/expect.go", of(print, "expect", "").as_str()),
        ("pkg/report/report.go", of(print, "report", "").as_str()),
        ("pkg/order/order_test.go", of(import, "order", "expect").as_str()),
        ("pkg/order/order.go", of(import, "order", "report").as_str()),
    ]);
    let run = project.run(&["check", "--select", "unstructured-log", "--format", "concise"]);
    assert!(run.stdout.contains("pkg/report/report.go:6:2: warning"), "{}", run.stdout);
    assert!(!project.run(&["check", "--format", "concise"]).stdout.contains("expect.go"), "{}", run.stdout);
}

#[test]
fn a_path_that_does_not_exist_is_our_failure() {
    let run = Project::new(&[]).run(&["check", "nowhere"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("nowhere"), "{}", run.stderr);
}

#[test]
fn unknown_rules_are_refused_with_the_nearest_name() {
    let run = Project::new(&[("app.py", FAULTY)]).run(&["check", "--select", "emty-catch"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("empty-catch"), "{}", run.stderr);
}

#[test]
fn json_and_sarif_are_written_whole() {
    let project = Project::new(&[("a b/ü.py", FAULTY)]);
    assert_eq!(project.run(&["check", "--format", "json", "--output", "out.json"]).status, 1);
    let json: Value = serde_json::from_slice(&std::fs::read(project.path("out.json")).unwrap()).unwrap();
    assert_eq!(json["schema"], "tracewell/report/v1");
    let run = project.run(&["check", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&run.stdout).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "empty-catch");
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a%20b/%C3%BC.py");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let text = FAULTY.repeat(20);
    let files: Vec<(String, &str)> = (0..40).map(|number| (format!("m{number}.py"), text.as_str())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let project = Project::new(&files);
    let one = project.run(&["check", "--format", "concise", "--jobs", "1"]).stdout;
    for _ in 0..3 {
        assert_eq!(one, project.run(&["check", "--format", "concise", "--jobs", "4"]).stdout);
    }
}

#[test]
fn fingerprints_survive_edits_above() {
    let project = Project::new(&[("app.py", FAULTY)]);
    let fingerprints = |project: &Project| -> Value {
        let run = project.run(&["check", "--format", "sarif"]);
        serde_json::from_str::<Value>(&run.stdout).unwrap()["runs"][0]["results"][0]["partialFingerprints"]
            .clone()
    };
    let before = fingerprints(&project);
    project.write("app.py", format!("import os\n\n\n{FAULTY}").as_bytes());
    assert_eq!(before, fingerprints(&project));
}

#[test]
fn every_rule_can_be_explained() {
    let project = Project::new(&[("app.py", FAULTY)]);
    let rules: Value = serde_json::from_str(&project.run(&["rules", "--format", "json"]).stdout).unwrap();
    let rules = rules["rules"].as_array().unwrap();
    assert!(rules.len() >= 18);
    for rule in rules {
        let run = project.run(&["explain", rule["id"].as_str().unwrap()]);
        assert_eq!(run.status, 0);
        assert!(run.stdout.contains("## Why"), "{}", run.stdout);
    }
}
