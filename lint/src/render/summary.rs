//! The lines at the end that say what the run amounts to.

use super::RenderOptions;
use super::text::{Paint, count, printable};
use crate::diagnostic::Severity;
use crate::report::Report;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Prints notifications, then counts.
pub(super) fn render(out: &mut dyn Write, report: &Report, options: &RenderOptions) -> io::Result<()> {
    let paint = Paint(options.color);
    for notification in &report.notifications {
        let label = paint.severity(Severity::Warning, "note");
        let path = options.paths.shown(&notification.path);
        writeln!(out, "{label}: {path}: {}", printable(&notification.message))?;
    }
    let tables = [("by rule", by_rule(report)), ("by service", by_service(report))];
    for (title, rows) in tables.iter().filter(|(_, rows)| !rows.is_empty()) {
        table(out, &paint.bold(title), rows)?;
    }
    writeln!(out, "{}", paint.bold(&findings(report)))?;
    writeln!(out, "{}", files(report))?;
    if report.hidden > 0 {
        let hidden = count(report.hidden, "low-confidence finding");
        writeln!(out, "{hidden} hidden; `--pedantic` shows them")?;
    }
    Ok(())
}

fn findings(report: &Report) -> String {
    let total = report.shown().count();
    let files = report.files;
    if files.parsed + files.passed_over + files.failed == 0 {
        return "found no file that tracewell reads".to_owned();
    }
    if total == 0 {
        return "found nothing".to_owned() + &suppressed(report);
    }
    let levels = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| {
        let number = report.shown().filter(|found| found.severity == severity).count();
        (number, severity.name())
    });
    let levels: Vec<String> = levels
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, name)| format!("{number} {name}"))
        .collect();
    format!("found {}: {}{}", count(total, "problem"), levels.join(", "), suppressed(report))
}

fn suppressed(report: &Report) -> String {
    let number = report.diagnostics.len() - report.shown().count();
    if number == 0 { String::new() } else { format!(" ({number} suppressed)") }
}

fn files(report: &Report) -> String {
    let files = report.files;
    let text = format!("{} parsed, {} passed over", count(files.parsed, "file"), files.passed_over);
    if files.failed > 0 { format!("{text}, {} skipped", files.failed) } else { text }
}

/// Counts, highest first, then by name.
type Rows = Vec<(String, usize)>;

fn by_rule(report: &Report) -> Rows {
    tally(report.shown().map(|found| found.rule.to_string()))
}

fn by_service(report: &Report) -> Rows {
    tally(report.shown().filter_map(|found| found.service.as_deref().map(str::to_owned)))
}

fn tally(names: impl Iterator<Item = String>) -> Rows {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let mut rows: Rows = counts.into_iter().collect();
    rows.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    rows
}

fn table(out: &mut dyn Write, title: &str, rows: &Rows) -> io::Result<()> {
    writeln!(out, "{title}:")?;
    for (name, number) in rows {
        writeln!(out, "{number:>6}  {}", printable(name))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn summary(report: &Report) -> String {
        let mut out = Vec::new();
        render(&mut out, report, &fixture::options(crate::render::OutputFormat::Full)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_run_is_summed_up() {
        assert_eq!(summary(&fixture::report()).trim_end(), fixture::SUMMARY);
    }

    #[test]
    fn a_clean_run_is_two_lines() {
        insta::assert_snapshot!(summary(&fixture::empty()), @"
        found nothing
        2 files parsed, 1 passed over
        ");
    }
}
