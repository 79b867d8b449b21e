//! Log calls and prints: how messages are built, and who prints.

mod level;

pub(super) use level::level;

use super::call_sites::CallSite;
use super::conditions;
use super::context::{Argument, FileContext};
use super::file::Analysis;
use super::spans::statement_of;
use crate::facts::Fact;
use crate::knowledge::{LoggerSpec, Meaning, PrintSpec, SelectorKey, Style};
use crate::syntax::{Kind, NodeId, Part};

/// Collects `log-call` and `print-call` facts.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    for site in &analysis.sites {
        for meaning in &site.meanings {
            match meaning {
                Meaning::Logger(spec) => facts.extend(log_call(&analysis.context, site, spec)),
                Meaning::Print(spec) if !is_answer(analysis, site) => {
                    facts.extend(print_call(analysis, site, spec));
                }
                _ => {}
            }
        }
    }
}

fn log_call(context: &FileContext<'_>, site: &CallSite<'_>, spec: &LoggerSpec) -> Option<Fact> {
    let syntax = context.syntax();
    let callee = syntax.part(site.node, Part::Callee)?;
    let fields = vec![
        ("library", spec.library.clone().into()),
        ("callee", context.excerpt(callee).into()),
        ("level", level(context, site.node, spec).into()),
        ("message", message_form(context, site.node, spec)?.into()),
    ];
    Some(context.fact("log-call", site.node, fields))
}

/// Returns how a call's message is built; `None` where it has none.
fn message_form(context: &FileContext<'_>, call: NodeId, spec: &LoggerSpec) -> Option<&'static str> {
    let message = context.select(call, &spec.message).or_else(|| paired(context, call, spec))?;
    let own = text_form(context, message);
    if own != "literal" && own != "variable" {
        return Some(own);
    }
    let values = following(context, call, spec);
    // A wrapper that hands on what it was given builds nothing: its callers do.
    let hands_on = own == "variable" && values.iter().any(|value| value.is_splat);
    let has_values = values.iter().any(|value| context.constant_text(value.value).is_none());
    let has_text =
        own == "literal" || values.iter().any(|value| context.constant_text(value.value).is_some());
    Some(match spec.style {
        _ if hands_on => own,
        Style::Printf if has_values => "formatted",
        Style::Print if has_values && (has_text || values.len() > 1) => "concatenated",
        Style::Lazy if has_values && own == "literal" && has_placeholder(context, message) => "lazy-format",
        _ => own,
    })
}

/// A message that is known to have no place for values is not formatted, whatever comes with it.
fn has_placeholder(context: &FileContext<'_>, message: NodeId) -> bool {
    context.constant_text(message).is_none_or(|text| text.contains(['%', '{']))
}

/// Returns the message of a call whose arguments are keys and values in turn.
fn paired(context: &FileContext<'_>, call: NodeId, spec: &LoggerSpec) -> Option<NodeId> {
    let arguments = context.arguments(call);
    let is_key = |id: NodeId| {
        let text = context.constant_text(id);
        text.is_some_and(|text| {
            spec.message.0.iter().any(|key| matches!(key, SelectorKey::Name(name) if *name == text))
        })
    };
    let pair = arguments.chunks(2).find(|pair| pair.len() == 2 && is_key(pair[0].value))?;
    Some(pair[1].value)
}

/// Returns whether a call attaches an error by an argument of its own or of a call it is chained to.
pub(super) fn attaches_error(context: &FileContext<'_>, call: NodeId, spec: &LoggerSpec) -> bool {
    let syntax = context.syntax();
    let given = |call: NodeId, wanted: &str| {
        context.arguments(call).iter().any(|argument| {
            argument.name == Some(wanted)
                && !matches!(syntax.text(argument.value), "False" | "false" | "None")
        })
    };
    spec.error_arguments.iter().any(|wanted| match wanted.strip_prefix("receiver.") {
        Some(name) => level::chain(context, call).into_iter().any(|link| given(link, name)),
        None => given(call, wanted),
    })
}

/// The positional arguments behind the message.
fn following<'a>(context: &FileContext<'a>, call: NodeId, spec: &LoggerSpec) -> Vec<Argument<'a>> {
    let first = spec.message.0.iter().find_map(|key| match key {
        SelectorKey::Position(position) => usize::try_from(*position).ok(),
        SelectorKey::Name(_) => None,
    });
    let plain = context.arguments(call).into_iter().filter(|argument| argument.name.is_none());
    plain.skip(first.unwrap_or(0) + 1).collect()
}

