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

/// Returns the `print-call` fact of a call, unless what it prints is output by all that is known.
pub(super) fn print_call(analysis: &Analysis<'_>, site: &CallSite<'_>, spec: &PrintSpec) -> Option<Fact> {
    let context = &analysis.context;
    if context.select(site.node, &spec.stream).is_some()
        || !conditions::holds(context, site.node, spec.only_when.as_ref())
        || one_shot::is_answer(analysis, site)
        || is_sink(context, site.node)
        || is_dead(context, site.node)
        || draws(analysis)
    {
        return None;
    }
    let callee = context.syntax().part(site.node, Part::Callee)?;
    // Beside the definition of a command, what is printed is the command's answer, whatever else it starts.
    let is_command =
        |site: &CallSite<'_>| site.meanings.iter().any(|meaning| matches!(meaning, Meaning::CommandLine));
    let answers = runs_as_program(context, site.node) || analysis.sites.iter().any(is_command);
    let is_for_people =
        spec.for_people || is_called_so(context, site.node) || shows_table(context, site.node);
    let place = match (answers, is_for_people) {
        (true, _) => "main-block",
        (false, true) => "for-people",
        _ => "code",
    };
    Some(context.fact(
        "print-call",
        site.node,
        vec![("callee", context.excerpt(callee).into()), ("place", place.into())],
    ))
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
    let means =
        |site: &CallSite<'_>, is: fn(&Meaning) -> bool| site.meanings.iter().any(|meaning| is(meaning));
    let holds_escape = |id: NodeId| {
        let text = match syntax.kind(id) {
            Kind::Template => Some(syntax.text(id).to_owned()),
            Kind::String | Kind::Name => context.constant_text(id),
            _ => None,
        };
        text.is_some_and(|text| escapes.iter().any(|escape| text.contains(escape.as_str())))
    };
    let mut prints =
        analysis.sites.iter().filter(|site| means(site, |meaning| matches!(meaning, Meaning::Print(_))));
    !analysis.sites.iter().any(|site| means(site, |meaning| matches!(meaning, Meaning::EntryPoint(_))))
        && prints.any(|print| syntax.subtree(print.node).any(holds_escape))
}

/// In the block that runs when the file is started, or in a function that this block calls by name.
pub(in crate::model) fn runs_as_program(context: &FileContext<'_>, id: NodeId) -> bool {
    let syntax = context.syntax();
    if context.in_main_block(id) {
        return true;
    }
    let Some(function) = context.function_of(id) else { return false };
    let name = syntax.node(function).symbol;
    let main_blocks =
        (0..syntax.nodes().len() as NodeId).filter(|block| syntax.kind(*block) == Kind::MainBlock);
    main_blocks.flat_map(|block| syntax.subtree(block)).any(|inner| {
        syntax.kind(inner) == Kind::Name
            && syntax.node(inner).part == Part::Callee
            && syntax.node(inner).symbol == name
    })
}
