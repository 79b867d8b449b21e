//! The search for a span: in a function, its decorators, and the functions of the run that it calls.

use super::context::FileContext;
use crate::facts::FileId;
use crate::folders::folder;
use crate::knowledge::Meaning;
use crate::resolve::Value;
use crate::source::TextRange;
use crate::syntax::{Kind, NodeId, Part};

/// How many calls within the run are followed in search of a span.
pub(super) const WRAPPER_DEPTH: u32 = 3;
/// How many functions are looked at in search of one.
const MAX_FOLLOWED: usize = 128;

/// Returns where a span or instrumentation stands in a function: body, decorators, functions it calls.
pub(super) fn span_in(
    context: &FileContext<'_>,
    function: NodeId,
    depth: u32,
) -> Option<(FileId, TextRange)> {
    span_in_expression(context, with_decorators(context, function), depth)
}

fn with_decorators(context: &FileContext<'_>, function: NodeId) -> NodeId {
    let parent = context.syntax().node(function).parent;
    if context.syntax().kind(parent) == Kind::Decorated { parent } else { function }
}

/// Returns where a span or instrumentation stands in a subtree, functions of this run that it calls included.
/// Nearer ones first, each once.
pub(super) fn span_in_expression(
    context: &FileContext<'_>,
    root: NodeId,
    depth: u32,
) -> Option<(FileId, TextRange)> {
    search(context, root, depth, false)
}

/// Likewise for what is handed over to be called: methods of objects that are made on the way count too.
pub(super) fn span_in_middleware(
    context: &FileContext<'_>,
    root: NodeId,
    depth: u32,
) -> Option<(FileId, TextRange)> {
    search(context, root, depth, true)
}

fn search(
    context: &FileContext<'_>,
    root: NodeId,
    depth: u32,
    through_objects: bool,
) -> Option<(FileId, TextRange)> {
    let mut seen = vec![(context.file, root, depth)];
    let mut next = 0;
    while let Some((file, root, depth)) = seen.get(next).copied() {
        next += 1;
        let Some(here) = context.at(file) else { continue };
        for id in here.syntax().subtree(root) {
            let Some(callee) = called(&here, id) else { continue };
            match here.value(callee) {
                Value::Path(path) if starts_span(&here, &path) => {
                    return Some((file, here.syntax().node(id).range));
                }
                Value::Definition(other, definition) if depth > 0 && seen.len() < MAX_FOLLOWED => {
                    let Some(there) = context.at(other) else { continue };
                    for whole in followed(&there, definition, through_objects) {
                        if !seen.iter().any(|(file, node, _)| (*file, *node) == whole) {
                            seen.push((whole.0, whole.1, depth - 1));
                        }
                    }
                }
                _ => {}
            }
        }
    }
    None
}

/// What a node calls: a call's or an object literal's callee, a bare decorator.
fn called(context: &FileContext<'_>, id: NodeId) -> Option<NodeId> {
    let syntax = context.syntax();
    match syntax.kind(id) {
        Kind::Call | Kind::Construct => syntax.part(id, Part::Callee),
        Kind::Name | Kind::Member if syntax.node(id).part == Part::Decorator => Some(id),
        _ => None,
    }
}

/// A function with its decorators; the methods of an object, where those count.
fn followed(context: &FileContext<'_>, definition: NodeId, through_objects: bool) -> Vec<(FileId, NodeId)> {
    if context.syntax().kind(definition) == Kind::Class && through_objects {
        return methods_of(context, definition);
    }
    vec![(context.file, with_decorators(context, definition))]
}

fn starts_span(context: &FileContext<'_>, path: &str) -> bool {
    context.knowledge.meanings(path).iter().any(|meaning| match meaning {
        Meaning::Span(_) => true,
        Meaning::Instrumentation(spec) => !spec.by_hand,
        _ => false,
    })
}

/// Returns the methods of a class: in its body, or declared for its type anywhere in its folder.
pub(super) fn methods_of(context: &FileContext<'_>, class: NodeId) -> Vec<(FileId, NodeId)> {
    let mut found: Vec<(FileId, NodeId)> =
        context.parsed.bindings.methods(class).map(|method| (context.file, method)).collect();
    let name = context.syntax().name(class);
    let project = context.resolver.project;
    for file in project.in_folder(folder(project.file(context.file).source.path())) {
        let same_language = project.file(*file).language == project.file(context.file).language;
        if !same_language
            || memchr::memmem::find(project.file(*file).source.bytes(), name.as_bytes()).is_none()
        {
            continue;
        }
        let Some(parsed) = project.parsed(*file) else { continue };
        let Some(symbol) = parsed.syntax.find_symbol(name) else { continue };
        found.extend(parsed.bindings.methods_of_name(symbol).map(|method| (*file, method)));
    }
    found
}
