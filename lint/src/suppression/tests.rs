//! Which comments silence what, and what is said about those that do not.

use super::*;
use crate::config::{Config, ConfigSet, Selection};
use crate::rule::tests::two_rules;

const TODAY: &str = "2026-03-01";

/// Applies the comments of a text, `#` to the end of each line, to an `empty-catch` at every `pass`.
fn lint(text: &str, config: &str) -> Vec<Diagnostic> {
    let rules = two_rules();
    let config = Config::parse(&Arc::new(SourceFile::new("tracewell.toml", config)), &rules).unwrap();
    let configs = ConfigSet::new(vec![(String::new(), config)], Selection::default(), &rules);
    let settings = configs.settings_for("a.py");
    let context = Context { rules: &rules, settings: &settings, today: Date::parse(TODAY).unwrap() };
    let file = Arc::new(SourceFile::new("a.py", text));
    let ranges = |pattern: char, full: bool| -> Vec<TextRange> {
        (1..=file.line_count())
            .filter_map(|line| {
                let line = file.line_range(line);
                let start = line.start + file.text(line).find(pattern)? as u32;
                Some(TextRange::new(start, if full { line.end } else { start + 4 }))
            })
            .collect()
    };
    let catches = ranges('p', false).into_iter().filter(|range| file.text(*range) == "pass");
    let diagnostics = catches.map(|range| Diagnostic {
        rule: Arc::from("empty-catch"),
        severity: Severity::Error,
        confidence: Confidence::High,
        message: "error is dropped".to_owned(),
        help: None,
        location: Location { file: Arc::clone(&file), range },
        related: Vec::new(),
        service: None,
        suppressed: None,
    });
    apply(&file, &ranges('#', true), diagnostics.collect(), &context)
}

/// Returns `line rule message`, and the reason behind `=` where one silences it.
fn said(text: &str) -> Vec<String> {
    said_with(text, "")
}

fn said_with(text: &str, config: &str) -> Vec<String> {
    let show = |one: Diagnostic| {
        let line = one.location.file.line_of(one.location.range.start);
        let reason = one.suppressed.map(|reason| format!(" = {reason}")).unwrap_or_default();
        let help = one.help.filter(|help| help.starts_with("did")).map(|help| format!("; {help}"));
        format!("{line} {}: {}{}{reason}", one.rule, one.message, help.unwrap_or_default())
    };
    lint(text, config).into_iter().map(show).collect()
}

#[test]
fn a_comment_speaks_about_its_own_line_or_the_next_line_of_code() {
    let own = "pass  # tracewell: ignore[empty-catch] best effort\n";
    assert_eq!(said(own), ["1 empty-catch: error is dropped = best effort"]);
    let above =
        "#tracewell:ignore[empty-catch] best\n\n# more\n# tracewell: ignore[ empty-catch ] effort\npass\n";
    let found = said(above);
    assert_eq!(found, ["5 empty-catch: error is dropped = best"]);
    let far = "# tracewell: ignore[empty-catch] x\nx\npass\n";
    assert_eq!(
        said(far),
        [
            "3 empty-catch: error is dropped",
            "1 unused-suppression: suppression of `empty-catch` silences nothing"
        ]
    );
}

#[test]
fn a_whole_file_can_be_silenced() {
    let text = "pass\nx\npass # noqa # tracewell: ignore-file[empty-catch] see #12 # noqa\n";
    assert_eq!(
        said(text),
        ["1 empty-catch: error is dropped = see #12", "3 empty-catch: error is dropped = see #12"]
    );
}

#[test]
fn a_suppression_without_reason_works_and_is_reported() {
    assert_eq!(
        said("pass # tracewell: ignore[empty-catch]\n"),
        ["1 empty-catch: error is dropped = ", "1 suppression-without-reason: suppression gives no reason"]
    );
}

#[test]
fn a_suppression_holds_through_its_last_day() {
    let text = |date: &str| format!("pass # tracewell: ignore[empty-catch] until={date} fixed in v2\n");
    assert_eq!(said(&text(TODAY)), ["1 empty-catch: error is dropped = fixed in v2"]);
    assert_eq!(
        said(&text("2026-02-28")),
        ["1 empty-catch: error is dropped", "1 expired-suppression: suppression expired on 2026-02-28"]
    );
    assert_eq!(
        said(&text("soon")),
        [
            "1 empty-catch: error is dropped",
            "1 expired-suppression: suppression ends on `soon`, which is no date"
        ]
    );
}

#[test]
fn names_that_silence_nothing_are_reported_each() {
    assert_eq!(
        said("pass # tracewell: ignore[empty-catch, interpolated-log, emtpy-catch] x\n"),
        [
            "1 empty-catch: error is dropped = x",
            "1 unused-suppression: suppression of `interpolated-log` silences nothing",
            "1 unused-suppression: suppression names `emtpy-catch`, which is no rule; did you mean `empty-catch`?",
        ]
    );
}

#[test]
fn what_names_no_rule_is_reported_and_prose_is_not() {
    for text in [
        "x # tracewell: ignore all\n",
        "x # tracewell: ignroe[empty-catch] y\n",
        "x # tracewell: ignore[] y\n",
    ] {
        assert!(said(text)[0].starts_with("1 unused-suppression: suppression names no rule"), "{text}");
    }
    for text in ["x # tracewell: see the docs\n", "x # write `tracewell: ignore[empty-catch]`\n"] {
        assert!(said(text).is_empty(), "{text}");
    }
}

#[test]
fn rules_that_are_off_do_not_make_their_suppressions_unused() {
    let text = "x # tracewell: ignore[empty-catch] y\n";
    assert!(said_with(text, "ignore = [\"errors\"]").is_empty());
    assert!(said_with(text, "[levels]\nempty-catch = \"off\"").is_empty());
    assert_eq!(said(text).len(), 1);
}

#[test]
fn diagnostics_about_suppressions_are_configured_and_silenced_like_rules() {
    let text = "x # tracewell: ignore[empty-catch] y\n";
    assert!(said_with(text, "ignore = [\"unused-suppression\"]").is_empty());
    let raised = lint(text, "[levels]\nunused-suppression = \"error\"");
    assert_eq!(raised[0].severity, Severity::Error);
    let silenced = said(&format!("# tracewell: ignore-file[unused-suppression] legacy\n{text}"));
    assert_eq!(silenced, ["2 unused-suppression: suppression of `empty-catch` silences nothing = legacy"]);
}
