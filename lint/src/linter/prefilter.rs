//! Work that is not needed is not done: which files could hold anything a rule speaks about?

use crate::facts::{FileId, SCHEMA};
use crate::resolve::Project;
use crate::rule::RuleSet;
use crate::source::Role;
use aho_corasick::AhoCorasick;
use rayon::prelude::*;

/// Returns the files to analyse. Others are parsed only where resolution leads to them.
pub(super) fn choose(project: &Project<'_>, rules: &RuleSet) -> Vec<FileId> {
    let occurs = |language| project.files().iter().any(|file| file.language == language);
    let needles: Vec<Option<AhoCorasick>> = (0..project.languages.all().len())
        .map(|language| if occurs(language) { needles(project, language) } else { None })
        .collect();
    (0..project.files().len() as FileId)
        .into_par_iter()
        .filter(|file| {
            let candidate = project.file(*file);
            // What only looks like a tool may turn out to serve.
            let role = candidate.role.filter(|role| *role != Role::CommandLine).unwrap_or(Role::Service);
            let is_judged = SCHEMA.iter().any(|(kind, _)| rules.wants(kind, role));
            let automaton = needles[candidate.language].as_ref();
            is_judged && automaton.is_none_or(|automaton| automaton.is_match(candidate.source.bytes()))
        })
        .collect()
}

fn needles(project: &Project<'_>, language: usize) -> Option<AhoCorasick> {
    let habits = &project.languages.get(language).habits;
    let own = &habits.needles;
    if own.is_empty() {
        return None;
    }
    // A logger may come from another file of the run, which alone says what library it is of.
    let logs: Vec<String> = habits.output.level_methods.iter().map(|method| format!(".{method}(")).collect();
    let imported = project.libraries(language).needles().map(|root| root.rsplit('/').next().unwrap_or(root));
    // An ignore comment that silences nothing is to be reported too.
    AhoCorasick::new(own.iter().chain(&logs).map(String::as_str).chain(imported).chain(["tracewell:"])).ok()
}
