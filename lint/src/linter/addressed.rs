//! What services and libraries print for people: in functions that only command-line tools call.
//!
//! ```text
//! functions that print ─▶ who names them? ─▶ who names those? … at most four times
//! ```
//!
//! Calls are followed by name alone, so doubt ends it: a function that is handed on, decorated, named in too many
//! files, or called by one function that is not itself such a function, writes for whoever runs the service.
//!
//! Where packages are folders, what only tests call is found in the same way: in a service, nobody else can.

mod search;
mod uses;

use super::roles::{Roles, folder_of, has_packages};
use super::{Found, scripts};
use crate::facts::{Fact, FileId};
use crate::model::named_function;
use crate::resolve::{Parsed, Resolver};
use crate::source::{Role, TextRange};
use crate::syntax::{Kind, NodeId};
use rustc_hash::{FxHashMap, FxHashSet};
use search::Search;

/// Returns which facts tell of text for people. Cost: nothing where nothing prints; else a search through the sources
/// per step, and a look at each file that names what is searched for.
pub(super) fn facts(found: &Found<'_>, roles: &Roles, facts: &[Fact]) -> FxHashSet<usize> {
    let project = found.project;
    let servers = serving(found);
    let candidates = candidates(found, roles, facts, &servers);
    let (mut by_tools, mut by_tests) = (FxHashSet::default(), FxHashSet::default());
    for language in 0..project.languages.all().len() {
        let own = || candidates.iter().filter(|one| project.file(one.file).language == language);
        let names: FxHashSet<&str> = own().map(|one| one.function).collect();
        if names.is_empty() {
            continue;
        }
        let search = Search { found, roles, servers: &servers, language };
        let aside = search.follow(names);
        let tools = own().filter(|one| one.is_print && aside.by_tools.contains(one.function));
        by_tools.extend(tools.map(|one| (one.fact, one.file)));
        let tests = own().filter(|one| {
            has_packages(project, one.file)
                && roles.role(one.file) == Role::Service
                && aside.by_tests.contains(one.function)
        });
        by_tests.extend(tests.map(|one| one.fact));
    }
    let starting = starting(found, by_tools.iter().map(|(_, file)| *file).collect(), &servers);
    let by_tools = by_tools.into_iter().filter(|(_, file)| !starting.contains(file)).map(|(fact, _)| fact);
    by_tools.chain(by_tests).collect()
}

/// Those of some files that start a server: what stands beside that is about the server.
fn starting(found: &Found<'_>, files: FxHashSet<FileId>, servers: &FxHashSet<FileId>) -> FxHashSet<FileId> {
    let resolver = Resolver::new(found.project);
    files.into_iter().filter(|file| scripts::imports_any(&resolver, *file, servers)).collect()
}

/// A function that prints, or logs where there are no fields.
struct Candidate<'a> {
    fact: usize,
    file: FileId,
    is_print: bool,
    function: &'a str,
}

/// Whether a fact is one that a rule would speak of: a print, or a message built for a logger without fields. What is
/// logged is told from what is printed: tools start much that runs for long and logs for operators.
pub(super) fn is_undecided(fact: &Fact, roles: &Roles) -> bool {
    let is_built = || !matches!(fact.field("message"), Some("literal" | "variable"));
    let is_spoken_of = match fact.kind {
        "print-call" => fact.field("place") == Some("code"),
        "log-call" => fact.field("fields") == Some("none") && is_built(),
        _ => false,
    };
    is_spoken_of
        && fact.field("role").is_none()
        && matches!(roles.role(fact.file), Role::Service | Role::Library)
}

/// Only what a rule would speak of is worth a search.
fn candidates<'a>(
    found: &Found<'a>,
    roles: &Roles,
    facts: &[Fact],
    servers: &FxHashSet<FileId>,
) -> Vec<Candidate<'a>> {
    let mut functions: FxHashMap<FileId, Vec<(TextRange, &str)>> = FxHashMap::default();
    let mut candidates = Vec::new();
    for (index, fact) in facts.iter().enumerate() {
        let file = fact.file;
        if !is_undecided(fact, roles) || servers.contains(&file) {
            continue;
        }
        let Some(parsed) = found.project.parsed(file) else { continue };
        let known = functions.entry(file).or_insert_with(|| functions_of(parsed));
        let around = known.iter().rev().find(|(range, _)| range.contains(fact.range));
        if let Some((_, function)) = around.filter(|(_, name)| !name.is_empty()) {
            candidates.push(Candidate { fact: index, file, is_print: fact.kind == "print-call", function });
        }
    }
    candidates
}

fn functions_of(parsed: &Parsed) -> Vec<(TextRange, &str)> {
    let syntax = &parsed.syntax;
    let functions = (0..syntax.nodes().len() as NodeId).filter(|id| syntax.kind(*id) == Kind::Function);
    functions.map(|id| (syntax.node(id).range, named_function(parsed, id))).collect()
}

/// Files with entry points, and where packages are programs, all files of such a package.
fn serving(found: &Found<'_>) -> FxHashSet<FileId> {
    let project = found.project;
    let mut servers = FxHashSet::default();
    for model in found.models.iter().filter(|model| model.serves()) {
        if matches!(project.file(model.file).role, Some(Role::Test | Role::Example)) {
            continue;
        }
        servers.insert(model.file);
        if has_packages(project, model.file) {
            servers.extend(project.in_folder(folder_of(project, model.file)));
        }
    }
    servers
}
