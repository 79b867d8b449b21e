//! Verdicts: which entry points and outbound calls are traced, by what?

use super::callers::InsideSpans;
use super::entries::EntryPoint;
use super::file::FileModel;
use super::outbound::{Built, DefaultTimeouts, OutboundCall};
use super::spawns;
use crate::diagnostic::Confidence;
use crate::facts::{Fact, FileId};
use crate::resolve::Project;
use crate::service::ServiceMap;
use rustc_hash::FxHashSet;

/// One piece of evidence that reaches a whole service.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// What it covers.
    pub covers: Vec<String>,
    /// Whose it is.
    pub by: String,
    /// Whether it stands behind a condition.
    pub is_partial: bool,
    /// The one object it reaches, where it is one.
    pub object: Option<Built>,
}

impl Evidence {
    /// Returns whether it reaches what hangs on an object. Of another type, that may well hang on ours.
    fn reaches(&self, traced_as: &str, other: Option<&Built>) -> bool {
        let covers = self.covers.iter().any(|covered| covered == "*" || covered == traced_as);
        let is_another = match (&self.object, other) {
            (Some(object), Some(other)) => object.path == other.path && object != other,
            _ => false,
        };
        covers && !is_another
    }
}

/// The evidence of every service, indexed like [`ServiceMap::services`].
#[derive(Debug, Default)]
pub struct Evidences(pub Vec<Vec<Evidence>>);

/// Decides the open verdicts of all files, and returns the facts that follow.
pub fn judge(
    project: &Project<'_>,
    models: &[FileModel],
    services: &ServiceMap,
    evidences: &Evidences,
) -> Vec<Fact> {
    let mut facts = spawns::felt(models, services, evidences);
    let defaults = DefaultTimeouts::of(models, services);
    let inside = InsideSpans::of(project, models, services);
    for model in models {
        facts.extend(operations(model).map(|entry| entry_fact(entry, services, evidences)));
        facts.extend(
            model.outbound_calls.iter().map(|call| call_fact(call, services, evidences, &defaults, &inside)),
        );
    }
    facts
}

/// The entry points of a file. An object that is registered for several services has each of its methods once.
fn operations(model: &FileModel) -> impl Iterator<Item = &EntryPoint> {
    let mut seen = FxHashSet::default();
    model.entry_points.iter().filter(move |entry| {
        let is_any_method = entry.spec.methods.iter().any(|method| method == "*");
        !is_any_method || seen.insert((entry.file, entry.name.as_str()))
    })
}

fn covered(
    (file, traced_as): (FileId, &str),
    object: Option<&Built>,
    services: &ServiceMap,
    evidences: &Evidences,
) -> &'static str {
    let mut verdict = "no";
    for service in services.seen_from(file) {
        for evidence in evidences.0.get(service as usize).into_iter().flatten() {
            match (evidence.reaches(traced_as, object), evidence.is_partial) {
                (true, false) => return "yes",
                (true, true) => verdict = "partial",
                _ => {}
            }
        }
    }
    verdict
}

fn entry_fact(entry: &EntryPoint, services: &ServiceMap, evidences: &Evidences) -> Fact {
    let traced = if entry.evidence.is_some() {
        "yes"
    } else {
        covered((entry.file, &entry.spec.traced_as), entry.router.as_ref(), services, evidences)
    };
    Fact {
        kind: "entry-point",
        file: entry.file,
        range: entry.range,
        confidence: Confidence::High,
        fields: vec![
            ("kind", entry.spec.kind.clone().into()),
            ("framework", entry.spec.framework.clone().into()),
            ("name", entry.name.clone().into()),
            ("route", entry.route.clone().into()),
            ("traced", traced.into()),
            ("probe", if entry.is_probe() { "yes" } else { "no" }.into()),
        ],
        service: services.of(entry.file),
        related: entry
            .evidence
            .iter()
            .map(|(file, range)| (*file, *range, "traced here".to_owned()))
            .collect(),
    }
}

fn call_fact(
    call: &OutboundCall,
    services: &ServiceMap,
    evidences: &Evidences,
    defaults: &DefaultTimeouts,
    inside: &InsideSpans<'_>,
) -> Fact {
    let traced = if call.in_span {
        "yes"
    } else {
        covered((call.file, &call.spec.traced_as), call.client.as_ref(), services, evidences)
    };
    let elsewhere = inside.contains(services.of(call.file), call);
    let own_role = call.role.map(|role| ("role", role.name().into()));
    Fact {
        kind: "outbound-call",
        file: call.file,
        range: call.range,
        confidence: super::spans::low_if(call.is_guessed),
        fields: [
            ("spans", if elsewhere { "elsewhere" } else { "none" }.into()),
            ("kind", call.spec.kind.clone().into()),
            ("library", call.spec.library.clone().into()),
            ("callee", call.callee.clone().into()),
            ("traced", traced.into()),
            ("context", call.context.into()),
            ("variant", call.variant.clone().into()),
            ("timeout", defaults.timeout(call, services).into()),
            ("measured", call.measured.into()),
        ]
        .into_iter()
        .chain(own_role)
        .collect(),
        service: services.of(call.file),
        related: Vec::new(),
    }
}
