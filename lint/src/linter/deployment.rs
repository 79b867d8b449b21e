//! Evidence of each service: instrumentation in its code, and what deployment files say.

use super::InputFile;
use crate::facts::{FileId, ServiceId};
use crate::knowledge::EvidenceSet;
use crate::language::{Language, LanguageId, Languages, Modules};
use crate::model::{Evidence, Evidences, FileModel};
use crate::resolve::Project;
use crate::service::{ServiceMap, names};
use std::collections::BTreeSet;

/// Collects each service's evidence, from code and from deployment files.
pub(super) fn evidences(
    known: &EvidenceSet,
    languages: &Languages,
    files: &[InputFile],
    models: &[FileModel],
    services: &ServiceMap,
    project: &Project<'_>,
) -> Evidences {
    let mut evidences = Evidences(vec![Vec::new(); services.services.len()]);
    for instrumentation in models.iter().flat_map(|model| &model.instrumentation) {
        let borrowers = services.borrowers(project, instrumentation.file).iter().copied();
        for service in services.of(instrumentation.file).into_iter().chain(borrowers) {
            evidences.0[service as usize].push(Evidence {
                covers: instrumentation.spec.covers.clone(),
                by: instrumentation.spec.by.clone(),
                is_partial: instrumentation.condition.is_some(),
                object: instrumentation.object.clone(),
            });
        }
    }
    let spoken = spoken(project, services);
    for file in files {
        deployed(known, languages, file, services, &spoken, &mut evidences);
    }
    evidences
}

/// The languages each service is written in.
fn spoken(project: &Project<'_>, services: &ServiceMap) -> Vec<BTreeSet<LanguageId>> {
    let mut spoken = vec![BTreeSet::new(); services.services.len()];
    for (id, file) in project.files().iter().enumerate() {
        if let Some(service) = services.of(id as FileId) {
            spoken[service as usize].insert(file.language);
        }
    }
    spoken
}

fn deployed(
    known: &EvidenceSet,
    languages: &Languages,
    file: &InputFile,
    services: &ServiceMap,
    spoken: &[BTreeSet<LanguageId>],
    evidences: &mut Evidences,
) {
    let (path, text) = (file.source.path(), file.source.bytes());
    for evidence in known.about(path) {
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !is_comment(line));
        let shown: Vec<&[u8]> = lines.filter(|line| evidence.is_shown_by(line)).collect();
        let shown_is_empty = shown.is_empty();
        // Of several commands each says itself what it starts; around one, the whole file does.
        let texts = if shown.len() == 1 { vec![text] } else { shown };
        let mut deployed: Vec<ServiceId> =
            texts.iter().flat_map(|text| services.deployed_by(path, text)).collect();
        if !shown_is_empty && names_units(languages, path) {
            deployed.extend(services.named_in(text));
        }
        deployed.sort_unstable();
        deployed.dedup();
        for service in deployed {
            let is_spoken = |language: &LanguageId| {
                let own = languages.get(*language).name;
                evidence.languages.is_empty() || evidence.languages.iter().any(|name| own == name)
            };
            if spoken[service as usize].iter().any(is_spoken) {
                let covers = evidence.covers.clone();
                evidences.0[service as usize].push(Evidence {
                    covers,
                    by: evidence.by.clone(),
                    is_partial: false,
                    object: None,
                });
            }
        }
    }
}

/// A manifest of packages names the units that its own is built with, or made of.
fn names_units(languages: &Languages, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_manifest = |language: &Language| {
        language.habits.modules == Modules::Packages && names(&language.habits.manifests).is_match(name)
    };
    languages.all().iter().any(is_manifest)
}

fn is_comment(line: &[u8]) -> bool {
    let start = line.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(line.len());
    [&b"#"[..], b"//", b"<!--"].iter().any(|mark| line[start..].starts_with(mark))
}
