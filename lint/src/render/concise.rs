//! One line for each finding, which editors and `grep` understand.

use super::text::{Paint, printable};
use super::{RenderOptions, region, summary};
use crate::report::Report;
use std::io::{self, Write};

/// Prints the report.
pub(super) fn render(out: &mut dyn Write, report: &Report, options: &RenderOptions) -> io::Result<()> {
    let paint = Paint(options.color);
    for diagnostic in report.shown() {
        let region = region::of(&diagnostic.location);
        let path = options.paths.shown(diagnostic.location.file.path());
        let level = format!("{}[{}]", diagnostic.severity.name(), diagnostic.rule);
        let level = paint.severity(diagnostic.severity, &level);
        let message = printable(&diagnostic.message);
        writeln!(out, "{path}:{}:{}: {level} {message}", region.line, region.start)?;
    }
    if options.summary { summary::render(out, report, options) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use crate::render::OutputFormat;

    #[test]
    fn every_finding_is_one_line() {
        insta::assert_snapshot!(fixture::rendered(OutputFormat::Concise), @r#"
        a"b\n100%,#:?.py:1:1: warning[interpolated-log] log message is built from variables
        shop/bestell übersicht.py:3:1: error[empty-catch] the handler forgets the error
        web/long.go:1:410: info[call-without-timeout] `Query` waits for ever
        note: img/data.py: looks binary: it holds a NUL byte; skipped
        by rule:
             1  call-without-timeout
             1  empty-catch
             1  interpolated-log
        by service:
             1  shop
        found 3 problems: 1 error, 1 warning, 1 info (1 suppressed)
        3 files parsed, 9 passed over, 1 skipped
        4 low-confidence findings hidden; `--pedantic` shows them
        "#);
    }
}
