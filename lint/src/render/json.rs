//! `tracewell/report/v1`: the report for programs; its schema is `lint/schemas/report-v1.schema.json`.

use super::region;
use crate::diagnostic::{Annotation, Confidence, Diagnostic};
use crate::report::{Notification, Report};
use crate::source::Location;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Prints the report.
pub(super) fn render(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let files = report.files;
    let document = json!({
        "schema": "tracewell/report/v1",
        "tool": { "name": "tracewell", "version": env!("CARGO_PKG_VERSION") },
        "diagnostics": report.diagnostics.iter().map(finding).collect::<Vec<_>>(),
        "notifications": report.notifications.iter().map(notification).collect::<Vec<_>>(),
        "files": { "parsed": files.parsed, "passed_over": files.passed_over, "failed": files.failed },
        "hidden": report.hidden,
        "services": report.services.iter().map(|name| &**name).collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn finding(diagnostic: &Diagnostic) -> Value {
    json!({
        "rule": &*diagnostic.rule,
        "level": diagnostic.severity.name(),
        "confidence": match diagnostic.confidence { Confidence::High => "high", Confidence::Low => "low" },
        "message": diagnostic.message,
        "help": diagnostic.help.as_deref(),
        "location": place(&diagnostic.location),
        "related": diagnostic.related.iter().map(related).collect::<Vec<_>>(),
        "service": diagnostic.service.as_deref(),
        "suppressed": diagnostic.suppressed.as_ref().map(|reason| json!({ "reason": reason })),
    })
}

fn related(annotation: &Annotation) -> Value {
    json!({ "location": place(&annotation.location), "message": annotation.label })
}

fn place(location: &Location) -> Value {
    let region = region::of(location);
    json!({
        "path": location.file.path(),
        "line": region.line,
        "column": region.start,
        "end_column": region.end,
    })
}

fn notification(notification: &Notification) -> Value {
    json!({
        "path": notification.path,
        "level": notification.severity.name(),
        "message": notification.message,
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::render::OutputFormat;

    fn schema() -> jsonschema::Validator {
        let schema: Value =
            serde_json::from_str(include_str!("../../schemas/report-v1.schema.json")).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    }

    fn printed(report: &Report) -> Value {
        let mut out = Vec::new();
        render(&mut out, report).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn output_is_what_the_schema_says() {
        for report in [fixture::report(), fixture::empty()] {
            let errors: Vec<String> =
                schema().iter_errors(&printed(&report)).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{errors:#?}");
        }
    }

    #[test]
    fn the_schema_knows_no_other_fields() {
        let mut document = printed(&fixture::report());
        document["diagnostics"][0]["severity"] = "error".into();
        assert!(!schema().is_valid(&document));
    }

    #[test]
    fn the_first_finding_is_whole() {
        let document: Value = serde_json::from_str(&fixture::rendered(OutputFormat::Json)).unwrap();
        let first = serde_json::to_string_pretty(&document["diagnostics"][0]).unwrap();
        insta::assert_snapshot!(first, @r#"
        {
          "confidence": "low",
          "help": null,
          "level": "warning",
          "location": {
            "column": 1,
            "end_column": 4,
            "line": 1,
            "path": "a\"b\n100%,#:?.py"
          },
          "message": "log message is built from variables",
          "related": [],
          "rule": "interpolated-log",
          "service": null,
          "suppressed": null
        }
        "#);
    }
}
