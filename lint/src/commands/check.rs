//! `tracewell check`: walk, lint, render.

use super::{ExitStatus, clock, output, progress::Progress};
use crate::cli::{CheckArgs, FileArgs, RuleArgs};
use crate::config::{ConfigSet, Overrides};
use crate::linter::{self, LintOptions};
use crate::render::{self, PathDisplay, RenderOptions};
use crate::report::Report;
use crate::rule::RuleSet;
use crate::walk::{self, WalkOptions, Walked};
use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// One file that takes longer is given up, with a notification.
const FILE_TIME_LIMIT: Duration = Duration::from_secs(10);

/// Runs the subcommand.
pub(super) fn run(arguments: &CheckArgs, color: bool) -> anyhow::Result<ExitStatus> {
    let progress = Progress::start(arguments.quiet, "reading files");
    let rules = Arc::new(RuleSet::load()?);
    let start = Instant::now();
    let walked = walk::walk(&arguments.paths, &walk_options(&arguments.files), &linter::wants)?;
    let walking = start.elapsed();
    progress.stage(format!("checking {} files", walked.files.len()));
    let config = ConfigSet::load(&walked.root, overrides(&arguments.rules), &rules)?;
    let mut report =
        linter::lint(&walked, rules, &config, &lint_options(&arguments.files, !arguments.no_roll_up));
    report.timings.insert(0, ("read", walking));
    drop(progress);
    let options = render_options(arguments, &walked, color);
    let start = Instant::now();
    output::write_to(arguments.output.as_deref(), |out| render::render(out, &report, &options))?;
    report.timings.push(("print", start.elapsed()));
    if arguments.timings {
        print_timings(&report);
    }
    let fails = report.shown().any(|diagnostic| arguments.fail_on.includes(diagnostic.severity));
    Ok(if fails { ExitStatus::Findings } else { ExitStatus::Success })
}

/// Translates the arguments that choose files.
pub(super) fn walk_options(arguments: &FileArgs) -> WalkOptions {
    WalkOptions {
        obey_ignore_files: !arguments.no_ignore,
        max_file_size: arguments.max_file_size,
        jobs: jobs(arguments),
    }
}

fn jobs(arguments: &FileArgs) -> usize {
    let processors = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    arguments.jobs.unwrap_or_else(processors).get()
}

fn overrides(arguments: &RuleArgs) -> Overrides {
    Overrides {
        select: arguments.select.clone(),
        ignore: arguments.ignore.clone(),
        pedantic: arguments.pedantic,
        file: arguments.config.clone(),
    }
}

/// Translates what the engine has to know of the arguments.
pub(super) fn lint_options(arguments: &FileArgs, roll_up: bool) -> LintOptions {
    LintOptions { roll_up, today: clock::today(), jobs: jobs(arguments), file_time_limit: FILE_TIME_LIMIT }
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
