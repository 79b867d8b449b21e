//! Log calls and prints: how messages are built, and who prints.

use super::call_sites::CallSite;
use super::conditions;
use super::context::FileContext;
use super::file::Analysis;
use crate::facts::Fact;
use crate::knowledge::{LoggerSpec, Meaning, PrintSpec, SelectorKey, Style};
use crate::syntax::{Kind, NodeId, Part};

/// Collects `log-call` and `print-call` facts.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    for site in &analysis.sites {
        for meaning in &site.meanings {
            match meaning {
                Meaning::Logger(spec) => facts.extend(log_call(&analysis.context, site, spec)),
                Meaning::Print(spec) => facts.extend(print_call(&analysis.context, site, spec)),
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
        ("level", level(spec, syntax.name(callee)).into()),
        ("message", message_form(context, site.node, spec)?.into()),
    ];
    Some(context.fact("log-call", site.node, fields))
}

/// The level that a specification fixes, or that a method's name says.
pub(super) fn level(spec: &LoggerSpec, method: &str) -> &'static str {
    let word = if spec.level == "method" || spec.level.is_empty() { method } else { &spec.level };
    let word = word.to_ascii_lowercase();
    let levels = [
        ("trace", "trace"),
        ("debug", "debug"),
        ("info", "info"),
        ("warn", "warn"),
        ("err", "error"),
        ("exception", "error"),
        ("crit", "fatal"),
        ("fatal", "fatal"),
        ("panic", "fatal"),
    ];
    levels.iter().find(|(prefix, _)| word.starts_with(prefix)).map_or("info", |(_, level)| level)
}

fn message_form(context: &FileContext<'_>, call: NodeId, spec: &LoggerSpec) -> Option<&'static str> {
    let message = context.select(call, &spec.message)?;
    let own = text_form(context, message);
    if own != "literal" && own != "variable" {
        return Some(own);
    }
    let values = following(context, call, spec);
    let has_values = values.iter().any(|value| context.constant_text(*value).is_none());
    Some(match spec.style {
        Style::Printf if has_values => "formatted",
        Style::Print if has_values && (own == "literal" || values.len() > 1) => "concatenated",
        Style::Print if has_values && values.iter().any(|value| context.constant_text(*value).is_some()) => {
            "concatenated"
        }
        Style::Lazy if has_values && own == "literal" => "lazy-format",
        _ => own,
    })
}

/// The positional arguments behind the message.
fn following(context: &FileContext<'_>, call: NodeId, spec: &LoggerSpec) -> Vec<NodeId> {
    let first = spec.message.0.iter().find_map(|key| match key {
        SelectorKey::Position(position) => usize::try_from(*position).ok(),
        SelectorKey::Name(_) => None,
    });
    let arguments = context.arguments(call);
    let plain = arguments.iter().filter(|argument| argument.name.is_none());
    plain.skip(first.unwrap_or(0) + 1).map(|argument| argument.value).collect()
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
    let has_values =
        context.arguments(call).iter().any(|argument| context.constant_text(argument.value).is_none());
    if formats && has_values { "formatted" } else { "variable" }
}

fn print_call(context: &FileContext<'_>, site: &CallSite<'_>, spec: &PrintSpec) -> Option<Fact> {
    if context.select(site.node, &spec.stream).is_some() {
        return None;
    }
    if !conditions::holds(context, site.node, spec.only_when.as_ref()) {
        return None;
    }
    let callee = context.syntax().part(site.node, Part::Callee)?;
    let place = if runs_as_program(context, site.node) { "main-block" } else { "code" };
    Some(context.fact(
        "print-call",
        site.node,
        vec![("callee", context.excerpt(callee).into()), ("place", place.into())],
    ))
}

/// In the block that runs when the file is started, or in a function that this block calls by name.
fn runs_as_program(context: &FileContext<'_>, id: NodeId) -> bool {
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
