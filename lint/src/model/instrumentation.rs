//! Instrumentation that code switches on: by a call, by naming middleware, by an import.

use super::context::FileContext;
use super::file::Analysis;
use super::outbound::{Built, built};
use super::span_search::{WRAPPER_DEPTH, span_in_expression, span_in_middleware};
use crate::facts::FileId;
use crate::knowledge::{InstrumentationSpec, Meaning, SelectorKey};
use crate::resolve::Value;
use crate::source::TextRange;
use crate::syntax::{Kind, NodeId, Part};
use std::sync::Arc;

/// Instrumentation that is switched on in code.
#[derive(Debug, Clone)]
pub struct Instrumentation {
    /// Where.
    pub file: FileId,
    /// Where in it.
    pub range: TextRange,
    /// What it covers, and whose it is.
    pub spec: Arc<InstrumentationSpec>,
    /// The condition it stands behind, if any.
    pub condition: Option<String>,
    /// The one object it instruments, where it is one.
    pub object: Option<Built>,
}

/// Collects the instrumentation that a file switches on for its service.
pub(super) fn instrumentation(analysis: &Analysis<'_>) -> Vec<Instrumentation> {
    let context = &analysis.context;
    let mut found = Vec::new();
    for site in &analysis.sites {
        for meaning in &site.meanings {
            if let Meaning::Instrumentation(spec) = meaning
                && reaches_service(context, site.node, spec)
            {
                found.push(switched_on(context, site.node, spec));
            }
        }
    }
    found.extend(by_reference(context));
    found.extend(by_import(context));
    found
}

fn switched_on(context: &FileContext<'_>, id: NodeId, spec: &Arc<InstrumentationSpec>) -> Instrumentation {
    let syntax = context.syntax();
    let branch = syntax
        .enclosing(id, &[Kind::Branch, Kind::Function])
        .filter(|outer| syntax.kind(*outer) == Kind::Branch);
    let condition = branch
        .and_then(|branch| syntax.part(branch, Part::Condition))
        .map(|condition| context.excerpt(condition));
    let object = spec.object.as_ref().and_then(|selector| context.select(id, selector));
    let object = object.and_then(|object| built(context, object));
    let range = syntax.node(id).range;
    Instrumentation { file: context.file, range, spec: Arc::clone(spec), condition, object }
}

/// What wraps one handler covers that handler; the registration finds it there. What that one hands requests on to is
/// covered as well.
fn reaches_service(context: &FileContext<'_>, call: NodeId, spec: &InstrumentationSpec) -> bool {
    if !is_switched_on(context, call, spec) || (spec.by_hand && !has_span(context, call, spec)) {
        return false;
    }
    let wrapped = spec.wraps.as_ref().and_then(|wraps| context.select(call, wraps));
    wrapped.is_none_or(|wrapped| {
        let inside = context.arguments(context.defining(wrapped)).into_iter().map(|argument| argument.value);
        let mut functions = std::iter::once(wrapped).chain(inside).filter_map(|id| function(context, id));
        functions.all(|(file, function)| context.at(file).is_some_and(|other| passes_on(&other, function)))
    })
}

fn function(context: &FileContext<'_>, id: NodeId) -> Option<(FileId, NodeId)> {
    if context.syntax().kind(id) == Kind::Function {
        return Some((context.file, id));
    }
    let Value::Definition(file, node) = context.value(id) else { return None };
    (context.at(file)?.syntax().kind(node) == Kind::Function).then_some((file, node))
}

/// A handler that calls the next one is a middleware.
fn passes_on(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    let mut callees = syntax.subtree(function).filter(|id| syntax.node(*id).part == Part::Callee);
    callees.any(|callee| context.knowledge.passes_on(syntax.name(callee)))
}

/// A middleware written by hand is one by the span it starts: around the call that hands on, else in what is given.
fn has_span(context: &FileContext<'_>, call: NodeId, spec: &InstrumentationSpec) -> bool {
    if !spec.passes_on {
        return gives_span(context, call);
    }
    let around = context.function_of(call);
    around.is_some_and(|function| span_in_expression(context, function, WRAPPER_DEPTH).is_some())
}

