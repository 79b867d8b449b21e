//! The pipeline: files in, report out. Nothing here reads a file, a clock or the environment.
//!
//! ```text
//! InputFile ─▶ Project ─▶ prefilter ─▶ FileModel (parallel) ─▶ services, evidence ─▶ Facts
//!           ─▶ rules ─▶ roll-up ─▶ suppression ─▶ Report
//! ```

mod addressed;
mod deployment;
mod generators;
mod imported;
mod judge;
mod manifests;
mod prefilter;
mod roles;
mod scripts;
mod served;
mod setup;
mod shared;
mod test_modules;

use crate::config::ConfigSet;
use crate::diagnostic::{Confidence, Severity};
use crate::facts::FileId;
use crate::knowledge::{EvidenceSet, KnowledgeError};
use crate::language::{LanguageError, Languages};
use crate::model::{self, FileModel};
use crate::report::{FileCounts, Notification, Report};
use crate::resolve::{Project, Resolver};
use crate::rule::RuleSet;
use crate::service::ServiceMap;
use crate::source::{Role, SourceFile};
use crate::suppression::Date;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A file handed to the linter.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// Its path and text.
    pub source: Arc<SourceFile>,
    /// Whether it was named itself: then no configuration excludes it.
    pub is_explicit: bool,
    /// What its place, name or first lines say it is.
    pub role_hint: Option<Role>,
    /// How many bytes of its path were named on the command line: roles are judged by the rest.
    pub named_prefix: usize,
}

/// What a run is asked to do, besides the configuration.
#[derive(Debug, Clone)]
pub struct LintOptions {
    /// Whether a service in which nothing is traced gets one finding instead of many.
    pub roll_up: bool,
    /// The day that `until=` is compared with.
    pub today: Date,
    /// How long parsing one file may take.
    pub file_time_limit: Duration,
    /// What a service at the root of the run is called.
    pub root_name: String,
    /// The role of code that nothing else tells the role of.
    pub default_role: Role,
}

/// The data of the linter is wrong; cannot happen in a build whose tests pass, but for a user's own libraries.
#[derive(Debug, thiserror::Error)]
pub enum LintError {
    /// A language file.
    #[error(transparent)]
    Language(#[from] LanguageError),
    /// A library or evidence file.
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
}

/// What all runs share: languages, libraries, evidence.
#[derive(Debug)]
pub struct Linter {
    languages: Languages,
    evidence: EvidenceSet,
    wanted: globset::GlobSet,
}

/// Everything found before rules speak.
struct Found<'a> {
    project: &'a Project<'a>,
    models: Vec<FileModel>,
    /// What services run, where something depends on that.
    served: FxHashSet<FileId>,
    services: ServiceMap,
    evidences: model::Evidences,
}

impl Linter {
    /// Loads what is embedded. Libraries are loaded per run, for the languages that occur in it.
    pub fn new() -> Result<Self, LintError> {
        let languages = Languages::load()?;
        let files = tracewell_rules::evidence();
        let evidence = EvidenceSet::parse(files.iter().map(|file| (file.path, file.text)))?;
        let habits = languages.all().iter().map(|language| &language.habits);
        let names = habits.flat_map(|habits| habits.manifests.files.iter().chain(&habits.paths.alias_files));
        let wanted = crate::service::names(&names.cloned().collect::<Vec<String>>());
        Ok(Self { languages, evidence, wanted })
    }

    /// Returns whether a file of this name is worth reading.
    pub fn wants(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.languages.of_path(path).is_some()
            || self.wanted.is_match(name)
            || self.evidence.about(path).next().is_some()
    }

    /// Lints files. Cost: reads nothing; parses what the prefilter lets through, on the current rayon pool.
    pub fn lint(
        &self,
        files: &[InputFile],
        rules: &Arc<RuleSet>,
        config: &ConfigSet,
        options: &LintOptions,
    ) -> Result<Report, LintError> {
        let mut timings = Timings::start();
        let libraries = setup::libraries(&self.languages, files, config)?;
        let mut project = setup::project(&self.languages, &libraries, files, config, options);
        let mut chosen = prefilter::choose(&project, rules);
        timings.lap("prefilter");
        let mut models = models(&project, &chosen);
        let served = served::of(&project, &models);
        let settled = project.settle(&served);
        models.retain(|model| settled.binary_search(&model.file).is_err());
        models.extend(self::models(&project, &settled));
        models.sort_by_key(|model| model.file);
        chosen.extend(settled);
        chosen.sort_unstable();
        chosen.dedup();
        timings.lap("parse and resolve");
        let services = setup::services(&project, &models, options);
        let evidences =
            deployment::evidences(&self.evidence, &self.languages, files, &models, &services, &project);
        let found = Found { project: &project, models, served, services, evidences };
        timings.lap("evidence");
        let judged = judge::judge(&found, rules, config, options);
        timings.lap("rules");
        let mut report = report(&found, &chosen, judged, rules, timings);
        if chosen.is_empty() {
            report.notifications.extend(setup::unjudged(&project, files));
        }
        Ok(report)
    }
}

fn models(project: &Project<'_>, files: &[FileId]) -> Vec<FileModel> {
    let files = files.par_iter();
    files.map_init(|| Resolver::new(project), |resolver, file| model::file_model(resolver, *file)).collect()
}

fn report(
    found: &Found<'_>,
    chosen: &[FileId],
    judged: judge::Judged,
    rules: &Arc<RuleSet>,
    timings: Timings,
) -> Report {
    let project = found.project;
    let mut notifications: Vec<Notification> = Vec::new();
    for file in chosen {
        notifications.extend(setup::notification(project, *file));
    }
    let failed = notifications.iter().filter(|notification| notification.severity == Severity::Error).count();
    let parsed =
        (0..project.files().len() as FileId).filter(|file| project.is_parsed(*file)).count() - failed;
    let mut services: Vec<Arc<str>> =
        found.services.services.iter().map(|service| Arc::clone(&service.name)).collect();
    services.sort();
    services.dedup();
    Report {
        diagnostics: judged.diagnostics,
        hidden: judged.hidden,
        notifications,
        files: FileCounts { parsed, passed_over: project.files().len() - parsed - failed, failed },
        services,
        rules: Arc::clone(rules),
        timings: timings.laps,
    }
}

/// Wall time per stage.
struct Timings {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Timings {
    fn start() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }

    fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.laps.push((stage, now - self.last));
        self.last = now;
    }
}

/// Whether a diagnostic is shown under these settings.
fn is_shown(confidence: Confidence, settings: &crate::config::Settings, rule: &str) -> bool {
    confidence == Confidence::High || settings.shows_low_confidence(rule)
}