/// How a text is built.
pub(super) fn text_form(context: &FileContext<'_>, text: NodeId) -> &'static str {
    let syntax = context.syntax();
    if context.constant_text(text).is_some() {
        return "literal";
    }
    let built = context.defining(text);
    match syntax.kind(built) {
        Kind::Template => template_form(context, built),
        Kind::Joined if syntax.children(built).any(|part| text_form(context, part) == "interpolated") => {
            "interpolated"
        }
        Kind::Joined | Kind::String => "literal",
        Kind::Binary => binary_form(context, built),
        Kind::Call => call_form(context, built),
        _ => "variable",
    }
}

/// A template whose every value is constant says the same each time.
fn template_form(context: &FileContext<'_>, template: NodeId) -> &'static str {
    let syntax = context.syntax();
    let mut values = syntax.children(template).filter_map(|part| syntax.part(part, Part::Value));
    let varies =
        values.any(|value| context.constant_text(value).is_none() && syntax.kind(value) != Kind::Number);
    if varies { "interpolated" } else { "literal" }
}

fn binary_form(context: &FileContext<'_>, binary: NodeId) -> &'static str {
    let syntax = context.syntax();
    let (Some(left), Some(right)) = (syntax.part(binary, Part::Left), syntax.part(binary, Part::Right))
    else {
        return "variable";
    };
    let is_text =
        |id| matches!(text_form(context, id), "literal" | "interpolated" | "concatenated" | "formatted");
    match syntax.operator(left, right) {
        "%" if is_text(left) => "formatted",
        "+" if is_text(left) || is_text(right) => "concatenated",
        _ => "variable",
    }
}

fn call_form(context: &FileContext<'_>, call: NodeId) -> &'static str {
    let Some(callee) = context.syntax().part(call, Part::Callee) else { return "variable" };
    let Some(path) = context.resolver.path(context.file, callee) else { return "variable" };
    let formats =
        context.knowledge.meanings(&path).iter().any(|meaning| matches!(meaning, Meaning::Formatter(_)));
    let arguments = context.arguments(call);
    let has_values = arguments.iter().any(|argument| context.constant_text(argument.value).is_none());
    let hands_on = arguments.iter().any(|argument| argument.is_splat)
        && arguments.iter().all(|argument| context.constant_text(argument.value).is_none());
    if formats && has_values && !hands_on { "formatted" } else { "variable" }
}

fn print_call(analysis: &Analysis<'_>, site: &CallSite<'_>, spec: &PrintSpec) -> Option<Fact> {
    let context = &analysis.context;
    if context.select(site.node, &spec.stream).is_some() {
        return None;
    }
    if !conditions::holds(context, site.node, spec.only_when.as_ref()) {
        return None;
    }
    let callee = context.syntax().part(site.node, Part::Callee)?;
    // Beside the definition of a command, what is printed is the command's answer, whatever else it starts.
    let is_command =
        |site: &CallSite<'_>| site.meanings.iter().any(|meaning| matches!(meaning, Meaning::CommandLine));
    let answers = runs_as_program(context, site.node) || analysis.sites.iter().any(is_command);
    let place = if answers { "main-block" } else { "code" };
    Some(context.fact(
        "print-call",
        site.node,
        vec![("callee", context.excerpt(callee).into()), ("place", place.into())],
    ))
}

/// What is printed right before a program ends well is its answer: a version, a list, a help text.
fn is_answer(analysis: &Analysis<'_>, print: &CallSite<'_>) -> bool {
    let context = &analysis.context;
    let syntax = context.syntax();
    let block = syntax.node(statement_of(context, print.node)).parent;
    let ends = |site: &&CallSite<'_>| site.meanings.iter().any(|meaning| matches!(meaning, Meaning::Exit));
    let succeeds = |site: &CallSite<'_>| {
        let status = context.arguments(site.node).first().map(|status| syntax.text(status.value));
        status.is_none_or(|status| status == "0")
    };
    let later =
        analysis.sites.iter().filter(|site| site.node > print.node && syntax.contains(block, site.node));
    later.filter(ends).any(succeeds)
}

/// In the block that runs when the file is started, or in a function that this block calls by name.
pub(super) fn runs_as_program(context: &FileContext<'_>, id: NodeId) -> bool {
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
