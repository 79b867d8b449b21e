//! Findings as SARIF results.

use super::fingerprint::{LineHashes, Occurrences};
use super::model::{
    ArtifactLocation, Location, Message, PhysicalLocation, Region, Result, ResultProperties, Suppression,
};
use super::rules::Rules;
use super::{ROOT, flows, level, sentence, uri};
use crate::diagnostic::{Confidence, Diagnostic};
use crate::render::region;
use crate::source::{self, SourceFile};
use std::collections::BTreeMap;
use std::sync::Arc;

/// More related places are left out; GitHub shows far fewer.
const MAX_RELATED: usize = 100;
/// More related places are listed, but not linked to.
const MAX_LINKED: usize = 10;

/// Builds the results of the findings at `kept`; fingerprints count the others too, so that they stay the same.
pub(super) fn of<'a>(diagnostics: &'a [Diagnostic], kept: &[usize], rules: &Rules) -> Vec<Result<'a>> {
    let mut fingerprints = Fingerprints::default();
    let mut kept = kept.iter().copied().peekable();
    let mut results = Vec::new();
    for (index, diagnostic) in diagnostics.iter().enumerate() {
        let version_1 = fingerprints.version_1(diagnostic);
        if kept.next_if_eq(&index).is_some() {
            let mut partial = BTreeMap::from([("tracewell/v1", version_1)]);
            let line_hash = fingerprints.line_hash(diagnostic);
            partial.extend(line_hash.map(|hash| ("primaryLocationLineHash", hash)));
            results.push(result(diagnostic, rules, partial));
        }
    }
    results
}

type Partial = BTreeMap<&'static str, String>;

fn result<'a>(diagnostic: &'a Diagnostic, rules: &Rules, partial: Partial) -> Result<'a> {
    let related = diagnostic.related.iter().take(MAX_RELATED).enumerate();
    let suppressions = diagnostic.suppressed.iter();
    Result {
        rule_id: &diagnostic.rule,
        rule_index: rules.index(&diagnostic.rule),
        level: level(diagnostic.severity),
        message: Message::new(message(diagnostic)),
        locations: [location(&diagnostic.location)],
        related_locations: related
            .map(|(index, annotation)| Location {
                id: Some(index + 1),
                message: Some(Message::new(sentence(&annotation.label))),
                ..location(&annotation.location)
            })
            .collect(),
        code_flows: flows::of(diagnostic, rules.relation(&diagnostic.rule)),
        partial_fingerprints: partial,
        suppressions: suppressions
            .map(|reason| Suppression { kind: "inSource", justification: reason.clone() })
            .collect(),
        properties: ResultProperties {
            confidence: match diagnostic.confidence {
                Confidence::High => "high",
                Confidence::Low => "low",
            },
            service: diagnostic.service.as_deref(),
            help: diagnostic.help.as_deref(),
        },
    }
}

/// Returns the message with links to related places: GitHub shows only those that a message links to.
fn message(diagnostic: &Diagnostic) -> String {
    let message = sentence(&diagnostic.message);
    let linked = diagnostic.related.iter().take(MAX_LINKED).enumerate();
    let links: Vec<String> = linked
        .map(|(index, annotation)| {
            let label = annotation.label.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
            format!("[{label}]({})", index + 1)
        })
        .collect();
    let more = diagnostic.related.len().saturating_sub(MAX_LINKED);
    match (links.is_empty(), more) {
        (true, _) => message,
        (false, 0) => format!("{message} See: {}.", links.join(", ")),
        (false, more) => format!("{message} See: {}, and {more} more.", links.join(", ")),
    }
}

pub(super) fn location(location: &source::Location) -> Location {
    let place = region::of(location);
    let region = Region {
        start_line: place.line,
        start_column: place.start,
        end_line: place.line,
        end_column: place.end,
    };
    Location {
        id: None,
        physical: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri::encode(location.file.path()), uri_base_id: ROOT },
            region: Some(region),
        },
        message: None,
    }
}

/// Computes fingerprints; findings come sorted by file, so one file's hashes are kept at a time.
#[derive(Default)]
struct Fingerprints {
    occurrences: Occurrences,
    current: Option<(Arc<SourceFile>, LineHashes)>,
}

impl Fingerprints {
    fn version_1(&mut self, diagnostic: &Diagnostic) -> String {
        let location = &diagnostic.location;
        let line = location.file.line_of(region::clip(location).start);
        self.occurrences.next(&diagnostic.rule, &location.file, line)
    }

    fn line_hash(&mut self, diagnostic: &Diagnostic) -> Option<String> {
        let location = &diagnostic.location;
        let line = location.file.line_of(region::clip(location).start);
        let is_current = self.current.as_ref().is_some_and(|(file, _)| Arc::ptr_eq(file, &location.file));
        if !is_current {
            self.current = Some((Arc::clone(&location.file), LineHashes::new(location.file.bytes())));
        }
        self.current.as_ref()?.1.line(line)
    }
}
