//! `tracewell check`: walk, lint, render.

use super::session::Session;
use super::{ExitStatus, output, progress::Progress};
use crate::cli::CheckArgs;
use crate::render::{self, PathDisplay, RenderOptions};
use crate::report::Report;
use crate::walk::Walked;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Instant;

/// Runs the subcommand.
pub(super) fn run(arguments: &CheckArgs, color: bool) -> anyhow::Result<ExitStatus> {
    let progress = Progress::start(arguments.quiet, "reading files");
    let session = Session::start(&arguments.paths, &arguments.files)?;
    progress.stage(format!("checking {} files", session.walked.files.len()));
    let mut report = session.lint(&arguments.files, &arguments.rules, !arguments.no_roll_up)?;
    drop(progress);
    let options = render_options(arguments, &session.walked, color);
    let start = Instant::now();
    output::write_to(arguments.output.as_deref(), |out| render::render(out, &report, &options))?;
    report.timings.push(("print", start.elapsed()));
    if arguments.timings {
        print_timings(&report);
    }
    let fails = report.shown().any(|diagnostic| arguments.fail_on.includes(diagnostic.severity));
    Ok(if fails { ExitStatus::Findings } else { ExitStatus::Success })
}

fn render_options(arguments: &CheckArgs, walked: &Walked, color: bool) -> RenderOptions {
    RenderOptions {
        format: arguments.format,
        color: color && arguments.output.is_none(),
        paths: path_display(&walked.root),
        summary: !arguments.quiet,
    }
}

/// Paths are shown to people so that they can be opened from where they are.
pub(super) fn path_display(root: &Path) -> PathDisplay {
    let current = std::env::current_dir().and_then(|folder| folder.canonicalize());
    current.map_or_else(|_| PathDisplay::default(), |folder| PathDisplay::new(root, &folder))
}

/// What is printed here is no result, so it goes to standard error in every format.
fn print_timings(report: &Report) {
    let mut stderr = io::stderr().lock();
    for (stage, duration) in &report.timings {
        let _ = writeln!(stderr, "{:>10.1} ms  {stage}", duration.as_secs_f64() * 1000.0);
    }
}
