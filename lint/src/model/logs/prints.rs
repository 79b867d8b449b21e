//! Prints: which of them stand where a log event belongs, and which are output.

use super::around::conditions;
use super::asides::Asides;
use super::commands::Commands;
use super::deliberate::Deliberate;
use super::for_people::Speakers;
use super::one_shot::{self, Exits};
use super::shown::{around, shows};
use super::sinks::{helps_sink, is_sink};
use crate::facts::Fact;
use crate::knowledge::{Meaning, PrintSpec};
use crate::model::call_sites::CallSite;
use crate::model::conditions as only_when;
use crate::model::context::FileContext;
use crate::model::file::Analysis;
use crate::model::memo::Memo;
use crate::syntax::{Kind, NodeId, Part};

/// The prints of a file, with what is found out once for all of them.
pub(super) struct Prints<'a, 'b> {
    analysis: &'b Analysis<'a>,
    /// Whether the file defines a command: what is printed beside it is the command's answer, whatever it starts.
    defines_command: bool,
    /// What the file does with a terminal.
    terminal: Terminal,
    /// Whether the file, which serves nothing, says something through a library made for terminals.
    speaks: bool,
    /// Functions beneath whatever logger there is.
    sinks: Memo<NodeId, bool>,
    /// The commands that it defines without being one: see [`Commands`].
    commands: Commands,
    /// What speaks to people: see [`Speakers`].
    speakers: Speakers,
    /// What is meant: see [`Deliberate`].
    deliberate: Deliberate,
    /// What leads to prints that only somebody at a terminal reads: see [`Asides`].
    asides: Asides,
    /// What ends the program.
    exits: Exits,
}

impl<'a, 'b> Prints<'a, 'b> {
    pub(super) fn of(analysis: &'b Analysis<'a>) -> Self {
        let is_spoken = |meaning: &Meaning| matches!(meaning, Meaning::Print(spec) if spec.for_people);
        let is_command = |meaning: &Meaning| matches!(meaning, Meaning::CommandLine);
        Self {
            analysis,
            defines_command: means_any(analysis, is_command),
            terminal: Terminal::of(analysis),
            speaks: means_any(analysis, is_spoken) && !serves(analysis),
            sinks: Memo::default(),
            commands: Commands::of(&analysis.context),
            speakers: Speakers::default(),
            deliberate: Deliberate::default(),
            asides: Asides::default(),
            exits: Exits::of(&analysis.context),
        }
    }

    /// Returns the `print-call` fact of a call, unless what it prints is output by all that is known.
    pub(super) fn fact(&self, site: &CallSite<'_>, spec: &PrintSpec) -> Option<Fact> {
        let context = &self.analysis.context;
        if self.terminal == Terminal::Drawn
            || context.select(site.node, &spec.stream).is_some()
            || !only_when::holds(context, site.node, spec.only_when.as_ref())
            || self.is_beneath_logger(site.node)
            || is_dead(context, site.node)
            || one_shot::is_answer(context, site.node, &self.exits)
        {
            return None;
        }
        // What is handed on without being called stands for itself.
        let callee = context.syntax().part(site.node, Part::Callee).unwrap_or(site.node);
        let runs_as_service = self.analysis.runs_as_service(site.node);
        let answers =
            !runs_as_service && (self.defines_command || self.analysis.role_at(site.node).is_some());
        let is_for_people = spec.for_people
            || self.speaks
            || self.commands.contain(context, site.node)
            || is_last_resort(context, site.node)
            || self.speakers.contain(context, site.node)
            || self.deliberate.contain(context, site.node)
            || (self.terminal == Terminal::Painted && is_painted(context, site.node))
            || self.asides.contain(context, site.node);
        let place = match (answers, is_for_people) {
            (true, _) => "main-block",
            (false, true) => "for-people",
            _ => "code",
        };
        let fields = vec![
            ("callee", context.excerpt(callee).into()),
            ("place", place.into()),
            ("shows", shows(self.analysis, site.node, spec).into()),
            ("around", around(self.analysis, site.node).into()),
        ];
        Some(context.fact("print-call", site.node, fields))
    }
}

