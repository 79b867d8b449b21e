//! Prints: which of them stand where a log event belongs, and which are output.

use super::one_shot;
use crate::facts::Fact;
use crate::knowledge::{Meaning, PrintSpec};
use crate::language::{Habits, Receiver};
use crate::model::call_sites::CallSite;
use crate::model::conditions;
use crate::model::context::FileContext;
use crate::model::file::Analysis;
use crate::model::origin::words::words;
use crate::syntax::{Kind, NodeId, Part};

/// How many level methods make a class a logger.
const LEVELS_OF_A_LOGGER: usize = 3;

/// The prints of a file, with what is found out once for all of them.
pub(super) struct Prints<'a, 'b> {
    analysis: &'b Analysis<'a>,
    /// Whether the file defines a command: what is printed beside it is the command's answer, whatever it starts.
    defines_command: bool,
    /// Whether the file writes to a terminal.
    draws: bool,
    /// The calls that end the program well.
    exits: Vec<NodeId>,
}

impl<'a, 'b> Prints<'a, 'b> {
    pub(super) fn of(analysis: &'b Analysis<'a>) -> Self {
        let is_command = |meaning: &Meaning| matches!(meaning, Meaning::CommandLine);
        Self {
            analysis,
            defines_command: means_any(analysis, is_command),
            draws: draws(analysis),
            exits: one_shot::good_exits(&analysis.context),
        }
    }

    /// Returns the `print-call` fact of a call, unless what it prints is output by all that is known.
    pub(super) fn fact(&self, site: &CallSite<'_>, spec: &PrintSpec) -> Option<Fact> {
        let context = &self.analysis.context;
        if self.draws
            || context.select(site.node, &spec.stream).is_some()
            || !conditions::holds(context, site.node, spec.only_when.as_ref())
            || is_sink(context, site.node)
            || is_dead(context, site.node)
            || one_shot::is_answer(context, site.node, &self.exits)
        {
            return None;
        }
        let callee = context.syntax().part(site.node, Part::Callee)?;
        let answers = self.defines_command || self.analysis.runs_as_program(site.node);
        let is_for_people =
            spec.for_people || is_called_so(context, site.node) || shows_table(context, site.node);
        let place = match (answers, is_for_people) {
            (true, _) => "main-block",
            (false, true) => "for-people",
            _ => "code",
        };
        let fields = vec![("callee", context.excerpt(callee).into()), ("place", place.into())];
        Some(context.fact("print-call", site.node, fields))
    }
}

fn means_any(analysis: &Analysis<'_>, is: impl Fn(&Meaning) -> bool) -> bool {
    analysis.sites.iter().any(|site| site.meanings.iter().any(|meaning| is(meaning)))
}

fn habits<'a>(context: &FileContext<'a>) -> &'a Habits {
    &context.resolver.project.language(context.file).habits
}

/// A function that is called by what it prints, such as `print_routes` or `usage`, was asked to.
fn is_called_so(context: &FileContext<'_>, print: NodeId) -> bool {
    let Some(function) = context.function_of(print) else { return false };
    let words = words(context.syntax().name(function));
    let known = &habits(context).output_words;
    words.first().into_iter().chain(words.last()).any(|word| known.contains(word))
}

/// Whoever lays values out in columns means them to be looked at.
fn shows_table(context: &FileContext<'_>, print: NodeId) -> bool {
    context.arguments(print).iter().any(|argument| {
        let value = context.value(argument.value);
        let path = value.path().map(|path| path.trim_end_matches("()"));
        path.is_some_and(|path| {
            context.knowledge.meanings(path).iter().any(|meaning| matches!(meaning, Meaning::Table))
        })
    })
}

/// Where records or text end up, there is no logger to hand them to.
pub(in crate::model) fn is_sink(context: &FileContext<'_>, print: NodeId) -> bool {
    let Some(function) = context.function_of(print) else { return false };
    let syntax = context.syntax();
    let habits = habits(context);
    let name = syntax.name(function).to_lowercase();
    let siblings: Vec<NodeId> = match habits.receiver {
        Receiver::FirstParameter => {
            let Some(class) = context.parsed.bindings.class_of(function) else { return false };
            context.parsed.bindings.methods(class).collect()
        }
        Receiver::Declared => {
            let Some(receiver) = syntax.part(function, Part::Receiver) else { return false };
            let names = syntax.subtree(receiver).filter(|id| syntax.node(*id).part == Part::Type);
            let types = names.flat_map(|id| syntax.subtree(id)).filter(|id| syntax.kind(*id) == Kind::Name);
            types.flat_map(|id| context.parsed.bindings.methods_of_name(syntax.node(id).symbol)).collect()
        }
    };
    let is_level = |name: &str| habits.level_methods.iter().any(|level| level == name);
    let levels = siblings.iter().filter(|method| is_level(&syntax.name(**method).to_lowercase())).count();
    habits.sink_methods.contains(&name) || (is_level(&name) && levels >= LEVELS_OF_A_LOGGER)
}

/// Under a condition that is written down as false.
fn is_dead(context: &FileContext<'_>, print: NodeId) -> bool {
    let syntax = context.syntax();
    let mut current = print;
    while let Some(branch) = syntax.enclosing(current, &[Kind::Branch]) {
        let is_false = syntax.part(branch, Part::Condition).is_some_and(|condition| {
            syntax.kind(condition) == Kind::Boolean && syntax.text(condition).eq_ignore_ascii_case("false")
        });
        if is_false && syntax.part(branch, Part::Then).is_some_and(|then| syntax.contains(then, print)) {
            return true;
        }
        current = branch;
    }
    false
}

/// A file that draws progress bars, or prints in colours and serves nothing, writes reports to a terminal.
fn draws(analysis: &Analysis<'_>) -> bool {
    let (context, escapes) = (&analysis.context, &habits(&analysis.context).terminal_escapes);
    let imports = &context.parsed.bindings.imports;
    if imports.iter().any(|(_, module)| context.knowledge.draws_progress(module)) {
        return true;
    }
    let syntax = context.syntax();
    let file = syntax.file.bytes();
    if !escapes.iter().any(|escape| memchr::memmem::find(file, escape.as_bytes()).is_some()) {
        return false;
    }
    let holds_escape = |id: NodeId| {
        let text = match syntax.kind(id) {
            Kind::Template => Some(syntax.text(id).to_owned()),
            Kind::String | Kind::Name => context.constant_text(id),
            _ => None,
        };
        text.is_some_and(|text| escapes.iter().any(|escape| text.contains(escape.as_str())))
    };
    let is_print =
        |site: &&CallSite<'_>| site.meanings.iter().any(|meaning| matches!(meaning, Meaning::Print(_)));
    !means_any(analysis, |meaning| matches!(meaning, Meaning::EntryPoint(_)))
        && analysis.sites.iter().filter(is_print).any(|print| syntax.subtree(print.node).any(holds_escape))
}
