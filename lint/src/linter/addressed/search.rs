//! The search for who names a function, step by step outward.

use super::super::Found;
use super::super::roles::{Roles, has_packages};
use super::uses::{Aside, Uses};
use crate::facts::FileId;
use crate::language::LanguageId;
use crate::model::{named_function, started_functions};
use crate::resolve::Parsed;
use crate::source::Role;
use crate::syntax::{Kind, NodeId, Part, Syntax};
use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many callers stand between a tool and what prints, at most.
const MOST_STEPS: usize = 4;
/// A name that more files than these use is a common one: its callers are not the callers of one function.
const MOST_FILES: usize = 8;
/// A name in the text of more files than these is not looked at.
const MOST_MENTIONS: usize = 64;

pub(super) struct Search<'s, 'a> {
    pub(super) found: &'s Found<'a>,
    pub(super) roles: &'s Roles,
    pub(super) servers: &'s FxHashSet<FileId>,
    pub(super) language: LanguageId,
}

impl<'a> Search<'_, 'a> {
    /// Returns which names, and names on the way to them, only tools or tests lead to.
    pub(super) fn follow(&self, names: FxHashSet<&'a str>) -> Aside<'a> {
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
        Aside::of(&known)
    }

    /// Searches all sources for some names at once.
    fn uses(&self, names: &FxHashSet<&'a str>) -> FxHashMap<&'a str, Uses<'a>> {
        let names: Vec<&str> = names.iter().copied().collect();
        let Ok(automaton) = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&names)
        else {
            return names.into_iter().map(|name| (name, Uses::ended())).collect();
        };
        let project = self.found.project;
        let files =
            (0..project.files().len() as FileId).into_par_iter().filter(|file| self.is_looked_at(*file));
        let named: Vec<(FileId, FxHashSet<usize>)> =
            files.map(|file| (file, words_in(&automaton, project.file(file).source.bytes()))).collect();
        let mentions = self.mentions(&named, names.len());
        let looked: Vec<(&str, Uses<'a>)> = named
            .par_iter()
            .flat_map_iter(|(file, found)| {
                let rare = found.iter().filter(|name| mentions[**name] <= MOST_MENTIONS);
                self.uses_in(*file, &rare.map(|name| names[*name]).collect::<Vec<_>>())
            })
            .collect();
        let mut all: FxHashMap<&str, Uses<'a>> = FxHashMap::default();
        for (name, mentions) in names.iter().zip(mentions) {
            all.insert(name, Uses { is_ended: mentions > MOST_MENTIONS, ..Uses::default() });
        }
        for (name, uses) in looked {
            all.entry(name).or_default().add(uses);
        }
        for uses in all.values_mut() {
            uses.is_ended |= uses.files > MOST_FILES;
        }
        all
    }

    /// Tests tell something only where packages say what of a program others can call.
    fn is_looked_at(&self, file: FileId) -> bool {
        let project = self.found.project;
        project.file(file).language == self.language && (!self.is_test(file) || has_packages(project, file))
    }

    fn is_test(&self, file: FileId) -> bool {
        matches!(self.roles.role(file), Role::Test | Role::Example)
    }

    fn is_aside(&self, file: FileId) -> bool {
        self.is_test(file) || self.roles.is_at_terminal(file)
    }

    /// In how many files each name stands, tools and tests left out.
    fn mentions(&self, named: &[(FileId, FxHashSet<usize>)], names: usize) -> Vec<usize> {
        let mut mentions = vec![0; names];
        for (file, found) in named.iter().filter(|(file, _)| !self.is_aside(*file)) {
            // A server's own file ends the search whatever it does with the name.
            let weight = if self.servers.contains(file) { MOST_MENTIONS + 1 } else { 1 };
            for name in found {
                mentions[*name] += weight;
            }
        }
        mentions
    }

    /// Looks at how one file uses some names.
    fn uses_in(&self, file: FileId, names: &[&'a str]) -> FxHashMap<&'a str, Uses<'a>> {
        let mut found: FxHashMap<&str, Uses<'a>> = FxHashMap::default();
        if names.is_empty() {
            return found;
        }
        let Some(parsed) = self.found.project.parsed(file) else {
            return names.iter().map(|name| (*name, Uses::ended())).collect();
        };
        let syntax = &parsed.syntax;
        let wanted: FxHashMap<u32, &'a str> =
            names.iter().filter_map(|name| Some((syntax.find_symbol(name)?, *name))).collect();
        let user = User { search: self, file, parsed, started: started_functions(syntax) };
        for (id, node) in syntax.nodes().iter().enumerate() {
            let Some(name) = wanted.get(&node.symbol) else { continue };
            if let Some(uses) = user.one_use(id as NodeId, name) {
                found.entry(name).or_default().add(uses);
            }
        }
        for uses in found.values_mut() {
            uses.files = usize::from(uses.files > 0 && !self.is_aside(file));
        }
        found
    }
}

/// A file that uses names.
struct User<'u, 's, 'a> {
    search: &'u Search<'s, 'a>,
    file: FileId,
    parsed: &'a Parsed,
    /// What its main block calls.
    started: FxHashSet<u32>,
}

