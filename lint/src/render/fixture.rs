//! The report that every format's test prints: small, and with what breaks formats in it.

use super::{OutputFormat, PathDisplay, RenderOptions};
use crate::diagnostic::{Annotation, Confidence, Diagnostic, Severity};
use crate::report::{FileCounts, Notification, Report};
use crate::rule::RuleSet;
use crate::source::{Location, SourceFile, TextRange};
use std::sync::Arc;
use tracewell_rules::DataFile;

/// Returns the options of a format: plain, with a summary.
pub(super) fn options(format: OutputFormat) -> RenderOptions {
    RenderOptions { format, color: false, paths: PathDisplay::default(), summary: true }
}

/// Prints the fixture without trailing white space.
pub(super) fn rendered(format: OutputFormat) -> String {
    let mut out = Vec::new();
    super::render(&mut out, &report(), &options(format)).unwrap();
    String::from_utf8(out).unwrap().trim_end().to_owned()
}

/// How the fixture is summed up, wherever that stands.
pub(super) const SUMMARY: &str = "\
note: img/data.py: looks binary: it holds a NUL byte; skipped
by rule:
     1  call-without-timeout
     1  empty-catch
     1  interpolated-log
by service:
     1  shop
found 3 problems: 1 error, 1 warning, 1 info (1 suppressed)
3 files parsed, 9 passed over, 1 skipped
4 low-confidence findings hidden; `--pedantic` shows them";

/// Prints the fixture as a format for people, and cuts off the summary at its end.
pub(super) fn before_summary(format: OutputFormat) -> String {
    let text = rendered(format);
    text.strip_suffix(SUMMARY)
        .unwrap_or_else(|| panic!("no summary at the end of:\n{text}"))
        .trim_end()
        .to_owned()
}

/// Builds a report in which nothing was found.
pub(super) fn empty() -> Report {
    Report {
        diagnostics: Vec::new(),
        hidden: 0,
        notifications: Vec::new(),
        files: FileCounts { parsed: 2, passed_over: 1, failed: 0 },
        services: Vec::new(),
        rules: Arc::new(rules()),
        timings: Vec::new(),
    }
}

/// Builds the fixture.
pub(super) fn report() -> Report {
    let shop =
        file("shop/bestell übersicht.py", "\u{feff}try:\r\n\tcharge(é)\r\nexcept Exception:\r\n\tpass\r\n");
    let odd = file("a\"b\n100%,#:?.py", b"log.info(f\"user {user} \xff\" + name)\n");
    let long = file("web/long.go", format!("x := \"{}\"; db.Query(q)\n", "a".repeat(400)));
    let empty_catch = Diagnostic {
        help: Some("handle the error, or say in a comment why not".into()),
        related: vec![note(&shop, "charge(é)", "this can fail"), note(&long, "db.Query(q)", "so can this")],
        service: Some("shop".into()),
        ..finding(
            "empty-catch",
            Severity::Error,
            "the handler forgets the error",
            at(&shop, "except Exception:"),
        )
    };
    let interpolated = Diagnostic {
        confidence: Confidence::Low,
        ..finding(
            "interpolated-log",
            Severity::Warning,
            "log message is built from variables",
            at(&odd, "log"),
        )
    };
    let timeout =
        finding("call-without-timeout", Severity::Info, "`Query` waits for ever", at(&long, "db.Query"));
    let suppressed = Diagnostic { suppressed: Some("measured: rare".to_owned()), ..timeout.clone() };
    Report {
        diagnostics: vec![interpolated, empty_catch, timeout, suppressed],
        hidden: 4,
        notifications: vec![Notification {
            path: "img/data.py".to_owned(),
            message: "looks binary: it holds a NUL byte; skipped".to_owned(),
            severity: Severity::Error,
        }],
        files: FileCounts { parsed: 3, passed_over: 9, failed: 1 },
        services: vec!["shop".into()],
        ..empty()
    }
}

fn finding(rule: &str, severity: Severity, message: &str, location: Location) -> Diagnostic {
    Diagnostic {
        rule: rule.into(),
        severity,
        confidence: Confidence::High,
        message: message.to_owned(),
        help: None,
        location,
        related: Vec::new(),
        service: None,
        suppressed: None,
    }
}

fn file(path: &str, text: impl Into<Vec<u8>>) -> Arc<SourceFile> {
    Arc::new(SourceFile::new(path, text))
}

/// Finds a needle in a file.
fn at(file: &Arc<SourceFile>, needle: &str) -> Location {
    let found = file.bytes().windows(needle.len()).position(|bytes| bytes == needle.as_bytes());
    let start = found.unwrap() as u32;
    Location { file: Arc::clone(file), range: TextRange::new(start, start + needle.len() as u32) }
}

fn note(file: &Arc<SourceFile>, needle: &str, label: &str) -> Annotation {
    Annotation { location: at(file, needle), label: label.to_owned() }
}

/// `call-without-timeout` is left out: formats cope with ids that no rule has. `empty-catch` speaks of error paths,
/// so that its related places are steps of a way.
fn rules() -> RuleSet {
    let rule = |path: &'static str, text: &'static str| DataFile { path, text };
    let files = [
        rule(
            "logs/interpolated-log.md",
            "# interpolated-log\n\n```toml\nsince = \"0.1.0\"\n[[case]]\nmatch = { fact = \"log-call\" }\nmessage = \"x\"\n```\n\nA log message is built from variables.\n\n## Why\n\nBecause `x` hurts.\n",
        ),
        rule(
            "errors/empty-catch.md",
            "# empty-catch\n\n```toml\nsince = \"0.1.0\"\n[[case]]\nmatch = { fact = \"error-path\" }\nlevel = \"error\"\nmessage = \"x\"\n```\n\nAn error is caught and forgotten.\nNobody hears of it.\n\n## Why\n\nBecause `x` hurts.\n",
        ),
    ];
    RuleSet::parse(&files).unwrap()
}
