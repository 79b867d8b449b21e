//! What must not be written down: secrets and whole request bodies among the fields of logs and spans.
//!
//! ```text
//! log call, span attribute ─▶ fields: keywords, pairs, maps, values in the message ─▶ where each comes from ─▶ fact
//! ```

mod fields;
mod source;
mod words;

use super::call_sites::CallSite;
use super::context::FileContext;
use super::errors::is_clean_up;
use super::file::Analysis;
use super::logs::varies;
use crate::diagnostic::Confidence;
use crate::facts::Fact;
use crate::knowledge::Meaning;
use crate::syntax::{Kind, NodeId, Part, Syntax};
use fields::Field;

/// Collects `sensitive-field` facts: one for each field that holds what must not be written down.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    for site in &analysis.sites {
        let Some(sink) = site.meanings.iter().find_map(|meaning| sink(meaning)) else { continue };
        for field in fields::of_call(&analysis.context, site) {
            facts.extend(by_origin(analysis, site, sink, &field).or_else(|| by_name(analysis, sink, &field)));
        }
    }
}

/// Where a call writes to.
fn sink(meaning: &Meaning) -> Option<&'static str> {
    match meaning {
        Meaning::Logger(_) => Some("log"),
        Meaning::SpanAttribute => Some("span"),
        _ => None,
    }
}

/// It is known where the value comes from.
fn by_origin(
    analysis: &Analysis<'_>,
    site: &CallSite<'_>,
    sink: &'static str,
    field: &Field,
) -> Option<Fact> {
    let context = &analysis.context;
    let source = source::of(context, field.value)?;
    let mut fact = fact(context, sink, field, &source.what, "origin");
    if site.is_guessed || is_redacted(context, field.value) {
        fact.confidence = Confidence::Low;
    }
    let steps = source.steps.iter().filter(|step| **step != (context.file, field.value));
    fact.related = steps
        .filter_map(|(file, id)| {
            let other = context.at(*file)?;
            Some((*file, other.syntax().node(*id).range, format!("`{}`", other.excerpt(*id))))
        })
        .collect();
    Some(fact)
}

/// Something is taken out of what a variable holds before it is written down.
fn is_redacted(context: &FileContext<'_>, value: NodeId) -> bool {
    let syntax = context.syntax();
    let Some(function) = context.function_of(value).filter(|_| syntax.kind(value) == Kind::Name) else {
        return false;
    };
    let is_own =
        |id: NodeId| syntax.kind(id) == Kind::Name && syntax.node(id).symbol == syntax.node(value).symbol;
    let mut before = syntax.subtree(function).take_while(|id| *id < value);
    before.any(|id| {
        syntax.node(id).part == Part::Callee
            && is_clean_up(context, syntax.name(id))
            && syntax.part(id, Part::Base).is_some_and(is_own)
            && !context.arguments(syntax.node(id).parent).is_empty()
    })
}

/// The field, or the value, is called like a secret.
fn by_name(analysis: &Analysis<'_>, sink: &'static str, field: &Field) -> Option<Fact> {
    let context = &analysis.context;
    let own_name = value_name(context.syntax(), field.value);
    let name = field.name.as_deref().into_iter().chain(own_name).find(|name| words::is_secret(name))?;
    let is_plain = matches!(context.syntax().kind(field.value), Kind::Name | Kind::Member | Kind::Index);
    let what = format!("what is called `{name}`");
    (is_plain && varies(context, field.value)).then(|| fact(context, sink, field, &what, "name"))
}

fn value_name(syntax: &Syntax, value: NodeId) -> Option<&str> {
    match syntax.kind(value) {
        Kind::Name | Kind::Member => Some(syntax.name(value)),
        Kind::Index => syntax.string_value(syntax.part(value, Part::Key)?),
        _ => None,
    }
}

fn fact(
    context: &FileContext<'_>,
    sink: &'static str,
    field: &Field,
    what: &str,
    known_by: &'static str,
) -> Fact {
    let name = field.name.clone().unwrap_or_else(|| context.excerpt(field.value));
    let fields = vec![
        ("sink", sink.into()),
        ("field", name.into()),
        ("what", what.to_owned().into()),
        ("known-by", known_by.into()),
    ];
    context.fact("sensitive-field", field.value, fields)
}
