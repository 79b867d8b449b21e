//! The `tracewell` command.

use clap::Parser;
use std::process::ExitCode;
use tracewell_lint::{cli::Cli, commands};

fn main() -> ExitCode {
    commands::run(Cli::parse()).into()
}
