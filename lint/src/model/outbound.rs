//! Calls that leave the process: do they carry a context, are they bounded in time?

mod bounded;
mod construction;
mod measured;
mod waits;

use super::call_sites::CallSite;
use super::callers::named_function;
use super::conditions;
use super::context::FileContext;
use super::contexts;
use super::file::{Analysis, FileModel};
use super::spans;
use crate::facts::{FileId, ServiceId};
use crate::knowledge::{Meaning, OutboundSpec, expand};
use crate::service::ServiceMap;
use crate::source::{Role, TextRange};
use crate::syntax::{NodeId, Part};
pub(super) use construction::{construction, is_module};
use measured::Measures;
use rustc_hash::FxHashSet;
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
    /// `given`, `missing`, `disabled`, `default` or `unknown`.
    pub timeout: &'static str,
    /// The client, where it could be followed to where it is made.
    pub client: Option<Built>,
    /// The function that the call stands in.
    pub function: Option<NodeId>,
    /// Whether names alone say that it is one.
    pub is_guessed: bool,
    /// The name of the function around it; empty at file level.
    pub function_name: String,
    /// Whether something measures it: `yes`, `no`, or `repeated` where one before it in its function is not measured.
    pub measured: &'static str,
    /// What its place in the file makes it, such as part of a script.
    pub role: Option<Role>,
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
    let mut measures = Measures::new(&analysis.context);
    calls.map(|(site, spec)| outbound_call(analysis, site, spec, &mut measures)).collect()
}

/// The condition holds, and the function around it is no link of the same chain: a transport calls the next.
fn is_outbound(context: &FileContext<'_>, call: NodeId, spec: &OutboundSpec) -> bool {
    let function = context.function_of(call);
    let is_link = |function| spec.not_inside.iter().any(|name| name == context.syntax().name(function));
    conditions::holds(context, call, spec.only_when.as_ref())
        && !function.is_some_and(|function| is_link(function) || exports(context, function))
}

/// A method of what sends telemetry away: a span around that would be sent away by another.
fn exports(context: &FileContext<'_>, method: NodeId) -> bool {
    let syntax = context.syntax();
    let class = context.parsed.bindings.class_of(method);
    class.is_some_and(|class| {
        let mut bases = syntax.parts(class, Part::BaseType);
        bases.any(|base| context.value(base).path().is_some_and(|path| context.knowledge.is_exporter(path)))
    })
}

fn outbound_call(
    analysis: &Analysis<'_>,
    site: &CallSite<'_>,
    spec: &Arc<OutboundSpec>,
    measures: &mut Measures<'_, '_>,
) -> OutboundCall {
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
        timeout: waits::timeout(context, site.node, spec),
        client: context.receiver(site.node).and_then(|client| built(context, client)),
        function: context.function_of(site.node),
        function_name: named_function(context.parsed, syntax.node(site.node).function).to_owned(),
        is_guessed: site.is_guessed,
        measured: measures.of(site.node, &spec.kind),
        role: analysis.role_at(site.node),
    }
}

/// Collects the calls of a file that give all calls of some library a timeout.
pub(super) fn default_timeouts(analysis: &Analysis<'_>) -> Vec<String> {
    let sets = analysis
        .sites
        .iter()
        .filter(|site| site.meanings.iter().any(|meaning| matches!(meaning, Meaning::DefaultTimeout)));
    sets.map(|site| site.path.to_string()).collect()
}

/// The timeouts that services set for all calls of some library.
pub(super) struct DefaultTimeouts(FxHashSet<(ServiceId, String)>);

impl DefaultTimeouts {
    /// Collects them from all files.
    pub(super) fn of(models: &[FileModel], services: &ServiceMap) -> Self {
        let mut set = FxHashSet::default();
        for model in models.iter().filter(|model| !model.default_timeouts.is_empty()) {
            for service in services.seen_from(model.file) {
                set.extend(model.default_timeouts.iter().map(|path| (service, path.clone())));
            }
        }
        Self(set)
    }

    /// Returns what bounds a call, the service's defaults included.
    pub(super) fn timeout(&self, call: &OutboundCall, services: &ServiceMap) -> &'static str {
        if call.timeout != "missing" || self.0.is_empty() {
            return call.timeout;
        }
        let paths: Vec<String> = call.spec.default_timeout.iter().flat_map(|path| expand(path)).collect();
        let mut seen = services.seen_from(call.file).into_iter();
        let is_set = seen.any(|service| paths.iter().any(|path| self.0.contains(&(service, path.clone()))));
        if is_set { "given" } else { "missing" }
    }
}
