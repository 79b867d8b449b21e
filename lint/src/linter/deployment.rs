//! Evidence of each service: instrumentation in its code, and what deployment files say.

use super::InputFile;
use crate::facts::{FileId, ServiceId};
use crate::folders::folder;
use crate::knowledge::{self, EvidenceSet};
use crate::language::{LanguageId, Languages, Modules};
use crate::model::{Evidence, Evidences, FileModel};
use crate::resolve::Project;
use crate::service::{LazyNames, ServiceMap};
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
    let deployments = Deployments::new(known, languages, services, project);
    for file in files {
        deployments.collect(file, &mut evidences);
    }
    evidences
}

/// What deployment files are read with.
struct Deployments<'a> {
    known: &'a EvidenceSet,
    languages: &'a Languages,
    services: &'a ServiceMap,
    /// The languages each service is written in.
    spoken: Vec<BTreeSet<LanguageId>>,
    /// Manifests of packages, by language: each names the units that its own is built with, or made of.
    manifests: Vec<LazyNames>,
}

impl<'a> Deployments<'a> {
    fn new(
        known: &'a EvidenceSet,
        languages: &'a Languages,
        services: &'a ServiceMap,
        project: &Project<'_>,
    ) -> Self {
        let mut spoken = vec![BTreeSet::new(); services.services.len()];
        for (id, file) in project.files().iter().enumerate() {
            if let Some(service) = services.of(id as FileId) {
                spoken[service as usize].insert(file.language);
            }
        }
        let habits = languages.all().iter().map(|language| &language.habits);
        let of_packages = habits.filter(|habits| habits.modules == Modules::Packages);
        let manifests = of_packages.map(|habits| LazyNames::new(&habits.manifests.files)).collect();
        Self { known, languages, services, spoken, manifests }
    }

    fn collect(&self, file: &InputFile, evidences: &mut Evidences) {
        let (path, text) = (file.source.path(), file.source.bytes());
        for evidence in self.known.about(path) {
            for service in self.shown(evidence, path, text) {
                let is_spoken = |language: &LanguageId| {
                    let own = self.languages.get(*language).name;
                    evidence.languages.is_empty() || evidence.languages.iter().any(|name| own == name)
                };
                if self.spoken[service as usize].iter().any(is_spoken) {
                    evidences.0[service as usize].push(Evidence {
                        covers: evidence.covers.clone(),
                        by: evidence.by.clone(),
                        is_partial: false,
                        object: None,
                    });
                }
            }
        }
    }

    /// The services that a file shows one kind of evidence for.
    fn shown(&self, evidence: &knowledge::Evidence, path: &str, text: &[u8]) -> BTreeSet<ServiceId> {
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !is_comment(line));
        let shown: Vec<&[u8]> = lines.filter(|line| evidence.is_shown_by(line)).collect();
        if shown.is_empty() {
            return BTreeSet::new();
        }
        // Of several commands each says itself what it starts; around one, the whole file does.
        let texts = if shown.len() == 1 { vec![text] } else { shown };
        let mut services: BTreeSet<ServiceId> =
            texts.iter().flat_map(|text| self.services.deployed_by(path, text)).collect();
        let name = path.rsplit('/').next().unwrap_or(path);
        if self.manifests.iter().any(|manifests| manifests.is_match(name)) {
            services.extend(self.services.named_in(text));
            services.extend(self.services.built_with(folder(path)));
        }
        services
    }
}

fn is_comment(line: &[u8]) -> bool {
    let start = line.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(line.len());
    [&b"#"[..], b"//", b"<!--"].iter().any(|mark| line[start..].starts_with(mark))
}
