//! Facts become diagnostics: roles, rules, roll-up, suppression.

use super::roles::Roles;
use super::{Found, LintOptions, addressed, imported, is_shown, shared};
use crate::config::ConfigSet;
use crate::diagnostic::{Annotation, Confidence, Diagnostic};
use crate::facts::{Fact, FileId, ServiceId};
use crate::model;
use crate::rule::{RollUp, RuleSet, Verdict};
use crate::source::{Location, Role, TextRange};
use crate::suppression::{self, Context};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// How many places a rolled-up diagnostic lists.
const MAX_RELATED: usize = 100;

/// What the rules said.
pub(super) struct Judged {
    /// Sorted by path, place and rule.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// How many more there are of low confidence.
    pub(super) hidden: usize,
}

/// Asks the rules about every fact.
pub(super) fn judge(
    found: &Found<'_>,
    rules: &Arc<RuleSet>,
    config: &ConfigSet,
    options: &LintOptions,
) -> Judged {
    let roles = Roles::of(found, options);
    let mut facts = model::judge(found.project, &found.models, &found.services, &found.evidences);
    facts.extend(found.models.iter().flat_map(|model| model.facts.iter().cloned()));
    let mut for_people = addressed::facts(found, &roles, &facts);
    for_people.extend(imported::facts(found, &roles, &facts));
    for_people.extend(shared::facts(found, &roles, &facts));
    for (index, fact) in facts.iter_mut().enumerate() {
        let is_for_people = for_people.contains(&index);
        // What runs only where a file is started by hand is a script, whatever the rest of the file is.
        if fact.field("role").is_none() {
            fact.fields.push(("role", roles.role(fact.file).name().into()));
        }
        let mut places = fact.fields.iter_mut().filter(|(field, _)| *field == "place");
        if let Some((_, place)) = places.next().filter(|_| is_for_people) {
            *place = "for-people".into();
        }
        if fact.kind == "outbound-call" && is_for_people {
            fact.confidence = Confidence::Low;
        }
        if fact.kind == "log-call" {
            let is_started = fact.field("role") == Some(Role::Script.name());
            let is_read = match roles.role(fact.file) {
                Role::Script | Role::CommandLine => roles.is_at_terminal(fact.file),
                // A server's own start is read by whoever runs the server.
                Role::Service => false,
                _ => is_started,
            };
            fact.fields
                .push(("readers", if is_read || is_for_people { "people" } else { "operators" }.into()));
        }
        fact.service = found.services.of(fact.file);
    }
    let mut pass = Pass {
        found,
        traced: traced(found, &facts),
        rolled: FxHashMap::default(),
        by_file: FxHashMap::default(),
    };
    for fact in &facts {
        let settings = config.settings_for(found.project.file(fact.file).source.path());
        for verdict in rules.evaluate(fact, &settings) {
            pass.take(fact, &verdict, options);
        }
    }
    pass.finish_roll_up();
    pass.finish(rules, config, options)
}

/// The services in which at least one fact of a kind is traced, or would be if it were seen.
fn traced(found: &Found<'_>, facts: &[Fact]) -> FxHashSet<(&'static str, ServiceId)> {
    let is_traced = |fact: &&Fact| matches!(fact.field("traced"), Some("yes" | "partial"));
    let mut traced = FxHashSet::default();
    for fact in facts.iter().filter(is_traced) {
        traced.extend(found.services.seen_from(fact.file).into_iter().map(|service| (fact.kind, service)));
    }
    let languages = 0..found.project.languages.all().len();
    for (service, evidence) in found.evidences.0.iter().enumerate() {
        let covered = || evidence.iter().flat_map(|evidence| &evidence.covers);
        for kind in ["entry-point", "outbound-call"] {
            let is_of_kind = |name: &String| {
                languages.clone().any(|language| found.project.libraries(language).is_traced_as(kind, name))
            };
            if covered().any(is_of_kind) {
                traced.insert((kind, service as ServiceId));
            }
        }
    }
    traced
}

/// What one diagnostic speaks for: rule, service, confidence, and the part of the service, if not the whole.
type Rolled = (Arc<str>, ServiceId, bool, Option<String>);

struct Pass<'a> {
    found: &'a Found<'a>,
    traced: FxHashSet<(&'static str, ServiceId)>,
    rolled: FxHashMap<Rolled, Vec<(Diagnostic, Arc<str>)>>,
    by_file: FxHashMap<FileId, Vec<Diagnostic>>,
}

