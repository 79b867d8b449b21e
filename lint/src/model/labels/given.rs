//! The labels that a use gives: as arguments, as a map, as tags, as calls that build one each.

use super::Label;
use super::built::as_calls;
use super::definition::Metric;
use crate::knowledge::MetricUseSpec;
use crate::model::call_sites::CallSite;
use crate::model::context::FileContext;
use crate::model::file::Analysis;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// Returns the labels of one use of a metric.
pub(super) fn labels(
    analysis: &Analysis<'_>,
    site: &CallSite<'_>,
    spec: &MetricUseSpec,
    metric: Option<&Metric>,
) -> Vec<Label> {
    let context = &analysis.context;
    let mut labels = if spec.labels.is_word("arguments") {
        as_arguments(context, site.node, metric)
    } else if spec.labels.is_word("values") {
        as_values(context, site.node, metric)
    } else if spec.labels.is_word("pairs") {
        as_pairs(context, site.node, 0)
    } else if spec.labels.is_word("pairs.1") {
        as_pairs(context, site.node, 1)
    } else {
        let holder = context.select(site.node, &spec.labels);
        holder.map_or_else(Vec::new, |holder| as_holder(context, holder))
    };
    labels.extend(as_calls(analysis, site.node));
    labels
}

/// `labels(path=p)`, or `labels(p)` with the names from the definition.
fn as_arguments(context: &FileContext<'_>, call: NodeId, metric: Option<&Metric>) -> Vec<Label> {
    let listed = metric.and_then(|metric| metric.labels.as_ref());
    let (mut labels, mut position) = (Vec::new(), Some(0));
    for argument in context.arguments(call) {
        let syntax = context.syntax();
        if argument.is_splat {
            // Names are kept by `**map`; how many positions `*list` takes is not known.
            let inner = syntax.children(argument.value).next();
            labels.extend(inner.map_or_else(Vec::new, |inner| as_holder(context, inner)));
            position = None;
            continue;
        }
        let name = match argument.name {
            Some(name) => Some(name.to_owned()),
            None => position.and_then(|position: usize| listed?.get(position)?.clone()),
        };
        if argument.name.is_none() {
            position = position.map(|position| position + 1);
        }
        labels.push(Label { name, value: argument.value, parts: None });
    }
    labels
}

/// `with_values([a, b])`, with the names from the definition.
fn as_values(context: &FileContext<'_>, call: NodeId, metric: Option<&Metric>) -> Vec<Label> {
    let listed = metric.and_then(|metric| metric.labels.as_ref());
    let list = context.arguments(call).first().map(|first| context.defining(first.value));
    let list = list.filter(|list| context.syntax().kind(*list) == Kind::Collection);
    let values = list.map_or_else(Vec::new, |list| elements(context.syntax(), list));
    let name = |position: usize| listed?.get(position)?.clone();
    let labels = values.into_iter().enumerate();
    labels.map(|(position, value)| Label { name: name(position), value, parts: None }).collect()
}

/// `with("name", value, …)`, behind as many other arguments.
fn as_pairs(context: &FileContext<'_>, call: NodeId, behind: usize) -> Vec<Label> {
    let arguments: Vec<NodeId> = context
        .arguments(call)
        .into_iter()
        .skip(behind)
        .take_while(|argument| !argument.is_splat)
        .map(|argument| argument.value)
        .collect();
    // What is a label already begins no pair.
    let is_label = |id: NodeId| {
        context
            .value(id)
            .path()
            .is_some_and(|path| context.knowledge.is_type(path) && !is_text(context, path))
    };
    let pairs = arguments.chunks_exact(2).filter(|pair| !is_label(pair[0]));
    pairs.map(|pair| Label { name: context.constant_text(pair[0]), value: pair[1], parts: None }).collect()
}

fn is_text(context: &FileContext<'_>, path: &str) -> bool {
    context.habits().string_type.as_deref() == Some(path)
}

