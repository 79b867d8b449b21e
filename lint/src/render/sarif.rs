//! SARIF 2.1.0, for code scanning.
//!
//! ```text
//! Report ─▶ most severe results ─▶ model (types that serialise to SARIF) ─▶ JSON
//! ```

mod fingerprint;
mod flows;
mod model;
mod results;
mod rules;
#[cfg(test)]
mod tests;
mod uri;

use super::text::sentence;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{Notification, Report};
use model::{
    ArtifactLocation, BaseId, Driver, Invocation, Level, Location, Log, Message, PhysicalLocation, Run,
    ToolComponent, ToolNotification,
};
use rules::Rules;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// GitHub refuses files with more.
const MAX_RESULTS: usize = 25_000;
/// What URIs are relative to; the name that `CodeQL` gave it.
const ROOT: &str = "%SRCROOT%";
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Prints the report.
pub(super) fn render(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    render_limited(out, report, MAX_RESULTS)
}

fn render_limited(out: &mut dyn Write, report: &Report, limit: usize) -> io::Result<()> {
    let rules = Rules::new(report);
    let kept = most_severe(&report.diagnostics, limit);
    let results = results::of(&report.diagnostics, &kept, &rules);
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: ToolComponent { driver: driver(&rules) },
            invocations: [invocation(report, kept.len())],
            column_kind: "unicodeCodePoints",
            original_uri_base_ids: BTreeMap::from([(ROOT, base_id())]),
            results,
        }],
    };
    serde_json::to_writer(&mut *out, &log)?;
    writeln!(out)
}

/// Returns the indices of the findings to keep, ascending; those that an ignore comment silences go first.
fn most_severe(diagnostics: &[Diagnostic], limit: usize) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..diagnostics.len()).collect();
    if kept.len() > limit {
        kept.sort_by_key(|index| {
            let diagnostic = &diagnostics[*index];
            (diagnostic.suppressed.is_some(), Reverse(diagnostic.severity))
        });
        kept.truncate(limit);
        kept.sort_unstable();
    }
    kept
}

fn driver(rules: &Rules) -> Driver<'_> {
    Driver {
        name: "tracewell",
        full_name: concat!("tracewell ", env!("CARGO_PKG_VERSION")),
        organization: "tracewell",
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: rules.descriptors(),
    }
}

fn base_id() -> BaseId {
    let text = "The root of the repository, or the folder that was checked where there is none.";
    BaseId { description: Message::new(text) }
}

fn invocation(report: &Report, kept: usize) -> Invocation {
    let mut notifications: Vec<ToolNotification> = report.notifications.iter().map(notification).collect();
    let total = report.diagnostics.len();
    if kept < total {
        notifications.push(ToolNotification {
            level: Level::Warning,
            message: Message::new(format!(
                "Only the {kept} most severe of {total} findings are listed here."
            )),
            locations: None,
        });
    }
    Invocation { execution_successful: true, tool_execution_notifications: notifications }
}

fn notification(notification: &Notification) -> ToolNotification {
    let path = &notification.path;
    let physical = PhysicalLocation {
        artifact_location: ArtifactLocation { uri: uri::encode(path), uri_base_id: ROOT },
        region: None,
    };
    ToolNotification {
        level: level(notification.severity),
        message: Message::new(sentence(&format!("`{path}` {}", notification.message))),
        locations: (!path.is_empty()).then_some([Location { id: None, physical, message: None }]),
    }
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Info => Level::Note,
        Severity::Warning => Level::Warning,
        Severity::Error => Level::Error,
    }
}
