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
}

/// Collects the calls that mean something. Names no library ends with are refused before resolving.
pub(crate) fn call_sites<'a>(context: &FileContext<'a>) -> Vec<CallSite<'a>> {
    let syntax = context.syntax();
    let mut sites = Vec::new();
    for id in 0..syntax.nodes().len() as NodeId {
        let node = syntax.node(id);
        let callee = match node.kind {
            Kind::Call | Kind::Construct => syntax.part(id, Part::Callee),
            Kind::Name | Kind::Member if node.part == Part::Decorator => Some(id),
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
        if let Value::Path(path) = context.value(callee) {
            push(context, &mut sites, id, path);
        }
    }
    sites
}

fn push<'a>(context: &FileContext<'a>, sites: &mut Vec<CallSite<'a>>, node: NodeId, path: Rc<str>) {
    let meanings = context.knowledge.meanings(&path);
    if !meanings.is_empty() {
        sites.push(CallSite { node, path, meanings });
    }
}

/// Iterating over a consumer receives from it: `consumer[]` in a library file.
fn iteration<'a>(context: &FileContext<'a>, id: NodeId, sites: &mut Vec<CallSite<'a>>) {
    let Some(iterable) = context.syntax().part(id, Part::Iterable) else { return };
    if let Value::Path(path) = context.value(iterable) {
        push(context, sites, id, format!("{path}[]").into());
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
