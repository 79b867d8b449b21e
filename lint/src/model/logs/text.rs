//! How a text is built: from values, and by what.

use super::fixed::varies;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::origin::outcomes;
use crate::syntax::{Kind, NodeId, Part};

/// How many parts of a text are looked at: what is added to itself again and again has ever more.
const MAX_PARTS: u32 = 128;

/// How a text is built.
pub(in crate::model) fn text_form(context: &FileContext<'_>, text: NodeId) -> &'static str {
    form_within(context, text, &mut { MAX_PARTS })
}

fn form_within(context: &FileContext<'_>, text: NodeId, parts_left: &mut u32) -> &'static str {
    let syntax = context.syntax();
    let Some(left) = parts_left.checked_sub(1) else { return "variable" };
    *parts_left = left;
    if context.constant_text(text).is_some() {
        return "literal";
    }
    let built = context.defining(text);
    match syntax.kind(built) {
        Kind::Template => template_form(context, built),
        Kind::Joined
            if syntax
                .children(built)
                .any(|part| form_within(context, part, parts_left) == "interpolated") =>
        {
            "interpolated"
        }
        Kind::Joined | Kind::String => "literal",
        Kind::Binary => binary_form(context, built, parts_left),
        Kind::Call => call_form(context, built),
        Kind::Conditional => conditional_form(context, built, parts_left),
        _ => "variable",
    }
}

/// One outcome that is built from values is enough: some of the lines differ.
fn conditional_form(context: &FileContext<'_>, conditional: NodeId, parts_left: &mut u32) -> &'static str {
    let outcomes = outcomes(context, conditional).into_iter().flatten();
    let forms: Vec<&str> = outcomes.map(|outcome| form_within(context, outcome, parts_left)).collect();
    let built = forms.iter().find(|form| !matches!(**form, "literal" | "variable"));
    match built {
        Some(form) => form,
        None if forms.contains(&"variable") => "variable",
        None => "literal",
    }
}

/// A template whose every value is constant says the same each time.
fn template_form(context: &FileContext<'_>, template: NodeId) -> &'static str {
    let syntax = context.syntax();
    let mut values = syntax.children(template).filter_map(|part| syntax.part(part, Part::Value));
    if values.any(|value| varies(context, value)) { "interpolated" } else { "literal" }
}

fn binary_form(context: &FileContext<'_>, binary: NodeId, parts_left: &mut u32) -> &'static str {
    let syntax = context.syntax();
    let (Some(left), Some(right)) = (syntax.part(binary, Part::Left), syntax.part(binary, Part::Right))
    else {
        return "variable";
    };
    let mut is_text = |id| {
        let form = form_within(context, id, parts_left);
        matches!(form, "literal" | "interpolated" | "concatenated" | "formatted")
    };
    match syntax.operator(left, right) {
        "%" | "+" if is_text(left) && !varies(context, binary) => "literal",
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
    let has_values = arguments.iter().any(|argument| varies(context, argument.value));
    let hands_on = arguments.iter().any(|argument| argument.is_splat)
        && arguments.iter().all(|argument| context.constant_text(argument.value).is_none());
    match (formats, has_values) {
        (true, true) if !hands_on => "formatted",
        (true, false) if !arguments.is_empty() => "literal",
        _ => "variable",
    }
}
