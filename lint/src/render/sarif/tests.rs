//! SARIF is checked against its schema, and fingerprints against values that GitHub's own algorithm gives.

use super::fingerprint::{LineHashes, Occurrences};
use super::*;
use crate::render::fixture;
use crate::source::SourceFile;
use serde_json::Value;

fn printed(report: &Report, limit: usize) -> Value {
    let mut out = Vec::new();
    render_limited(&mut out, report, limit).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn violations(document: &Value) -> Vec<String> {
    let schema = include_str!("../../../schemas/sarif-2.1.0.schema.json");
    // The pattern of languages, which we do not write, has a bracket too many for ECMA 262.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn output_is_what_the_schema_says() {
    for report in [fixture::report(), fixture::empty()] {
        let document = printed(&report, MAX_RESULTS);
        assert_eq!(violations(&document), Vec::<String>::new());
    }
}

#[test]
#[ignore = "writes files for .ci/sarif-multitool to $SARIF_DIR"]
fn fixtures_are_written() {
    let folder = std::path::PathBuf::from(std::env::var("SARIF_DIR").unwrap());
    let reports = [
        ("fixture", fixture::report(), 100),
        ("empty", fixture::empty(), 100),
        ("cut", fixture::report(), 2),
    ];
    for (name, report, limit) in reports {
        let document = printed(&report, limit).to_string();
        std::fs::write(folder.join(name).with_extension("sarif"), document).unwrap();
    }
}

#[test]
fn the_schema_test_notices_a_violation() {
    let mut document = printed(&fixture::report(), MAX_RESULTS);
    document["runs"][0]["results"][0]["level"] = "info".into();
    assert_eq!(violations(&document).len(), 1);
}

#[test]
fn every_rule_is_described_once_and_indices_lead_to_it() {
    let document = printed(&fixture::report(), MAX_RESULTS);
    let run = &document["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["empty-catch", "interpolated-log", "call-without-timeout"]);
    for result in run["results"].as_array().unwrap() {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(result["ruleId"], rules[index]["id"]);
    }
}

#[test]
fn a_result_says_what_where_and_how_to_recognise_it() {
    let mut document = printed(&fixture::report(), MAX_RESULTS);
    let result = &mut document["runs"][0]["results"][1];
    let (related, flows) = (result["relatedLocations"].take(), result["codeFlows"].take());
    insta::assert_snapshot!(serde_json::to_string_pretty(result).unwrap(), @r#"
    {
      "codeFlows": null,
      "level": "error",
      "locations": [
        {
          "physicalLocation": {
            "artifactLocation": {
              "uri": "shop/bestell%20%C3%BCbersicht.py",
              "uriBaseId": "%SRCROOT%"
            },
            "region": {
              "endColumn": 18,
              "endLine": 3,
              "startColumn": 1,
              "startLine": 3
            }
          }
        }
      ],
      "message": {
        "text": "the handler forgets the error. See: [this can fail](1), [so can this](2)."
      },
      "partialFingerprints": {
        "primaryLocationLineHash": "c784e219122fdb1c:1",
        "tracewell/v1": "37a4b80dec8fec9e:1"
      },
      "properties": {
        "confidence": "high",
        "help": "handle the error, or say in a comment why not",
        "service": "shop"
      },
      "relatedLocations": null,
      "ruleId": "empty-catch",
      "ruleIndex": 0,
      "suppressions": []
    }
    "#);
    insta::assert_snapshot!(serde_json::to_string(&related[0]).unwrap(), @r#"{"id":1,"message":{"text":"this can fail."},"physicalLocation":{"artifactLocation":{"uri":"shop/bestell%20%C3%BCbersicht.py","uriBaseId":"%SRCROOT%"},"region":{"endColumn":11,"endLine":2,"startColumn":2,"startLine":2}}}"#);
    assert_eq!(related[1]["id"], 2);
    let steps = flows[0]["threadFlows"][0]["locations"].as_array().unwrap();
    let step = |step: &Value| {
        let place = &step["location"];
        let line = &place["physicalLocation"]["region"]["startLine"];
        format!("{line} {}", place["message"]["text"].as_str().unwrap())
    };
    let steps: Vec<String> = steps.iter().map(step).collect();
    assert_eq!(steps, ["2 this can fail.", "1 so can this.", "3 the handler forgets the error."]);
}

#[test]
fn what_a_comment_silences_says_why() {
    let document = printed(&fixture::report(), MAX_RESULTS);
    let results = &document["runs"][0]["results"];
    assert_eq!(results[2]["suppressions"], serde_json::json!([]));
    let suppression = serde_json::json!({ "kind": "inSource", "justification": "measured: rare" });
    assert_eq!(results[3]["suppressions"], serde_json::json!([suppression]));
}

#[test]
fn the_most_severe_results_are_kept_and_it_is_said() {
    let document = printed(&fixture::report(), 2);
    let run = &document["runs"][0];
    let ids: Vec<&Value> = run["results"].as_array().unwrap().iter().map(|it| &it["ruleId"]).collect();
    assert_eq!(ids, ["interpolated-log", "empty-catch"]);
    let notifications = &run["invocations"][0]["toolExecutionNotifications"];
    assert_eq!(notifications[1]["message"]["text"], "Only the 2 most severe of 4 findings are listed here.");
    assert_eq!(violations(&document), Vec::<String>::new());
}

#[test]
fn line_hashes_are_those_of_github() {
    let hashes = |text: &[u8], lines: &[u32]| -> Vec<String> {
        let hashes = LineHashes::new(text);
        lines.iter().map(|line| hashes.line(*line).unwrap()).collect()
    };
    assert_eq!(hashes(b"", &[1]), ["c129715d7a2bc9a3:1"]);
    assert_eq!(LineHashes::new(b"").line(2), None);
    let same = hashes("x = 1\n".repeat(60).as_bytes(), &[1, 36, 37, 60, 61]);
    insta::assert_snapshot!(same.join(" "), @"ca3e9a077b09da0c:1 ca3e9a077b09da0c:36 ca3e9a0840880743:1 8e00d41f0ebba6bf:1 c129715d7a2bc9a3:1");
    let mixed = hashes("\u{feff}a\tb \r\n  é😀\n\rlone\r \nlast".as_bytes(), &[1, 2, 3, 4, 5, 6]);
    insta::assert_snapshot!(mixed.join(" "), @"1ab4ca42c0fb5e2f:1 351b72f2a695892f:1 ebebc3b473f56b1b:1 20f3230ec357e87d:1 2bafa474670c5ca1:1 58429ecce5a8d0db:1");
    let long = format!("{}\n{}", "y".repeat(250), "z".repeat(30));
    assert_eq!(hashes(long.as_bytes(), &[1, 2]), ["cadd4b5b9d92c51c:1", "a9a784abc1468a8f:1"]);
    let invalid = hashes(b"a\xff\xe2\x82\n\xf0\x9fb\n", &[1, 2, 3]);
    assert_eq!(invalid, ["ffa7bf60fb2c1979:1", "c7a3cb9410b69ec:1", "c129715d7a2bc9a3:1"]);
}

#[test]
fn our_fingerprint_survives_edits_of_other_lines() {
    let of = |text: &str, line: u32| Occurrences::default().next("r", &SourceFile::new("a.py", text), line);
    assert_eq!(of("f( x )\n", 1), of("# new\n\n  f( x )\r\n# more\n", 3));
    assert_ne!(of("f(x)\n", 1), of("f(y)\n", 1));
    let mut occurrences = Occurrences::default();
    let file = SourceFile::new("a.py", "f()\nf()\n");
    assert!(occurrences.next("r", &file, 1).ends_with(":1"));
    assert!(occurrences.next("r", &file, 2).ends_with(":2"));
}
