//! What services and libraries print for people: in functions that only command-line tools call.
//!
//! ```text
//! functions that print ─▶ who names them? ─▶ who names those? … at most four times
//! ```
//!
//! Calls are followed by name alone, so doubt ends it: a function that is handed on, decorated, named in too many
//! files, or called by one function that is not itself such a function, writes for whoever runs the service.

use super::roles::{Roles, folder_of, has_packages};
use super::{Found, scripts};
use crate::facts::{Fact, FileId};
use crate::language::LanguageId;
use crate::model::named_function;
use crate::resolve::{Parsed, Resolver};
use crate::source::{Role, TextRange};
use crate::syntax::{Kind, NodeId, Part, Syntax};
use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many callers stand between a tool and what prints, at most.
const MOST_STEPS: usize = 4;
/// A name in more files than these is a common one: its callers are not the callers of one function.
const MOST_FILES: usize = 8;

/// Returns which facts tell of text for people. Cost: nothing where no file is a tool; else a search through the
/// sources per step, and a look at each file that names what is searched for.
pub(super) fn facts(found: &Found<'_>, roles: &Roles, facts: &[Fact]) -> FxHashSet<usize> {
    let project = found.project;
    if !(0..project.files().len() as FileId).any(|file| roles.is_at_terminal(file)) {
        return FxHashSet::default();
    }
    let servers = serving(found);
    let candidates = candidates(found, roles, facts, &servers);
    let mut chosen = FxHashSet::default();
    for language in 0..project.languages.all().len() {
        let own = || candidates.iter().filter(|one| project.file(one.file).language == language);
        let names: FxHashSet<&str> = own().map(|one| one.function).collect();
        if !names.is_empty() {
            let search = Search { found, roles, servers: &servers, language };
            let called = search.follow(names);
            chosen.extend(own().filter(|one| called.contains(one.function)).map(|one| (one.fact, one.file)));
        }
    }
    // What stands beside the start of a server is about that server.
    let resolver = Resolver::new(project);
    let is_beside = |file: FileId| scripts::imports_any(&resolver, file, &servers);
    let files: FxHashSet<FileId> = chosen.iter().map(|(_, file)| *file).collect();
    let starting: FxHashSet<FileId> = files.into_iter().filter(|file| is_beside(*file)).collect();
    chosen.into_iter().filter(|(_, file)| !starting.contains(file)).map(|(fact, _)| fact).collect()
}

/// A function that prints.
struct Candidate<'a> {
    fact: usize,
    file: FileId,
    function: &'a str,
}