impl Prints<'_, '_> {
    fn is_beneath_logger(&self, print: NodeId) -> bool {
        let context = &self.analysis.context;
        context.function_of(print).is_some_and(|function| {
            self.sinks.get(function, || is_sink(context, print) || helps_sink(context, print))
        })
    }
}

fn means_any(analysis: &Analysis<'_>, is: impl Fn(&Meaning) -> bool) -> bool {
    analysis.sites.iter().any(|site| site.meanings.iter().any(|meaning| is(meaning)))
}

/// By what it calls, or by what it is called.
fn serves(analysis: &Analysis<'_>) -> bool {
    let path = analysis.context.syntax().file.path();
    let name = path.rsplit('/').next().and_then(|name| name.split('.').next());
    means_any(analysis, |meaning| matches!(meaning, Meaning::EntryPoint(_)))
        || analysis.context.habits().serving_words.iter().any(|word| Some(word.as_str()) == name)
}

/// In a handler around nothing but log calls: where logging fails, no logger is left to tell of it.
fn is_last_resort(context: &FileContext<'_>, print: NodeId) -> bool {
    let syntax = context.syntax();
    let is_log_call = |statement: NodeId| {
        let call = syntax.children(statement).next().filter(|call| syntax.kind(*call) == Kind::Call);
        let callee = call.and_then(|call| syntax.part(call, Part::Callee));
        callee.is_some_and(|callee| context.means(callee, |meaning| matches!(meaning, Meaning::Logger(_))))
    };
    let handler = syntax.enclosing(print, &[Kind::Catch]);
    let guarded = handler.and_then(|handler| syntax.part(syntax.node(handler).parent, Part::Body));
    let is_effect = |id: &NodeId| {
        let assigns = |child: NodeId| syntax.kind(child) == Kind::Assign;
        syntax.kind(*id) == Kind::Expression && !syntax.children(*id).any(assigns)
    };
    guarded.is_some_and(|guarded| {
        let mut effects = syntax.subtree(guarded).filter(is_effect).peekable();
        effects.peek().is_some() && effects.all(is_log_call)
    })
}

/// Under a condition that is written down as false.
fn is_dead(context: &FileContext<'_>, print: NodeId) -> bool {
    let syntax = context.syntax();
    conditions(context, print).any(|condition| {
        syntax.kind(condition) == Kind::Boolean && syntax.text(condition).eq_ignore_ascii_case("false")
    })
}

/// What a file does with a terminal.
#[derive(PartialEq)]
enum Terminal {
    /// Nothing that is known.
    Unused,
    /// It colours some text.
    Painted,
    /// It draws progress bars, or prints in colours and serves nothing: it writes reports there.
    Drawn,
}

impl Terminal {
    fn of(analysis: &Analysis<'_>) -> Self {
        let context = &analysis.context;
        let imports = &context.parsed.bindings.imports;
        if imports.iter().any(|(_, module)| context.knowledge.draws_progress(module)) {
            return Self::Drawn;
        }
        if !names_escape(context) {
            return Self::Unused;
        }
        let is_print =
            |site: &&CallSite<'_>| site.meanings.iter().any(|meaning| matches!(meaning, Meaning::Print(_)));
        let mut prints = analysis.sites.iter().filter(is_print);
        if !serves(analysis) && prints.any(|print| is_painted(context, print.node)) {
            Self::Drawn
        } else {
            Self::Painted
        }
    }
}

/// Whether a file holds a sign by which terminals are told of colours.
fn names_escape(context: &FileContext<'_>) -> bool {
    let (file, escapes) = (context.syntax().file.bytes(), &context.habits().output.terminal_escapes);
    escapes.iter().any(|escape| memchr::memmem::find(file, escape.as_bytes()).is_some())
}

/// Who colours a text means it for a terminal.
fn is_painted(context: &FileContext<'_>, print: NodeId) -> bool {
    let (syntax, escapes) = (context.syntax(), &context.habits().output.terminal_escapes);
    let holds_escape = |id: NodeId| {
        let text = match syntax.kind(id) {
            Kind::Template => Some(syntax.text(id).to_owned()),
            Kind::String | Kind::Name => context.constant_text(id),
            _ => None,
        };
        text.is_some_and(|text| escapes.iter().any(|escape| text.contains(escape.as_str())))
    };
    syntax.subtree(print).any(holds_escape)
}
