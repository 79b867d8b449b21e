//! Every call of a file with what it means.

use super::context::FileContext;
use crate::knowledge::Meaning;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};
use std::rc::Rc;

/// A call, a bare decorator, or an iteration, with what its API path means.
pub(crate) struct CallSite<'a> {
    /// The call.
    pub(crate) node: NodeId,
    /// Its API path, or empty where it calls something of this run.
    pub(crate) path: Rc<str>,
    /// What the path means.
    pub(crate) meanings: Vec<&'a Meaning>,
    /// Whether names alone say so.
    pub(crate) is_guessed: bool,
}

/// Collects the calls that mean something. Names no library ends with are refused before resolving.
pub(crate) fn call_sites<'a>(context: &FileContext<'a>) -> Vec<CallSite<'a>> {
    let syntax = context.syntax();
    let mut sites = Vec::new();
    for id in 0..syntax.nodes().len() as NodeId {
        let node = syntax.node(id);
        let callee = match node.kind {
            Kind::Call | Kind::Construct => syntax.part(id, Part::Callee),
            Kind::Name | Kind::Member | Kind::Dotted if node.part == Part::Decorator => Some(id),
            Kind::Member if node.part == Part::Argument => {
                prints_failure(context, id, &mut sites);
                continue;
            }
            Kind::Loop | Kind::ForEach => {
                iteration(context, id, &mut sites);
                continue;
            }
            _ => continue,
        };
        let Some(callee) = callee else { continue };
        if !could_mean(context, callee) {
            continue;
        }
        match context.value(callee) {
            Value::Path(path) if context.knowledge.meanings(&path).is_empty() => {
                push_nameless(context, &mut sites, id, callee, path);
            }
            Value::Path(path) => push(context, &mut sites, id, path),
            value => push_own(context, &mut sites, id, callee, &value),
        }
    }
    sites
}

/// A print that is given to what hands it a failure: `order.pay().catch(console.error)`.
fn prints_failure<'a>(context: &FileContext<'a>, given: NodeId, sites: &mut Vec<CallSite<'a>>) {
    let syntax = context.syntax();
    let rejections = &context.habits().rejections;
    let callee = syntax.part(syntax.node(given).parent, Part::Callee).filter(|_| !rejections.is_empty());
    if !callee.is_some_and(|callee| rejections.contains_key(syntax.name(callee)))
        || !could_mean(context, given)
    {
        return;
    }
    if let Value::Path(path) = context.value(given) {
        let meanings: Vec<&Meaning> = context.knowledge.meanings(&path);
        if meanings.iter().any(|meaning| matches!(meaning, Meaning::Print(_))) {
            sites.push(CallSite { node: given, path, meanings, is_guessed: false });
        }
    }
}

/// Generated code of the run means what its names say; names that lead nowhere may be guessed.
fn push_own<'a>(
    context: &FileContext<'a>,
    sites: &mut Vec<CallSite<'a>>,
    node: NodeId,
    callee: NodeId,
    value: &Value,
) {
    let path = own_path(context, callee, value);
    let meanings = match (&path, value) {
        // A logger of the run is what it does, not what it is called.
        (Some(path), _) => {
            let found = context.knowledge.pattern_meanings(path).into_iter();
            found.filter(|meaning| !matches!(meaning, Meaning::Logger(_))).collect()
        }
        (None, Value::Unknown) => guessed(context, callee),
        _ => return,
    };
    if !meanings.is_empty() {
        let is_guessed = path.is_none();
        sites.push(CallSite { node, path: path.unwrap_or_default().into(), meanings, is_guessed });
    }
}