/// Whether a fact is a print that a rule would speak of. What is logged is told from what is printed: tools start much
/// that runs for long and logs for operators.
pub(super) fn is_undecided(fact: &Fact, roles: &Roles) -> bool {
    fact.kind == "print-call"
        && fact.field("place") == Some("code")
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
            candidates.push(Candidate { fact: index, file, function });
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
    for model in found.models.iter().filter(|model| !model.entry_points.is_empty()) {
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

/// Who uses a name.
#[derive(Default)]
struct Uses<'a> {
    /// Functions that call it, outside tools.
    callers: FxHashSet<&'a str>,
    /// Whether a tool calls it.
    by_tool: bool,
    /// Whether it is used in a way that says nothing, or that speaks against it.
    is_ended: bool,
}

struct Search<'s, 'a> {
    found: &'s Found<'a>,
    roles: &'s Roles,
    servers: &'s FxHashSet<FileId>,
    language: LanguageId,
}

impl<'a> Search<'_, 'a> {
    /// Returns the names that only tools lead to.
    fn follow(&self, names: FxHashSet<&'a str>) -> FxHashSet<&'a str> {
        let mut known: FxHashMap<&'a str, Uses<'a>> = FxHashMap::default();
        let mut wanted = names;
        for _ in 0..MOST_STEPS {
            if wanted.is_empty() {
                break;
            }
            let uses = self.uses(&wanted);
            let going_on = uses.values().filter(|uses| !uses.is_ended);
            let next: FxHashSet<&str> = going_on.flat_map(|uses| uses.callers.iter().copied()).collect();
            known.extend(uses);
            wanted = next.into_iter().filter(|name| !known.contains_key(name)).collect();
        }
        settle(&mut known);
        known.into_iter().filter(|(_, uses)| uses.by_tool && !uses.is_ended).map(|(name, _)| name).collect()
    }

    /// Searches all sources for some names at once.
    fn uses(&self, names: &FxHashSet<&'a str>) -> FxHashMap<&'a str, Uses<'a>> {
        let names: Vec<&str> = names.iter().copied().collect();
        let ended = || Uses { is_ended: true, ..Uses::default() };
        let Ok(automaton) = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&names)
        else {
            return names.into_iter().map(|name| (name, ended())).collect();
        };
        let project = self.found.project;
        let files = (0..project.files().len() as FileId).into_par_iter().filter(|file| {
            let own = project.file(*file);
            own.language == self.language && !matches!(self.roles.role(*file), Role::Test | Role::Example)
        });
        let named: Vec<(FileId, FxHashSet<usize>)> =
            files.map(|file| (file, words_in(&automaton, project.file(file).source.bytes()))).collect();
        let mut counts = vec![0; names.len()];
        for (file, found) in &named {
            // A server's own file ends the search whatever it does with the name.
            let weight = if self.servers.contains(file) { MOST_FILES + 1 } else { 1 };
            for name in found {
                counts[*name] += weight;
            }
        }
        let looked: Vec<(&str, Uses<'a>)> = named
            .par_iter()
            .flat_map_iter(|(file, found)| {
                let rare = found.iter().filter(|name| counts[**name] <= MOST_FILES).map(|name| names[*name]);
                self.uses_in(*file, &rare.collect())
            })
            .collect();
        let mut all: FxHashMap<&str, Uses<'a>> = FxHashMap::default();
        for (name, count) in names.iter().zip(counts) {
            all.insert(name, Uses { is_ended: count > MOST_FILES, ..Uses::default() });
        }
        for (name, uses) in looked {
            let Some(known) = all.get_mut(name) else { continue };
            known.callers.extend(uses.callers);
            known.by_tool |= uses.by_tool;
            known.is_ended |= uses.is_ended;
        }
        all
    }

    /// Looks at how one file uses some names.
    fn uses_in(&self, file: FileId, names: &Vec<&'a str>) -> Vec<(&'a str, Uses<'a>)> {
        if names.is_empty() {
            return Vec::new();
        }
        let Some(parsed) = self.found.project.parsed(file) else {
            let ended = |name: &&'a str| (*name, Uses { is_ended: true, ..Uses::default() });
            return names.iter().map(ended).collect();
        };
        let syntax = &parsed.syntax;
        let wanted: FxHashMap<u32, &'a str> =
            names.iter().filter_map(|name| Some((syntax.find_symbol(name)?, *name))).collect();
        let mut found = Vec::new();
        for (id, node) in syntax.nodes().iter().enumerate() {
            if let Some(name) = wanted.get(&node.symbol) {
                found.extend(self.one_use(parsed, file, id as NodeId, name).map(|uses| (*name, uses)));
            }
        }
        found
    }

    /// All of a tool runs for whoever calls it. Of a script, only what runs when it is started is sure to: services
    /// import what lies in `contrib` too.
    fn is_tool(&self, file: FileId, caller: &str) -> bool {
        let project = self.found.project;
        let is_started = || {
            caller.is_empty() || project.language(file).habits.entry_functions.iter().any(|own| own == caller)
        };
        self.roles.is_at_terminal(file) && (self.roles.role(file) == Role::CommandLine || is_started())
    }

    /// What one node that bears a name says of the function of that name.
    fn one_use(&self, parsed: &'a Parsed, file: FileId, id: NodeId, name: &str) -> Option<Uses<'a>> {
        let syntax = &parsed.syntax;
        let mut uses = Uses::default();
        match syntax.kind(id) {
            Kind::Function => uses.is_ended = self.servers.contains(&file) || may_be_kept(syntax, id),
            Kind::Dotted => {
                let parent = syntax.node(id).parent;
                uses.is_ended = syntax.part(parent, Part::PathAlias).is_some();
            }
            Kind::Name | Kind::Member if syntax.node(id).part != Part::Callee => uses.is_ended = true,
            Kind::Name | Kind::Member => match named_function(parsed, syntax.node(id).function) {
                caller if self.is_tool(file, caller) => uses.by_tool = true,
                "" => uses.is_ended = true,
                caller if caller == name => return None,
                caller => uses.callers.extend([caller]),
            },
            _ => return None,
        }
        Some(uses)
    }
}

/// Whether a function may be called by others than those who name it, or runs for as long as a service does.
fn may_be_kept(syntax: &Syntax, function: NodeId) -> bool {
    let is_registered = syntax.kind(syntax.node(function).parent) == Kind::Decorated;
    is_registered
        || syntax.name(function).starts_with("__")
        || syntax
            .subtree(function)
            .any(|id| syntax.kind(id) == Kind::ForeverLoop || syntax.node(id).part == Part::Forever)
}

/// Returns which names stand in a text as whole words.
fn words_in(automaton: &AhoCorasick, text: &[u8]) -> FxHashSet<usize> {
    let is_inner = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let whole = automaton.find_iter(text).filter(|found| {
        let before = found.start().checked_sub(1).and_then(|at| text.get(at));
        !is_inner(before) && !is_inner(text.get(found.end()))
    });
    whole.map(|found| found.pattern().as_usize()).collect()
}

/// Hands on, from caller to callee, first what speaks against a name and then what speaks for it.
fn settle(known: &mut FxHashMap<&str, Uses<'_>>) {
    loop {
        // A caller that was not looked at any more stands too far off.
        let is_ended = |name: &&str| known.get(name).is_none_or(|uses| uses.is_ended);
        let of_ended = known.iter().filter(|(_, uses)| !uses.is_ended && uses.callers.iter().any(is_ended));
        let ended: Vec<&str> = of_ended.map(|(name, _)| *name).collect();
        if ended.is_empty() {
            break;
        }
        known.iter_mut().filter(|(name, _)| ended.contains(name)).for_each(|(_, uses)| uses.is_ended = true);
    }
    loop {
        let is_tool = |name: &&str| known.get(name).is_some_and(|uses| uses.by_tool && !uses.is_ended);
        let of_tool = known.iter().filter(|(_, uses)| !uses.by_tool && uses.callers.iter().any(is_tool));
        let tools: Vec<&str> = of_tool.map(|(name, _)| *name).collect();
        if tools.is_empty() {
            break;
        }
        known.iter_mut().filter(|(name, _)| tools.contains(name)).for_each(|(_, uses)| uses.by_tool = true);
    }
}
