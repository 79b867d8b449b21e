//! The command line: its doc comments are the help texts.

use crate::diagnostic::Severity;
use crate::render::OutputFormat;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Finds observability blind spots in polyglot repositories.
///
/// Exit status: 0 when nothing at or above `--fail-on` was found, 1 when something was, 2 when tracewell
/// itself could not do what was asked.
#[derive(Debug, Parser)]
#[command(name = "tracewell", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    /// When to use colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `tracewell` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Checks files and folders.
    Check(CheckArgs),
    /// Explains a rule, or what tracewell makes of one line.
    Explain(ExplainArgs),
    /// Lists the rules.
    Rules(RulesArgs),
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files and folders to check; what is named here is checked even where the configuration excludes it.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// How to print what was found.
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub format: OutputFormat,
    /// Write to this file, whole or not at all, instead of to standard output.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The lowest level that makes the exit status 1.
    #[arg(long, value_name = "LEVEL", default_value = "warning")]
    pub fail_on: FailOn,
    /// Which rules to apply, and from where.
    #[command(flatten)]
    pub rules: RuleArgs,
    /// Which files to read.
    #[command(flatten)]
    pub files: FileArgs,
    /// List every entry point of a service in which nothing is traced, instead of one finding for it.
    #[arg(long)]
    pub no_roll_up: bool,
    /// Print findings, and nothing about the run.
    #[arg(long, short)]
    pub quiet: bool,
    /// Say on standard error where the time went.
    #[arg(long)]
    pub timings: bool,
}

/// The arguments that choose rules.
#[derive(Debug, Clone, Default, Args)]
pub struct RuleArgs {
    /// Apply only these rules and categories, their low-confidence cases included.
    #[arg(long, value_name = "ID|CATEGORY", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Leave these rules and categories out.
    #[arg(long, value_name = "ID|CATEGORY", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Also show findings that rest on a name rather than on what it resolves to.
    #[arg(long)]
    pub pedantic: bool,
    /// Use this configuration file instead of the nearest `tracewell.toml`.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// The arguments that choose files.
#[derive(Debug, Clone, Args)]
pub struct FileArgs {
    /// Also check files that `.gitignore` and its like leave out.
    #[arg(long)]
    pub no_ignore: bool,
    /// Skip larger files, such as `500KiB` or `20MiB`.
    #[arg(long, value_name = "SIZE", default_value = "10MiB", value_parser = parse_size)]
    pub max_file_size: u64,
    /// How many threads to use [default: one per processor].
    #[arg(long, short, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
}

/// From which level on findings make the exit status 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Lost data, silenced errors.
    Error,
    /// Blind spots, and what `error` means.
    Warning,
    /// Any finding.
    Info,
    /// No finding.
    Never,
}

impl FailOn {
    /// Returns whether a finding of this severity fails the run.
    pub fn includes(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => true,
            Self::Never => false,
        }
    }
}

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A rule's id, or a place such as `src/app.py:12`.
    #[arg(value_name = "ID|FILE:LINE")]
    pub what: String,
    /// Which files to read for a place.
    #[command(flatten)]
    pub files: FileArgs,
}

/// The arguments of `rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// How to print the list.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
}

/// How a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table for people.
    Text,
    /// For programs.
    Json,
    /// A table for documentation.
    Markdown,
}

/// Offsets into files are 32 bits wide, so no limit lies beyond that.
fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.find(|next: char| !next.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return Err(format!("`{unit}` is no unit; use KiB, MiB or GiB")),
    };
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
    bytes.filter(|bytes| *bytes < u64::from(u32::MAX)).ok_or_else(|| "expected a size below 4 GiB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definitions_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(parse_size("500"), Ok(500));
        assert_eq!(parse_size("10MiB"), Ok(10 << 20));
        assert!(parse_size("3 parsecs").is_err());
        assert!(parse_size("99GiB").is_err());
    }

    #[test]
    fn select_and_ignore_repeat_and_take_commas() {
        let arguments = ["tracewell", "check", "a", "--select", "logs,errors", "--select", "metric-name"];
        let Command::Check(check) = Cli::parse_from(arguments).command else { unreachable!() };
        assert_eq!(check.rules.select, ["logs", "errors", "metric-name"]);
    }
}
