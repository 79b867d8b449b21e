//! Entry points: which functions does the outside call, and is there a span in sight?

mod handler;
mod health;
mod idle;
mod inherited;
mod placed;
mod registration;

use super::conditions;
use super::file::Analysis;
use super::origin::words::words;
use super::outbound::Built;
use crate::facts::FileId;
use crate::knowledge::{EntryPointSpec, Meaning};
use crate::source::TextRange;
use registration::Registration;
use std::sync::Arc;

/// A handler that is registered somewhere.
#[derive(Debug, Clone)]
pub struct EntryPoint {
    /// The file of [`Self::range`].
    pub file: FileId,
    /// What a diagnostic points at: the handler's name where it is decorated, else the registration.
    pub range: TextRange,
    /// What it is.
    pub spec: Arc<EntryPointSpec>,
    /// The handler's name.
    pub name: String,
    /// The route, where it is known.
    pub route: String,
    /// A span in its body, its decorators or its wrappers.
    pub evidence: Option<(FileId, TextRange)>,
    /// What it hangs on, where that could be followed to where it is made.
    pub router: Option<Built>,
    /// Whether what registers it says that it tells of health.
    pub(super) is_of_health: bool,
}

/// Words of probes: what load balancers and operators ask, rather than users.
const PROBES: &[&str] = &[
    "health",
    "healthz",
    "healthcheck",
    "heartbeat",
    "livez",
    "liveness",
    "readyz",
    "readiness",
    "ping",
    "pprof",
];
/// What tells as much where a route begins or ends with it, but not in a name.
const PROBES_IN_ROUTES: &[&str] = &["live", "ready", "metrics", "debug", "favicon", "robots"];

/// What a handler is called that has no route and hands out what scrapers read.
const METRICS: &str = "metrics";

impl EntryPoint {
    /// Returns whether it answers to operators and load balancers; tracing it is often left off on purpose.
    pub(super) fn is_probe(&self) -> bool {
        if self.is_of_health {
            return true;
        }
        if self.route.is_empty() {
            return tells_of_health(&self.name) || self.name == METRICS;
        }
        let segments: Vec<&str> = self.route.split('/').filter(|segment| !segment.is_empty()).collect();
        let ends = [segments.first(), segments.last()].into_iter().flatten();
        let mut first_words = ends.filter_map(|segment| words(segment).into_iter().next());
        first_words.any(|word| [PROBES, PROBES_IN_ROUTES].iter().any(|known| known.contains(&word.as_str())))
    }
}

/// Returns whether a name is that of a probe: of a handler, of what registers it, of its file.
pub(super) fn tells_of_health(name: &str) -> bool {
    words(name).iter().any(|word| PROBES.contains(&word.as_str()))
}

/// Collects the entry points that a file registers.
pub(super) fn entry_points(analysis: &Analysis<'_>) -> Vec<EntryPoint> {
    let mut found: Vec<EntryPoint> = Vec::new();
    for site in &analysis.sites {
        for meaning in &site.meanings {
            if let Meaning::EntryPoint(spec) = meaning
                && conditions::holds(&analysis.context, site.node, spec.only_when.as_ref())
            {
                let registration = Registration { context: &analysis.context, site, spec };
                registration.entry_points().into_iter().for_each(|entry| add(&mut found, entry));
            }
        }
    }
    for entry in inherited::entry_points(&analysis.context) {
        add(&mut found, entry);
    }
    for entry in placed::entry_points(&analysis.context) {
        if !found.iter().any(|known| (known.file, known.range) == (entry.file, entry.range)) {
            found.push(entry);
        }
    }
    found
}

fn add(found: &mut Vec<EntryPoint>, entry: EntryPoint) {
    let place = |entry: &EntryPoint| (entry.file, entry.range);
    if !found.iter().any(|known| place(known) == place(&entry) && known.name == entry.name) {
        found.push(entry);
    }
}