/// A map, a list of pairs or of tags, or a variable that holds one.
fn as_holder(context: &FileContext<'_>, holder: NodeId) -> Vec<Label> {
    let syntax = context.syntax();
    let mut labels = added(context, holder);
    let literal = context.defining(holder);
    match syntax.kind(literal) {
        Kind::Map => {
            labels.extend(context.pairs(literal).into_iter().map(|pair| Label {
                name: pair.name.map(str::to_owned),
                value: pair.value,
                parts: None,
            }));
            let spread = syntax.children(literal).filter(|child| syntax.kind(*child) == Kind::Splat);
            let spread: Vec<NodeId> = spread.filter_map(|splat| syntax.children(splat).next()).collect();
            labels.extend(
                spread
                    .into_iter()
                    .filter(|inner| *inner != holder)
                    .flat_map(|inner| as_holder(context, inner)),
            );
        }
        Kind::Construct | Kind::Call => {
            let named = context.arguments(literal).into_iter().filter(|argument| argument.name.is_some());
            labels.extend(named.map(|argument| Label {
                name: argument.name.map(str::to_owned),
                value: argument.value,
                parts: None,
            }));
        }
        Kind::Collection => {
            labels.extend(elements(syntax, literal).into_iter().filter_map(|element| tag(context, element)));
        }
        _ => {}
    }
    labels
}

/// `attributes["path"] = value` after the map was made.
fn added(context: &FileContext<'_>, holder: NodeId) -> Vec<Label> {
    let syntax = context.syntax();
    let node = syntax.node(holder);
    let Some(function) = context.function_of(holder).filter(|_| node.kind == Kind::Name) else {
        return Vec::new();
    };
    let assigns = syntax.own(function).filter(|id| syntax.kind(*id) == Kind::Assign);
    let labels = assigns.filter_map(|assign| {
        let target =
            syntax.part(assign, Part::Target).filter(|target| syntax.kind(*target) == Kind::Index)?;
        let base = syntax.part(target, Part::Base).filter(|base| syntax.node(*base).symbol == node.symbol)?;
        let name = context
            .constant_text(syntax.part(target, Part::Key).filter(|_| syntax.kind(base) == Kind::Name)?)?;
        Some(Label { name: Some(name), value: syntax.part(assign, Part::Value)?, parts: None })
    });
    labels.collect()
}

/// `"key:value"`, built in whatever way, or a pair of both. Label calls among the elements are found apart.
fn tag(context: &FileContext<'_>, element: NodeId) -> Option<Label> {
    let syntax = context.syntax();
    let whole = |name| Some(Label { name, value: element, parts: None });
    match syntax.kind(element) {
        Kind::Collection => {
            let pair = elements(syntax, element);
            let [key, value] = pair.as_slice() else { return None };
            Some(Label { name: context.constant_text(*key), value: *value, parts: None })
        }
        Kind::Template => {
            let text = syntax.text(element);
            let start = syntax.node(element).range.start;
            let values = syntax
                .children(element)
                .filter_map(|part| Some((syntax.node(part).range.start, syntax.part(part, Part::Value)?)));
            let colon = text.find(':').map(|at| start + at as u32);
            let values: Vec<(u32, NodeId)> = values.collect();
            let colon = colon.filter(|at| values.first().is_none_or(|(first, _)| at < first));
            let name = colon.map(|at| key_of(&text[..(at - start) as usize]));
            Some(Label {
                name,
                value: element,
                parts: Some(values.into_iter().map(|(_, value)| value).collect()),
            })
        }
        Kind::String => {
            whole(syntax.string_value(element).and_then(|text| Some(text.split_once(':')?.0.to_owned())))
        }
        Kind::Binary | Kind::Call | Kind::Joined => {
            let first = syntax.subtree(element).find(|id| syntax.kind(*id) == Kind::String);
            let key = first
                .and_then(|first| syntax.string_value(first))
                .and_then(|text| Some(text.split_once(':')?.0.to_owned()));
            key.and_then(|key| whole(Some(key)))
        }
        _ => None,
    }
}

/// What stands before the colon, without quotes and what marks the literal as a template.
fn key_of(start: &str) -> String {
    let quote = start.rfind(['"', '\'', '`']).map_or(0, |at| at + 1);
    start[quote..].to_owned()
}

/// Returns the elements of a collection literal.
pub(super) fn elements(syntax: &Syntax, list: NodeId) -> Vec<NodeId> {
    let own = syntax.children(list).filter(|child| syntax.node(*child).part != Part::Type);
    own.flat_map(|child| match syntax.kind(child) {
        Kind::Literal => syntax.children(child).collect(),
        _ => vec![child],
    })
    .collect()
}
