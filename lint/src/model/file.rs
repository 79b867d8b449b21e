//! All analyses of one file.

use super::call_sites::{CallSite, call_sites};
use super::context::FileContext;
use super::entries::EntryPoint;
use super::instrumentation::Instrumentation;
use super::outbound::OutboundCall;
use super::spans::KnownSpans;
use super::spawns::TaskSpawn;
use super::started::Started;
use super::{
    alerts, contexts, elsewhere, entries, errors, instrumentation, labels, logs, metrics, outbound,
    sensitive, spans, spawns, thresholds,
};
use crate::facts::{Fact, FileId};
use crate::knowledge::Meaning;
use crate::resolve::Resolver;
use crate::source::{Role, TextRange};
use crate::syntax::{Kind, NodeId, Part, Syntax};
use rustc_hash::FxHashSet;

/// What one file says; verdicts that need the whole service are still open.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
pub struct FileModel {
    /// The file.
    pub file: FileId,
    /// Facts that need nothing else.
    pub facts: Vec<Fact>,
    /// Handlers registered here.
    pub entry_points: Vec<EntryPoint>,
    /// Calls that leave the process.
    pub outbound_calls: Vec<OutboundCall>,
    /// Instrumentation switched on here.
    pub instrumentation: Vec<Instrumentation>,
    /// Tasks started here.
    pub task_spawns: Vec<TaskSpawn>,
    /// API paths called here that give all calls of some library a timeout.
    pub default_timeouts: Vec<String>,
    /// Whether the file starts a command-line tool.
    pub is_command_line: bool,
    /// Whether the file reads arguments or standard input, as tools do, and some servers.
    pub reads_flags: bool,
    /// The role that the file's classes give it: scripts derive them from some.
    pub role: Option<Role>,
    /// Whether the file belongs to a package that is a program of its own.
    pub is_executable: bool,
    /// Whether the file is a program by itself, wherever it lies.
    pub is_program: bool,
    /// Whether the file, which looks like a tool, starts a service.
    pub starts_service: bool,
}

impl FileModel {
    /// Returns whether something of the file serves.
    pub(crate) fn serves(&self) -> bool {
        self.starts_service || !self.entry_points.is_empty()
    }
}

/// What every analysis gets: the file, and its calls with their meanings.
pub(super) struct Analysis<'a> {
    pub(super) context: FileContext<'a>,
    pub(super) sites: Vec<CallSite<'a>>,
    /// What is found out about spans.
    pub(super) spans: KnownSpans<'a>,
    /// Names of functions that the blocks call which run when the file is started.
    started: FxHashSet<u32>,
    /// What starts a service, in a file that looks like a tool.
    service: Started,
    /// Where the handlers stand that are registered here, or their registrations, and their names.
    handlers: Vec<(TextRange, String)>,
}

impl<'a> Analysis<'a> {
    pub(super) fn new(context: FileContext<'a>, sites: Vec<CallSite<'a>>) -> Self {
        let started = started_functions(context.syntax());
        Self {
            context,
            spans: KnownSpans::of(&sites),
            sites,
            started,
            service: Started::default(),
            handlers: Vec::new(),
        }
    }

    /// Returns the role that a node has by its place in the file: what runs when the file is started is a script, unless
    /// it runs on the way to a service.
    pub(super) fn role_at(&self, id: NodeId) -> Option<Role> {
        (!self.runs_as_service(id) && self.runs_as_program(id)).then_some(Role::Script)
    }

    /// Returns whether a node runs on the way to a service that the file starts.
    pub(super) fn runs_as_service(&self, id: NodeId) -> bool {
        self.service.contain(&self.context, id)
    }

    /// Returns whether a function is a handler that the file registers.
    pub(super) fn is_handler(&self, function: NodeId) -> bool {
        let syntax = self.context.syntax();
        let (own, name) = (syntax.node(function).range, syntax.name(function));
        self.handlers.iter().any(|(range, handler)| {
            range.contains(own)
                || *range == syntax.name_range(function)
                || (!name.is_empty() && handler.rsplit('.').next() == Some(name))
        })
    }

    /// Returns whether a node stands in a block that runs when the file is started, or in a function that such a block
    /// calls by name.
    pub(super) fn runs_as_program(&self, id: NodeId) -> bool {
        let is_started = |function| self.started.contains(&self.context.syntax().node(function).symbol);
        self.context.in_main_block(id) || self.context.function_of(id).is_some_and(is_started)
    }
}

