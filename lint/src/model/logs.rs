//! Log calls: how their messages are built. What is printed is judged next door.

mod around;
mod asides;
mod commands;
mod deliberate;
mod fixed;
mod for_people;
mod level;
mod one_off;
mod one_shot;
mod prints;
mod set_up;
mod shown;
mod sinks;
mod subcommands;
mod text;

pub(super) use around::functions;
pub(super) use fixed::varies;
pub(super) use level::{chain, level};
pub(super) use sinks::is_sink;
pub(super) use text::text_form;

use super::call_sites::CallSite;
use super::context::{Argument, FileContext};
use super::file::Analysis;
use super::spans::low_if;
use crate::facts::Fact;
use crate::knowledge::{LoggerSpec, Meaning, SelectorKey, Style};
use crate::syntax::{Kind, NodeId, Part};
use prints::Prints;
use std::cell::LazyCell;

/// Collects `log-call` and `print-call` facts.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    let prints = LazyCell::new(|| Prints::of(analysis));
    for site in &analysis.sites {
        for meaning in &site.meanings {
            match meaning {
                Meaning::Logger(spec) => facts.extend(log_call(&analysis.context, site, spec)),
                Meaning::Print(spec) => facts.extend(prints.fact(site, spec)),
                _ => {}
            }
        }
    }
}

/// Returns whether what is called logs: what is not known to be something else, and is named like a log call, may do so.
pub(super) fn may_log(context: &FileContext<'_>, callee: NodeId) -> bool {
    let value = context.value(callee);
    let meanings = value.path().map(|path| context.knowledge.meanings(path)).unwrap_or_default();
    let name = context.syntax().name(callee).to_ascii_lowercase();
    let is_named_so = context.habits().output.log_words.iter().any(|word| name.starts_with(word.as_str()));
    let is_unknown = !value.path().is_some_and(|path| context.knowledge.is_module_member(path));
    meanings.iter().any(|meaning| matches!(meaning, Meaning::Logger(_))) || (is_named_so && is_unknown)
}

fn log_call(context: &FileContext<'_>, site: &CallSite<'_>, spec: &LoggerSpec) -> Option<Fact> {
    let syntax = context.syntax();
    let callee = syntax.part(site.node, Part::Callee)?;
    let fields = vec![
        ("library", spec.library.clone().into()),
        ("fields", if spec.without_fields { "none" } else { "some" }.into()),
        ("callee", context.excerpt(callee).into()),
        ("level", level(context, site.node, spec).into()),
        ("message", message_form(context, site.node, spec)?.into()),
    ];
    let mut fact = context.fact("log-call", site.node, fields);
    fact.confidence = low_if(site.is_guessed);
    Some(fact)
}

/// Returns how a call's message is built; `None` where it has none.
fn message_form(context: &FileContext<'_>, call: NodeId, spec: &LoggerSpec) -> Option<&'static str> {
    let message = context.select(call, &spec.message).or_else(|| paired(context, call, spec))?;
    let values = following(context, call, spec);
    let is_forwarded = values.iter().any(|value| value.is_splat) && completes_format(context, message);
    let own = if is_forwarded { "variable" } else { text_form(context, message) };
    let is_deferred = spec.style == Style::Deferred;
    // A text that was built for something else may be a value like any other.
    let builds = |value: &Argument<'_>| {
        context.syntax().kind(value.value) == Kind::Call && text_form(context, value.value) == "formatted"
    };
    if is_deferred && values.iter().any(builds) {
        return Some("formatted");
    }
    if is_deferred && is_lone_place(context.syntax().text(message)) {
        return Some("variable");
    }
    if is_deferred && own == "interpolated" {
        return Some("lazy-format");
    }
    if own != "literal" && own != "variable" {
        return Some(own);
    }
    // A wrapper that hands on what it was given builds nothing: its callers do.
    let hands_on = own == "variable" && values.iter().any(|value| value.is_splat);
    let has_values = values.iter().any(|value| varies(context, value.value));
    let has_text =
        own == "literal" || values.iter().any(|value| context.constant_text(value.value).is_some());
    Some(match spec.style {
        _ if hands_on => own,
        Style::Printf if has_values => "formatted",
        Style::Print if has_values && (has_text || values.len() > 1) => "concatenated",
        Style::Lazy | Style::Deferred
            if has_values && own == "literal" && has_placeholder(context, message) =>
        {
            if are_fields(context, call, spec, &values) { own } else { "lazy-format" }
        }
        _ => own,
    })
}

/// A text that holds one value and nothing else is that value: `"{}"`, `"{failed:?}"`.
fn is_lone_place(text: &str) -> bool {
    let inner = text.trim_matches('"').strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    inner.is_some_and(|inner| !inner.contains(['{', '}']))
}

/// Returns whether a text is the format that its function was given, with constant text around it.
fn completes_format(context: &FileContext<'_>, text: NodeId) -> bool {
    let syntax = context.syntax();
    let text = context.defining(text);
    if syntax.kind(text) != Kind::Binary {
        return false;
    }
    let is_given = |name: NodeId| {
        syntax.kind(name) == Kind::Name
            && context.function_of(text).is_some_and(|function| {
                syntax
                    .parameters(function)
                    .any(|(_, binding)| syntax.node(binding).symbol == syntax.node(name).symbol)
            })
    };
    let (Some(left), Some(right)) = (syntax.part(text, Part::Left), syntax.part(text, Part::Right)) else {
        return false;
    };
    let is_whole = |own: NodeId, given: NodeId| {
        // Text with a place for a value of its own is a message, whatever follows.
        context.constant_text(own).is_some_and(|own| !own.contains(['%', '{'])) && is_given(given)
    };
    syntax.operator(left, right) == "+" && (is_whole(left, right) || is_whole(right, left))
}

/// A message that is known to have no place for values is not formatted, whatever comes with it.
fn has_placeholder(context: &FileContext<'_>, message: NodeId) -> bool {
    context.constant_text(message).is_none_or(|text| text.contains(['%', '{']))
}

/// Returns whether the values of a message all stand among its fields too.
fn are_fields(context: &FileContext<'_>, call: NodeId, spec: &LoggerSpec, values: &[Argument<'_>]) -> bool {
    let Some(fields) = context.select(call, &spec.fields) else { return false };
    let syntax = context.syntax();
    let held = [fields, context.defining(fields)];
    let is_field = |value: NodeId| {
        let mut among = held.iter().flat_map(|fields| syntax.subtree(*fields));
        // What has the fields is none of them: `extra=error.fields`.
        among.any(|id| syntax.node(id).part != Part::Base && syntax.text(id) == syntax.text(value))
    };
    values.iter().all(|value| is_field(value.value) || !varies(context, value.value))
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
    if spec.message.starts_with("text") {
        let Some(message) = context.select(call, &spec.message) else { return Vec::new() };
        let arguments = context.arguments(call).into_iter();
        return arguments.filter(|argument| argument.value > message).collect();
    }
    let first = spec.message.0.iter().find_map(|key| match key {
        SelectorKey::Position(position) => usize::try_from(*position).ok(),
        SelectorKey::Name(_) => None,
    });
    let plain = context.arguments(call).into_iter().filter(|argument| argument.name.is_none());
    plain.skip(first.unwrap_or(0) + 1).collect()
}