/// A middleware of the run, as an argument or decorated, starts a span. A list of them is gathered around the call.
fn gives_span(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let decorated = (syntax.node(call).part == Part::Decorator)
        .then(|| syntax.part(syntax.node(call).parent, Part::Definition))
        .flatten();
    let starts = |id: NodeId| {
        let defined = match context.value(id) {
            Value::Definition(file, node) | Value::Instance(file, node) => {
                context.at(file).and_then(|other| span_in_middleware(&other, node, WRAPPER_DEPTH))
            }
            _ => None,
        };
        defined.or_else(|| span_in_middleware(context, id, WRAPPER_DEPTH + 1)).is_some()
    };
    decorated.is_some_and(starts)
        || context.arguments(call).iter().any(|argument| {
            let is_list = syntax.subtree(argument.value).any(|id| syntax.kind(id) == Kind::Splat);
            let around = context.function_of(call).filter(|_| argument.is_splat || is_list);
            starts(around.unwrap_or(argument.value))
        })
}

/// An argument that it needs is there and does not say no; arguments that cannot be seen may hold it.
fn is_switched_on(context: &FileContext<'_>, call: NodeId, spec: &InstrumentationSpec) -> bool {
    let says_no = |id: NodeId| matches!(context.syntax().text(id), "0" | "0.0" | "None" | "False" | "false");
    let mut given = spec
        .requires_argument
        .iter()
        .filter_map(|word| context.select_key(call, &SelectorKey::Name(word.clone())));
    let takes_more = context.arguments(call).iter().any(|argument| argument.is_splat);
    spec.requires_argument.is_empty()
        || given.any(|value| !says_no(value))
        || (takes_more && spec.requires_argument.iter().any(|word| is_mentioned(context, word)))
}

/// The word stands in the file, as a key or a keyword.
fn is_mentioned(context: &FileContext<'_>, word: &str) -> bool {
    let syntax = context.syntax();
    let as_key = |id| syntax.kind(id) == Kind::String && syntax.string_value(id) == Some(word);
    syntax.find_symbol(word).is_some() || (0..syntax.nodes().len() as NodeId).any(as_key)
}

/// Middleware named but not called: as an argument, in a list, or as a text in settings.
fn by_reference(context: &FileContext<'_>) -> Vec<Instrumentation> {
    let syntax = context.syntax();
    let mut found = Vec::new();
    for id in 0..syntax.nodes().len() as NodeId {
        let node = syntax.node(id);
        let is_listed = matches!(node.part, Part::Argument | Part::Value | Part::Element)
            || syntax.kind(node.parent) == Kind::Collection;
        let path: Option<String> = match node.kind {
            Kind::String => syntax
                .string_value(id)
                .filter(|text| text.contains('.') && text.len() < 120)
                .map(str::to_owned),
            Kind::Name | Kind::Member if is_listed && context.knowledge.is_last_segment(syntax.name(id)) => {
                context.value(id).path().map(str::to_owned)
            }
            _ => None,
        };
        let Some(path) = path else { continue };
        if node.kind == Kind::String
            && let Some(spec) = context.knowledge.instrumenting_text(&path)
        {
            found.push(switched_on(context, id, spec));
        }
        for meaning in context.knowledge.meanings(&path) {
            if let Meaning::Instrumentation(spec) = meaning {
                found.push(switched_on(context, id, spec));
            }
        }
    }
    found
}

fn by_import(context: &FileContext<'_>) -> Vec<Instrumentation> {
    let syntax = context.syntax();
    let mut found = Vec::new();
    for (node, module) in &context.parsed.bindings.imports {
        let members = syntax.parts(*node, Part::Item).map(|item| format!("{module}.{}", syntax.name(item)));
        for path in std::iter::once(module.to_string()).chain(members) {
            if let Some(spec) = context.knowledge.instrumenting_import(&path) {
                found.push(switched_on(context, *node, spec));
            }
        }
    }
    found
}
