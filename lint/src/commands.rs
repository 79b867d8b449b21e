//! The subcommands, and what they have in common: the exit status and the streams.

mod check;
mod clock;
mod explain;
mod output;
mod progress;
mod rules;
mod session;

use crate::cli::{Cli, ColorWhen, Command};
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Nothing to complain about.
    Success,
    /// Findings at or above `--fail-on`.
    Findings,
    /// We could not do what was asked.
    Failure,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        match status {
            ExitStatus::Success => Self::from(0),
            ExitStatus::Findings => Self::from(1),
            ExitStatus::Failure => Self::from(2),
        }
    }
}

/// Does what the command line says; a reader that stops reading is no failure.
pub fn run(cli: Cli) -> ExitStatus {
    let color = use_color(cli.color);
    let done = match cli.command {
        Command::Check(arguments) => check::run(&arguments, color),
        Command::Explain(arguments) => explain::run(&arguments, color),
        Command::Rules(arguments) => rules::run(&arguments),
    };
    done.unwrap_or_else(|error| {
        if output::is_broken_pipe(&error) {
            return ExitStatus::Success;
        }
        // Where standard error is closed too, the exit status has to say it alone.
        let _ = writeln!(io::stderr(), "error: {error:#}");
        ExitStatus::Failure
    })
}

fn use_color(when: ColorWhen) -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb,
    }
}