impl Pass<'_> {
    fn take(&mut self, fact: &Fact, verdict: &Verdict<'_>, options: &LintOptions) {
        let diagnostic = self.diagnostic(fact, verdict);
        let said = verdict.roll_up.filter(|_| options.roll_up).zip(fact.service);
        let said = said.and_then(|(roll_up, service)| self.roll_up(fact, roll_up, service));
        match said {
            Some((service, part, message)) => {
                let is_sure = verdict.confidence == Confidence::High;
                let key = (Arc::clone(&verdict.rule.id), service, is_sure, part);
                self.rolled.entry(key).or_default().push((diagnostic, message));
            }
            None => self.by_file.entry(fact.file).or_default().push(diagnostic),
        }
    }

    /// What to say instead of this and others like it: of the service, else of a part of it.
    fn roll_up(
        &self,
        fact: &Fact,
        roll_up: &RollUp,
        service: ServiceId,
    ) -> Option<(ServiceId, Option<String>, Arc<str>)> {
        let mut seen = self.found.services.seen_from(fact.file).into_iter();
        if !seen.any(|seen| self.traced.contains(&(fact.kind, seen))) {
            return Some((self.found.services.whole(service), None, Arc::clone(&roll_up.message)));
        }
        let (field, message) = roll_up.part.as_ref()?;
        Some((self.found.services.whole(service), Some(fact.field(field)?.to_owned()), Arc::clone(message)))
    }

    fn diagnostic(&self, fact: &Fact, verdict: &Verdict<'_>) -> Diagnostic {
        let related = fact.related.iter().map(|(file, range, label)| Annotation {
            location: self.location(*file, *range),
            label: label.clone(),
        });
        Diagnostic {
            rule: Arc::clone(&verdict.rule.id),
            severity: verdict.severity,
            confidence: verdict.confidence,
            message: verdict.message.clone(),
            help: verdict.help.clone(),
            location: self.location(fact.file, fact.range),
            related: related.collect(),
            service: fact.service.map(|service| self.service_name(service)),
            suppressed: None,
        }
    }

    fn location(&self, file: FileId, range: TextRange) -> Location {
        Location { file: Arc::clone(&self.found.project.file(file).source), range }
    }

    fn service_name(&self, service: ServiceId) -> Arc<str> {
        Arc::clone(&self.found.services.services[service as usize].name)
    }

    /// Where nothing of a service is traced, one diagnostic says so, at the first place.
    fn finish_roll_up(&mut self) {
        for ((_, service, _, part), mut all) in std::mem::take(&mut self.rolled) {
            all.sort_by(|(left, _), (right, _)| place(left).cmp(&place(right)));
            let count = all.len();
            let mut all = all.into_iter();
            let Some((mut first, message)) = all.next() else { continue };
            if count > 1 {
                let name = self.service_name(service);
                let message = message.replace("{count}", &count.to_string()).replace("{service}", &name);
                first.message = message.replace("{part}", part.as_deref().unwrap_or_default());
                first.service = Some(name);
                let others = all.take(MAX_RELATED);
                first.related = others
                    .map(|(other, _)| Annotation { label: other.message.clone(), location: other.location })
                    .collect();
            }
            let file = self.found.project.find(first.location.file.path());
            if let Some(file) = file {
                self.by_file.entry(file).or_default().push(first);
            }
        }
    }

    fn finish(self, rules: &RuleSet, config: &ConfigSet, options: &LintOptions) -> Judged {
        let project = self.found.project;
        let (mut diagnostics, mut hidden) = (Vec::new(), 0);
        let mut by_file = self.by_file;
        for model in &self.found.models {
            let mut found = by_file.remove(&model.file).unwrap_or_default();
            let Some(parsed) = project.parsed(model.file) else { continue };
            let source = &project.file(model.file).source;
            let settings = config.settings_for(source.path());
            deduplicate(&mut found);
            let context = Context { rules, settings: &settings, today: options.today };
            let mut found = suppression::apply(source, &parsed.syntax.comments, found, &context);
            let before = found.len();
            found.retain(|diagnostic| is_shown(diagnostic.confidence, &settings, &diagnostic.rule));
            hidden += before - found.len();
            diagnostics.extend(found);
        }
        // Handlers may be defined in files that the prefilter passed over.
        diagnostics.extend(by_file.into_values().flatten());
        diagnostics.sort_by(|left, right| (place(left), &left.rule).cmp(&(place(right), &right.rule)));
        Judged { diagnostics, hidden }
    }
}

fn place(diagnostic: &Diagnostic) -> (&str, TextRange) {
    (diagnostic.location.file.path(), diagnostic.location.range)
}

/// One rule says one thing about one place once.
fn deduplicate(diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = FxHashSet::default();
    diagnostics.retain(|one| seen.insert((Arc::clone(&one.rule), one.location.range, one.message.clone())));
}
