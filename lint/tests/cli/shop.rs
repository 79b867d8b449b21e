//! The shop in `examples/polyglot`: faults for every rule, and a twin without any.

use crate::support::{Run, run_in};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn check(shop: &str, arguments: &[&str]) -> Run {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/polyglot");
    run_in(&examples, &[&["check", shop, "--format", "json"], arguments].concat())
}

fn rules_of(found: &Value, list: &str, key: &str) -> BTreeSet<String> {
    let all = found[list].as_array().unwrap().iter();
    all.map(|one| one[key].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_shop_has_a_fault_for_every_rule() {
    let found = serde_json::from_str(&check("shop", &["--pedantic"]).stdout).unwrap();
    let run = run_in(Path::new("."), &["rules", "--format", "json"]);
    let known = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(rules_of(&found, "diagnostics", "rule"), rules_of(&known, "rules", "id"));
}

#[test]
fn the_mended_shop_has_none() {
    let run = check("shop-mended", &[]);
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(found["diagnostics"].as_array().map(Vec::len), Some(0), "{}", run.stdout);
}

#[test]
fn the_finding_that_the_readme_quotes_is_printed_so() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let (_, rest) = readme.split_once("```text\n").unwrap();
    let (quoted, _) = rest.split_once("```").unwrap();
    assert!(quoted.starts_with("error[span-not-ended]"), "{quoted}");
    let printed = run_in(&root, &["check", "examples/polyglot/shop"]).stdout;
    assert!(printed.contains(quoted.trim_end()), "{printed}");
}
