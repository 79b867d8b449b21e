//! `tracewell explain`: a rule's documentation, or what is found at one line.

use super::session::Session;
use super::{ExitStatus, check, output};
use crate::cli::{ExplainArgs, FileArgs, RuleArgs};
use crate::render::{self, OutputFormat, RenderOptions};
use crate::report::Report;
use crate::rule::RuleSet;
use crate::walk::Walked;
use anyhow::bail;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Runs the subcommand.
pub(super) fn run(arguments: &ExplainArgs, color: bool) -> anyhow::Result<ExitStatus> {
    match place(&arguments.what) {
        Some((file, line)) => explain_place(file, line, &arguments.files, color)?,
        None => explain_rule(&arguments.what, &RuleSet::embedded()?)?,
    }
    Ok(ExitStatus::Success)
}

/// Splits `FILE:LINE`; rule ids hold no colon.
fn place(what: &str) -> Option<(PathBuf, u32)> {
    let (file, line) = what.rsplit_once(':')?;
    Some((file.into(), line.parse().ok()?))
}

fn explain_rule(id: &str, rules: &RuleSet) -> anyhow::Result<()> {
    let Some(rule) = rules.rule(id) else {
        if Path::new(id).is_file() {
            bail!("`{id}` is a file: name the line too, `{id}:LINE`");
        }
        bail!("there is no rule `{id}`{}", nearest(id, rules))
    };
    output::write_to(None, |out| writeln!(out, "{}", rule.documentation.trim_end()))
}

fn nearest(id: &str, rules: &RuleSet) -> String {
    let scored = rules.rules().iter().map(|rule| (strsim::jaro_winkler(id, &rule.id), &rule.id));
    let best = scored.filter(|(score, _)| *score > 0.8).max_by(|left, right| left.0.total_cmp(&right.0));
    best.map_or_else(
        || "; `tracewell rules` lists them".to_owned(),
        |(_, near)| format!("; did you mean `{near}`?"),
    )
}

/// Lints the whole repository, for what stands on a line may be judged by what stands elsewhere.
fn explain_place(file: PathBuf, line: u32, files: &FileArgs, color: bool) -> anyhow::Result<()> {
    let alone = Session::start(std::slice::from_ref(&file), files)?.walked;
    let Some(path) = alone.files.first().map(|file| file.source.path().to_owned()) else {
        bail!("`{}` is not a file that tracewell reads{}", file.display(), why_unread(&alone));
    };
    // Whoever asks about a place wants to hear of it, though it lies among examples or tests.
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).map(Path::to_owned);
    let named = [Some(alone.root), folder, Some(file)];
    let session = Session::start(&named.into_iter().flatten().collect::<Vec<_>>(), files)?;
    let rules = RuleArgs { pedantic: true, ..RuleArgs::default() };
    let mut report = session.lint(files, &rules, false)?;
    report.diagnostics.retain(|found| {
        let at = &found.location;
        at.file.path() == path && at.file.line_of(at.range.start) == line
    });
    let render_options = RenderOptions {
        format: OutputFormat::Full,
        color,
        paths: check::path_display(&session.walked.root),
        summary: false,
    };
    output::write_to(None, |out| print_place(out, &report, &render_options, &path, line))
}

fn why_unread(walked: &Walked) -> String {
    walked.notifications.first().map_or_else(String::new, |said| format!(": it {}", said.message))
}

fn print_place(
    out: &mut dyn Write,
    report: &Report,
    options: &RenderOptions,
    path: &str,
    line: u32,
) -> io::Result<()> {
    if report.diagnostics.is_empty() {
        return writeln!(out, "nothing was found at {}:{line}", options.paths.shown(path));
    }
    render::render(out, report, options)?;
    for (found, reason) in
        report.diagnostics.iter().filter_map(|found| Some((found, found.suppressed.as_ref()?)))
    {
        writeln!(out, "suppressed: {} ({reason})", found.rule)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_from_a_rule_by_its_line() {
        assert_eq!(place("a b/c.py:12"), Some(("a b/c.py".into(), 12)));
        assert_eq!(place("C:/x.py:3"), Some(("C:/x.py".into(), 3)));
        assert_eq!(place("empty-catch"), None);
    }
}
