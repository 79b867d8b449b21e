//! What rule files may say, and what they are told when they say it wrongly.

use super::*;
use crate::source::TextRange;

const LOG: &str = r#"# interpolated-log

```toml
since = "0.1.0"
[[case]]
match      = { fact = "log-call", message = ["interpolated", "formatted"], level = "$levels" }
unless     = [{ role = ["test", "example"] }, { role = "script", level = "debug" }]
level      = "error"
message    = "{level} log message is {message}"
help       = "name the event"
[[case]]
match      = { fact = "log-call", message = "variable" }
unless     = { role = "test" }
when       = { strict = true }
confidence = "low"
message    = "log message is a variable"
[options]
levels = ["info", "debug"]
strict = false
```

The message
is built.

More.
"#;

const CATCH: &str = r#"# empty-catch

```toml
since = "0.1.0"
[[case]]
match = { fact = "catch", body = "nothing" }
message = "error is dropped"
roll-up = "service"
roll-up-message = "none of {count}"
```

An error is dropped.
"#;

/// Returns two small rules: `logs/interpolated-log` and `errors/empty-catch`.
pub(crate) fn two_rules() -> RuleSet {
    let files = [
        DataFile { path: "logs/interpolated-log.md", text: LOG },
        DataFile { path: "errors/empty-catch.md", text: CATCH },
    ];
    RuleSet::parse(&files).unwrap()
}

fn log(message: &'static str, level: &'static str, role: &'static str) -> Fact {
    Fact {
        kind: "log-call",
        file: 0,
        range: TextRange::default(),
        confidence: Confidence::High,
        fields: vec![("message", message.into()), ("level", level.into()), ("role", role.into())],
        service: None,
        related: Vec::new(),
    }
}

#[track_caller]
fn fault(old: &str, new: &str) -> String {
    assert!(LOG.contains(old));
    let text = Box::leak(LOG.replacen(old, new, 1).into_boxed_str());
    RuleSet::parse(&[DataFile { path: "logs/interpolated-log.md", text }]).unwrap_err().to_string()
}

#[test]
fn a_rule_file_yields_its_parts() {
    let rules = two_rules();
    let rule = rules.rule("interpolated-log").unwrap();
    assert_eq!((rule.category, rule.since.as_str(), rule.level), ("logs", "0.1.0", Severity::Error));
    assert_eq!(rule.summary, "The message is built.");
    assert_eq!(rule.documentation, "# interpolated-log\n\nThe message\nis built.\n\nMore.\n");
    assert!(rules.rule("empty-catch").unwrap().cases[0].roll_up.is_some());
    assert_eq!(rules.named("logs").unwrap(), ["interpolated-log"]);
    assert_eq!(rules.named("unused-suppression").unwrap(), ["unused-suppression"]);
    assert_eq!(rules.named("nonsense"), None);
}

#[test]
fn the_first_case_that_matches_decides() {
    let rules = two_rules();
    let settings = Settings::new(&rules);
    let verdicts = rules.evaluate(&log("formatted", "info", "service"), &settings);
    assert_eq!(verdicts.len(), 1);
    assert_eq!(verdicts[0].message, "info log message is formatted");
    assert_eq!((verdicts[0].severity, verdicts[0].confidence), (Severity::Error, Confidence::High));
    assert_eq!(verdicts[0].help.as_deref(), Some("name the event"));
}

#[test]
fn excuses_options_and_other_values_keep_a_rule_silent() {
    let rules = two_rules();
    let settings = Settings::new(&rules);
    for fact in [
        log("formatted", "info", "test"),
        log("formatted", "debug", "script"),
        log("formatted", "fatal", "service"),
        log("literal", "info", "service"),
        log("variable", "info", "service"),
    ] {
        assert!(rules.evaluate(&fact, &settings).is_empty(), "{fact:?}");
    }
    assert_eq!(rules.evaluate(&log("formatted", "info", "script"), &settings).len(), 1);
}

#[test]
fn a_guessed_fact_makes_any_case_pedantic() {
    let rules = two_rules();
    let fact = Fact { confidence: Confidence::Low, ..log("formatted", "info", "service") };
    assert_eq!(rules.evaluate(&fact, &Settings::new(&rules))[0].confidence, Confidence::Low);
}

#[test]
fn roles_that_every_case_excuses_are_not_wanted() {
    let rules = two_rules();
    assert!(!rules.wants("log-call", Role::Test));
    assert!(rules.wants("log-call", Role::Example));
    assert!(rules.wants("log-call", Role::Script));
    assert!(!rules.wants("catch", Role::Vendored));
    assert!(!rules.wants("threshold", Role::Service));
}

#[test]
fn wrong_names_are_told_the_nearest_right_one() {
    for (old, new, expected) in [
        ("\"log-call\"", "\"log-cal\"", "6: unknown fact `log-cal`; did you mean `log-call`?"),
        ("message = [", "mesage = [", "6: `log-call` has no field `mesage`; did you mean `message`?"),
        ("\"formatted\"", "\"formated\"", "6: `message` is never `formated`; did you mean `formatted`?"),
        ("\"$levels\"", "\"$level\"", "6: unknown option `level`; did you mean `levels`?"),
        ("\"$levels\"", "\"$strict\"", "6: option `strict` is neither a string nor a list of strings"),
        ("\"info\", \"debug\"", "\"inf\"", "6: `level` is never `inf`; did you mean `info`?"),
        ("\"example\"", "\"exampel\"", "7: `role` is never `exampel`; did you mean `example`?"),
        ("{level} log", "{levl} log", "9: `log-call` has no field `levl`; did you mean `level`?"),
        ("{level} log message is {message}", "a {level", "9: `{level` in the message is not closed"),
        ("strict = true", "strict = 1", "14: option `strict` is a boolean"),
        ("# interpolated-log", "# other", "1: the heading is `other`; the file's stem is `interpolated-log`"),
    ] {
        assert_eq!(fault(old, new), format!("logs/interpolated-log.md:{expected}"));
    }
}

#[test]
fn what_serde_refuses_names_the_line() {
    assert!(fault("help ", "hlep ").contains("md:10: unknown field `hlep`"));
    assert!(fault("\"error\"", "\"eror\"").contains("md:8: unknown variant `eror`"));
    assert!(fault("role = \"script\", ", "role = 3, ").contains("md:7: "));
    assert!(fault("[{ role", "[3, { role").contains("md:7: "));
}

#[test]
fn the_embedded_rules_are_sound() {
    let rules = RuleSet::embedded().unwrap();
    assert!(rules.rules().iter().all(|rule| CATEGORIES.contains(&rule.category)));
}