impl<'a> User<'_, '_, 'a> {
    /// All of a tool runs for whoever calls it. Of a script, only what runs when it is started is sure to: services
    /// import what lies in `contrib` too. So it is with the main block of any file that does not serve.
    fn is_tool(&self, id: NodeId, caller: &str) -> bool {
        let (roles, syntax) = (self.search.roles, &self.parsed.syntax);
        let is_first = || caller.is_empty() || self.is_first(caller);
        let is_by_block = || {
            let symbol = syntax.find_symbol(caller);
            syntax.enclosing(id, &[Kind::MainBlock]).is_some()
                || symbol.is_some_and(|symbol| self.started.contains(&symbol))
        };
        (roles.is_at_terminal(self.file) && (roles.role(self.file) == Role::CommandLine || is_first()))
            || (!self.started.is_empty() && !self.search.servers.contains(&self.file) && is_by_block())
    }

    /// Whether the runtime calls functions of this name.
    fn is_first(&self, function: &str) -> bool {
        let habits = &self.search.found.project.language(self.file).habits;
        habits.entry_functions.iter().any(|own| own == function)
    }

    /// Whether a function may be called by others than those who name it, or runs for as long as a service does.
    fn may_be_kept(&self, function: NodeId) -> bool {
        let syntax = &self.parsed.syntax;
        let makers = &self.search.found.project.language(self.file).habits.method_makers;
        let whole = syntax.node(function).parent;
        let is_maker = |decorator: NodeId| makers.iter().any(|maker| maker == syntax.name(decorator));
        let is_registered =
            syntax.kind(whole) == Kind::Decorated && !syntax.parts(whole, Part::Decorator).all(is_maker);
        is_registered
            || syntax.name(function).starts_with("__")
            || syntax
                .subtree(function)
                .any(|id| syntax.kind(id) == Kind::ForeverLoop || syntax.node(id).part == Part::Forever)
    }

    /// What one node that bears a name says of the function of that name.
    fn one_use(&self, id: NodeId, name: &str) -> Option<Uses<'a>> {
        let syntax = &self.parsed.syntax;
        let mut uses = Uses { files: 1, ..Uses::default() };
        if self.search.is_test(self.file) {
            uses.by_tests = 1;
            return (syntax.node(id).part == Part::Callee).then_some(uses);
        }
        match syntax.kind(id) {
            Kind::Function => {
                uses.is_ended =
                    self.search.servers.contains(&self.file) || self.is_first(name) || self.may_be_kept(id);
                uses.is_method = syntax.part(id, Part::Receiver).is_some();
                // Many files may define what one calls, as where there is a module for each kind of a thing.
                uses.files = usize::from(uses.is_method || syntax.enclosing(id, &[Kind::Class]).is_some());
            }
            // What a function does with its own name, only happens once it is called.
            Kind::Dotted | Kind::Name if named_function(self.parsed, syntax.node(id).function) == name => {
                return None;
            }
            Kind::Dotted => {
                let parent = syntax.node(id).parent;
                uses.is_ended = syntax.part(parent, Part::PathAlias).is_some();
                uses.files = 0;
            }
            Kind::Name if is_declared_only(syntax, id) => return None,
            Kind::Name | Kind::Member if syntax.node(id).part != Part::Callee => uses.is_ended = true,
            Kind::Name | Kind::Member => match named_function(self.parsed, syntax.node(id).function) {
                caller if self.is_tool(id, caller) => uses.by_tools = 1,
                "" => uses.is_ended = true,
                caller if caller == name => return None,
                caller => uses.callers.extend([caller]),
            },
            _ => return None,
        }
        Some(uses)
    }
}

/// Says of which type a name is, and gives it no value.
fn is_declared_only(syntax: &Syntax, name: NodeId) -> bool {
    let (part, holder) = (syntax.node(name).part, syntax.node(name).parent);
    part == Part::Target
        && syntax.kind(holder) == Kind::Assign
        && syntax.part(holder, Part::Type).is_some()
        && syntax.part(holder, Part::Value).is_none()
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
