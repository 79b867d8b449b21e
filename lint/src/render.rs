//! Prints a report in one of several formats, one file each.
//!
//! All formats agree on places: lines are one-based, columns are one-based and count Unicode scalar values, a byte
//! order mark counts as nothing, and a range that spans lines is shown by its first line.

mod concise;
mod excerpt;
#[cfg(test)]
mod fixture;
mod full;
mod github;
mod json;
mod paths;
mod region;
mod sarif;
mod summary;
mod text;

use crate::diagnostic::Diagnostic;
use crate::report::Report;
use clap::ValueEnum;
pub use paths::PathDisplay;
use std::io::{self, Write};

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// With the source around them.
    Full,
    /// One line each: `path:line:column: level[rule] message`.
    Concise,
    /// `tracewell/report/v1`, for programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, for annotations in GitHub Actions.
    Github,
}

/// How to print a report.
#[derive(Debug, Clone)]
pub struct RenderOptions {
    /// The format.
    pub format: OutputFormat,
    /// Whether to colour; only `full` and `concise` do.
    pub color: bool,
    /// How paths are shown to people.
    pub paths: PathDisplay,
    /// Whether `full` and `concise` end with a summary.
    pub summary: bool,
}

/// Shows one finding with its source, without colour.
pub fn excerpt_of(diagnostic: &Diagnostic) -> String {
    full::plain(diagnostic)
}

/// Prints a report.
pub fn render(out: &mut dyn Write, report: &Report, options: &RenderOptions) -> io::Result<()> {
    match options.format {
        OutputFormat::Full => full::render(out, report, options),
        OutputFormat::Concise => concise::render(out, report, options),
        OutputFormat::Json => json::render(out, report),
        OutputFormat::Sarif => sarif::render(out, report),
        OutputFormat::Github => github::render(out, report),
    }
}
