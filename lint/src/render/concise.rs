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
        insta::assert_snapshot!(fixture::before_summary(OutputFormat::Concise), @r#"
        a"b\n100%,#:?.py:1:1: warning[interpolated-log] log message is built from variables
        shop/bestell übersicht.py:3:1: error[empty-catch] the handler forgets the error
        web/long.go:1:410: info[call-without-timeout] `Query` waits for ever
        "#);
    }
}