/// Returns the names of functions that the blocks call which run when a file is started.
pub(crate) fn started_functions(syntax: &Syntax) -> FxHashSet<u32> {
    let nodes = 0..syntax.nodes().len() as NodeId;
    let blocks = nodes.filter(|id| syntax.kind(*id) == Kind::MainBlock);
    let is_called = |id: &NodeId| syntax.kind(*id) == Kind::Name && syntax.node(*id).part == Part::Callee;
    let called = blocks.flat_map(|block| syntax.subtree(block)).filter(is_called);
    called.map(|id| syntax.node(id).symbol).collect()
}

/// Analyses one file. Cost: linear in its facts, plus what resolution pulls in.
pub fn file_model<'a>(resolver: &'a Resolver<'a>, file: FileId) -> FileModel {
    let mut model = FileModel { file, ..FileModel::default() };
    let Some(parsed) = resolver.project.parsed(file) else { return model };
    let context = FileContext::new(resolver, file, parsed);
    let sites = call_sites(&context);
    model.is_command_line = mentions(&context, &sites, |meaning| matches!(meaning, Meaning::CommandLine));
    model.reads_flags = mentions(&context, &sites, |meaning| matches!(meaning, Meaning::Flags));
    model.role = derives_script(&context).then_some(Role::Script);
    let habits = &resolver.project.language(file).habits;
    model.is_executable = parsed
        .bindings
        .package
        .is_some_and(|package| habits.executable_package.as_deref() == Some(parsed.syntax.symbol(package)));
    let text = context.syntax().file.bytes();
    model.is_program = habits.build_line.is_none()
        && !habits.program_marks.is_empty()
        && habits.program_marks.iter().all(|mark| memchr::memmem::find(text, mark.as_bytes()).is_some());
    let mut analysis = Analysis::new(context, sites);
    if model.is_command_line || model.reads_flags || model.is_program {
        analysis.service = Started::of(&analysis.context);
        model.starts_service = analysis.service.is_any();
    }
    model.entry_points = entries::entry_points(&analysis);
    let own = model.entry_points.iter().filter(|entry| entry.file == file);
    analysis.handlers = own.map(|entry| (entry.range, entry.name.clone())).collect();
    for collect in [
        logs::facts,
        sensitive::facts,
        errors::facts,
        spans::facts,
        contexts::facts,
        labels::facts,
        metrics::facts,
        thresholds::facts,
        alerts::facts,
    ] {
        collect(&analysis, &mut model.facts);
    }
    model.outbound_calls = outbound::outbound_calls(&analysis);
    elsewhere::leave_out(&analysis.context, &mut model);
    model.default_timeouts = outbound::default_timeouts(&analysis);
    model.task_spawns = spawns::task_spawns(&analysis);
    model.instrumentation = instrumentation::instrumentation(&analysis);
    model
}

fn derives_script(context: &FileContext<'_>) -> bool {
    let syntax = context.syntax();
    let bases = (0..syntax.nodes().len() as NodeId).filter(|id| syntax.node(*id).part == Part::BaseType);
    bases.filter(|base| context.knowledge.is_of_tools(syntax.name(*base))).any(|base| {
        let value = context.value(base);
        let meanings = value.path().map(|path| context.knowledge.meanings(path)).unwrap_or_default();
        meanings.iter().any(|meaning| matches!(meaning, Meaning::Script))
    })
}

/// Returns whether a file calls, or hands on, what has a meaning that tells of tools.
fn mentions(
    context: &FileContext<'_>,
    sites: &[CallSite<'_>],
    tells: impl Fn(&Meaning) -> bool + Copy,
) -> bool {
    if sites.iter().any(|site| site.meanings.iter().any(|meaning| tells(meaning))) {
        return true;
    }
    let syntax = context.syntax();
    (0..syntax.nodes().len() as NodeId).any(|id| {
        let is_handed_on = matches!(syntax.node(id).part, Part::Argument | Part::Iterable | Part::Base);
        is_handed_on
            && syntax.kind(id) == Kind::Member
            && context.knowledge.is_of_tools(syntax.name(id))
            && context
                .value(id)
                .path()
                .is_some_and(|path| context.knowledge.meanings(path).into_iter().any(tells))
    })
}
