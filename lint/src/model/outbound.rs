//! Calls that leave the process: do they carry a context, are they bounded in time?

use super::call_sites::CallSite;
use super::conditions;
use super::context::FileContext;
use super::contexts;
use super::file::Analysis;
use super::spans;
use crate::facts::FileId;
use crate::knowledge::{Meaning, OutboundSpec, Selector};
use crate::resolve::{BindingKind, Value};
use crate::source::TextRange;
use crate::syntax::{Kind, NONE, NodeId, Part};
use std::sync::Arc;

/// A call that leaves the process.
#[derive(Debug, Clone)]
pub struct OutboundCall {
    /// The file.
    pub file: FileId,
    /// Where in it.
    pub range: TextRange,
    /// What it is.
    pub spec: Arc<OutboundSpec>,
    /// The callee as written.
    pub callee: String,
    /// Whether a span is active around it in its own function.
    pub in_span: bool,
    /// `passed`, `dropped`, `background` or `none`.
    pub context: &'static str,
    /// The call that takes a context, where this one does not.
    pub variant: String,
    /// `given`, `missing`, `default` or `unknown`.
    pub timeout: &'static str,
    /// The client, where it could be followed to where it is made.
    pub client: Option<Built>,
    /// The function that the call stands in.
    pub function: Option<NodeId>,
    /// Whether names alone say that it is one.
    pub is_guessed: bool,
}

/// An object, by the place where it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// The file.
    pub file: FileId,
    /// The call that makes it.
    pub node: NodeId,
    /// What that call calls.
    pub path: String,
}

/// Follows an object to where it is made.
pub(super) fn built(context: &FileContext<'_>, id: NodeId) -> Option<Built> {
    let (file, node) = construction(context, id, 0)?;
    let callee = context.at(file)?.syntax().part(node, Part::Callee)?;
    let path = context.resolver.path(file, callee)?.to_string();
    Some(Built { file, node, path })
}

/// Collects the outbound calls of a file.
pub(super) fn outbound_calls(analysis: &Analysis<'_>) -> Vec<OutboundCall> {
    let calls = analysis.sites.iter().filter_map(|site| {
        site.meanings.iter().find_map(|meaning| match meaning {
            Meaning::Outbound(spec) if is_outbound(&analysis.context, site.node, spec) => Some((site, spec)),
            _ => None,
        })
    });
    calls.map(|(site, spec)| outbound_call(analysis, site, spec)).collect()
}

/// The condition holds, and the function around it is no link of the same chain: a transport calls the next.
fn is_outbound(context: &FileContext<'_>, call: NodeId, spec: &OutboundSpec) -> bool {
    let function = context.function_of(call).map(|function| context.syntax().name(function));
    conditions::holds(context, call, spec.only_when.as_ref())
        && !function.is_some_and(|function| spec.not_inside.iter().any(|name| name == function))
}

fn outbound_call(analysis: &Analysis<'_>, site: &CallSite<'_>, spec: &Arc<OutboundSpec>) -> OutboundCall {
    let context = &analysis.context;
    let syntax = context.syntax();
    let callee = syntax.part(site.node, Part::Callee).unwrap_or(site.node);
    let method = syntax.name(callee);
    OutboundCall {
        file: context.file,
        range: syntax.node(site.node).range,
        spec: Arc::clone(spec),
        callee: context.excerpt(callee),
        in_span: spans::is_in_span(analysis, site.node),
        context: contexts::of_call(context, site.node, spec),
        variant: spec.variant.as_deref().unwrap_or_default().replace("{}", method),
        timeout: timeout(context, site.node, spec),
        client: context.receiver(site.node).and_then(|client| built(context, client)),
        function: context.function_of(site.node),
        is_guessed: site.is_guessed,
    }
}

