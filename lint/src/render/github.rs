//! Workflow commands, which GitHub Actions turns into annotations.

use super::region;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{Notification, Report};
use std::io::{self, Write};

/// Prints the report.
pub(super) fn render(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for diagnostic in report.shown() {
        finding(out, diagnostic)?;
    }
    for notification in &report.notifications {
        notify(out, notification)?;
    }
    Ok(())
}

fn finding(out: &mut dyn Write, diagnostic: &Diagnostic) -> io::Result<()> {
    let region = region::of(&diagnostic.location);
    let mut message = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    writeln!(
        out,
        "::{} file={},line={line},col={},endLine={line},endColumn={},title={}::{}",
        command(diagnostic.severity),
        property(diagnostic.location.file.path()),
        region.start,
        region.end,
        property(&diagnostic.rule),
        data(&message),
        line = region.line,
    )
}

fn notify(out: &mut dyn Write, notification: &Notification) -> io::Result<()> {
    let path = &notification.path;
    let message = data(&format!("{path}: {}", notification.message));
    // That a file was not read is about the run, and fails nothing.
    writeln!(out, "::warning file={},title=tracewell::{message}", property(path))
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use crate::render::OutputFormat;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        insta::assert_snapshot!(fixture::rendered(OutputFormat::Github), @r#"
        ::warning file=a"b%0A100%25%2C#%3A?.py,line=1,col=1,endLine=1,endColumn=4,title=interpolated-log::log message is built from variables
        ::error file=shop/bestell übersicht.py,line=3,col=1,endLine=3,endColumn=18,title=empty-catch::the handler forgets the error%0Ahelp: handle the error, or say in a comment why not
        ::notice file=web/long.go,line=1,col=410,endLine=1,endColumn=418,title=call-without-timeout::`Query` waits for ever
        ::warning file=img/data.py,title=tracewell::img/data.py: looks binary: it holds a NUL byte; skipped
        "#);
    }
}