/// The path of something of this run: its module, its class, its name.
fn own_path(context: &FileContext<'_>, callee: NodeId, value: &Value) -> Option<String> {
    let syntax = context.syntax();
    let (file, owner) = match value {
        Value::Definition(file, id) => {
            let other = context.at(*file)?;
            if let Some(class) = other.parsed.bindings.class_of(*id) {
                (*file, Some(class))
            } else {
                let receiver = other.syntax().part(*id, Part::Receiver);
                if receiver.is_none() && syntax.kind(callee) == Kind::Member {
                    // The class names it, wherever the function stands.
                    instance(context, callee).map_or((*file, None), |(file, class)| (file, Some(class)))
                } else {
                    (*file, None)
                }
            }
        }
        Value::Unknown => instance(context, callee).map(|(file, class)| (file, Some(class)))?,
        _ => return None,
    };
    let other = context.at(file)?;
    let mut path = context.resolver.project.module_path(file);
    let r#type = match owner {
        Some(class) => Some(other.syntax().name(class)),
        None => declared_receiver(context, value),
    };
    for name in r#type.into_iter().chain([syntax.name(callee)]) {
        path.push('.');
        path.push_str(name);
    }
    Some(path)
}

/// The class of the object that a method is called on.
fn instance(context: &FileContext<'_>, callee: NodeId) -> Option<(crate::facts::FileId, NodeId)> {
    let syntax = context.syntax();
    let base = (syntax.kind(callee) == Kind::Member).then(|| syntax.part(callee, Part::Base))??;
    match context.value(base) {
        Value::Instance(file, class) => Some((file, class)),
        _ => None,
    }
}

fn declared_receiver<'a>(context: &FileContext<'a>, value: &Value) -> Option<&'a str> {
    let Value::Definition(file, function) = value else { return None };
    let syntax = context.at(*file)?.syntax();
    let receiver = syntax.part(*function, Part::Receiver)?;
    let r#type = syntax.part(receiver, Part::Type)?;
    syntax.subtree(r#type).find(|id| syntax.kind(*id) == Kind::Name).map(|id| syntax.name(id))
}

fn guessed<'a>(context: &FileContext<'a>, callee: NodeId) -> Vec<&'a Meaning> {
    let syntax = context.syntax();
    let base = (syntax.kind(callee) == Kind::Member).then(|| syntax.part(callee, Part::Base)).flatten();
    let base = base.filter(|base| matches!(syntax.kind(*base), Kind::Name | Kind::Member));
    base.map_or_else(Vec::new, |base| {
        let path = format!("{}.{}", syntax.name(base), syntax.name(callee));
        context.knowledge.guessed_meanings(&path)
    })
}

fn push<'a>(context: &FileContext<'a>, sites: &mut Vec<CallSite<'a>>, node: NodeId, path: Rc<str>) {
    let meanings = context.knowledge.meanings(&path);
    if !meanings.is_empty() {
        sites.push(CallSite { node, path, meanings, is_guessed: false });
    }
}

/// What a library holds that nothing is known of may be called like a logger.
fn push_nameless<'a>(
    context: &FileContext<'a>,
    sites: &mut Vec<CallSite<'a>>,
    node: NodeId,
    callee: NodeId,
    path: Rc<str>,
) {
    let mut meanings = guessed(context, callee);
    meanings.retain(|meaning| matches!(meaning, Meaning::Logger(_)));
    if !meanings.is_empty() {
        sites.push(CallSite { node, path, meanings, is_guessed: true });
    }
}

/// Iterating over a consumer receives from it: `Consumer.__iter__` in a library file.
fn iteration<'a>(context: &FileContext<'a>, id: NodeId, sites: &mut Vec<CallSite<'a>>) {
    let Some(iterable) = context.syntax().part(id, Part::Iterable) else { return };
    let habits = &context.habits();
    if let Value::Path(path) = context.value(iterable) {
        for method in &habits.iteration {
            push(context, sites, id, format!("{path}.{method}").into());
        }
    }
}

fn could_mean(context: &FileContext<'_>, callee: NodeId) -> bool {
    let syntax = context.syntax();
    match syntax.kind(callee) {
        Kind::Member => context.knowledge.is_last_segment(syntax.name(callee)),
        // A bare name may be an import under another name, so it is worth resolving.
        Kind::Name => true,
        _ => false,
    }
}