fn timeout(context: &FileContext<'_>, call: NodeId, spec: &OutboundSpec) -> &'static str {
    if context.arguments(call).iter().any(|argument| argument.is_splat) {
        return "unknown";
    }
    match context.select(call, &spec.timeout) {
        Some(value) if context.syntax().kind(value) != Kind::Null => return "given",
        Some(_) => return "missing",
        None => {}
    }
    if !spec.waits_forever {
        return "default";
    }
    if let Some(by_context) = contexts::deadline(context, call, spec) {
        return by_context;
    }
    client_timeout(context, call, &spec.client_timeout)
}

/// Looks at how the client was built, where it was; a function of a module has no client.
fn client_timeout(context: &FileContext<'_>, call: NodeId, selector: &Selector) -> &'static str {
    let Some(receiver) = context.receiver(call) else { return "missing" };
    if is_module(context, receiver) {
        return "missing";
    }
    if selector.0.is_empty() {
        return "missing";
    }
    let Some((file, construction)) = construction(context, receiver, 0) else { return "unknown" };
    let Some(other) = context.at(file) else { return "unknown" };
    if other.arguments(construction).iter().any(|argument| argument.is_splat) {
        return "unknown";
    }
    match other.select(construction, selector) {
        Some(value) if other.syntax().kind(value) != Kind::Null => "given",
        _ if is_set_later(&other, selector) => "given",
        _ => "missing",
    }
}

fn is_module(context: &FileContext<'_>, receiver: NodeId) -> bool {
    let syntax = context.syntax();
    if syntax.kind(receiver) != Kind::Name {
        return matches!(syntax.kind(receiver), Kind::Member) && {
            let base = syntax.part(receiver, Part::Base);
            base.is_some_and(|base| is_module(context, base))
                && matches!(context.value(receiver), Value::Path(path) if !path.ends_with(')'))
        };
    }
    let bindings = context.parsed.bindings.in_scope(NONE, syntax.node(receiver).symbol);
    !bindings.is_empty() && bindings.iter().all(|binding| matches!(binding.kind, BindingKind::Import { .. }))
}

/// Somewhere in the file the bounding field is assigned: `client.Timeout = …`.
fn is_set_later(context: &FileContext<'_>, selector: &Selector) -> bool {
    let syntax = context.syntax();
    let names = |symbol: &str| {
        selector
            .0
            .iter()
            .any(|key| matches!(key, crate::knowledge::SelectorKey::Name(name) if name == symbol))
    };
    (0..syntax.nodes().len() as NodeId).any(|id| {
        let node = syntax.node(id);
        node.part == Part::Target && node.kind == Kind::Member && names(syntax.name(id))
    })
}

/// Returns the call that builds the object an expression stands for, where it can be found.
pub(super) fn construction(context: &FileContext<'_>, id: NodeId, depth: u32) -> Option<(FileId, NodeId)> {
    if depth > 6 {
        return None;
    }
    let syntax = context.syntax();
    let defining = context.defining(id);
    match syntax.kind(defining) {
        Kind::Call | Kind::Construct => built_by(context, defining, depth),
        Kind::Member => member_construction(context, defining, depth),
        Kind::Name if defining != id => construction(context, defining, depth + 1),
        _ => None,
    }
}

/// A function of this run that returns the object leads on to what it returns.
fn built_by(context: &FileContext<'_>, call: NodeId, depth: u32) -> Option<(FileId, NodeId)> {
    let callee = context.syntax().part(call, Part::Callee)?;
    match context.value(callee) {
        Value::Path(_) => Some((context.file, call)),
        Value::Definition(file, function) => {
            let other = context.at(file)?;
            let syntax = other.syntax();
            let mut exits = syntax.own(function).filter(|exit| syntax.kind(*exit) == Kind::Return);
            exits.find_map(|exit| construction(&other, syntax.children(exit).next()?, depth + 1))
        }
        _ => None,
    }
}

/// `self.client`: what the class's methods or literals put there.
fn member_construction(context: &FileContext<'_>, member: NodeId, depth: u32) -> Option<(FileId, NodeId)> {
    let syntax = context.syntax();
    let base = syntax.part(member, Part::Base)?;
    let Value::Instance(file, class) = context.value(base) else { return None };
    let other = context.at(file)?;
    let symbol = other.syntax().find_symbol(syntax.name(member))?;
    let values = other.parsed.bindings.members(other.syntax(), class, symbol).filter_map(|binding| {
        match binding.kind {
            BindingKind::Value { expression, index: 0 } => Some(expression),
            _ => None,
        }
    });
    let built: Vec<_> = values.map(|value| construction(&other, value, depth + 1)).collect();
    // One that cannot be followed may well be another client.
    if built.iter().all(Option::is_some) { built.into_iter().flatten().next() } else { None }
}
