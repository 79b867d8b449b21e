//! Verdicts: which entry points and outbound calls are traced, by what?

use super::callers::InsideSpans;
use super::context::FileContext;
use super::entries::EntryPoint;
use super::file::{Analysis, FileModel};
use super::outbound::{Built, DefaultTimeouts, OutboundCall, built};
use super::span_search::{WRAPPER_DEPTH, span_in_middleware};
use super::spawns;
use crate::diagnostic::Confidence;
use crate::facts::{Fact, FileId};
use crate::knowledge::{InstrumentationSpec, Meaning, SelectorKey};
use crate::resolve::{Project, Value};
use crate::service::ServiceMap;
use crate::source::{Role, TextRange};
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

/// One piece of evidence that reaches a whole service.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// What it covers.
    pub covers: Vec<String>,
    /// Whose it is.
    pub by: String,
    /// Whether it stands behind a condition.
    pub is_partial: bool,
    /// The one object it reaches, where it is one.
    pub object: Option<Built>,
}

impl Evidence {
    /// Returns whether it reaches what hangs on an object. Of another type, that may well hang on ours.
    fn reaches(&self, traced_as: &str, other: Option<&Built>) -> bool {
        let covers = self.covers.iter().any(|covered| covered == "*" || covered == traced_as);
        let is_another = match (&self.object, other) {
            (Some(object), Some(other)) => object.path == other.path && object != other,
            _ => false,
        };
        covers && !is_another
    }
}

/// The evidence of every service, indexed like [`ServiceMap::services`].
#[derive(Debug, Default)]
pub struct Evidences(pub Vec<Vec<Evidence>>);

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

/// What wraps one handler covers that handler; the registration finds it there.
fn reaches_service(context: &FileContext<'_>, call: NodeId, spec: &InstrumentationSpec) -> bool {
    let syntax = context.syntax();
    if !is_switched_on(context, call, spec) || (spec.by_hand && !gives_span(context, call)) {
        return false;
    }
    let wrapped = spec.wraps.as_ref().and_then(|wraps| context.select(call, wraps));
    wrapped.is_none_or(|wrapped| {
        let is_function = |id: NodeId| {
            syntax.kind(id) == Kind::Function
                || matches!(context.value(id), Value::Definition(file, node)
                    if context.at(file).is_some_and(|other| other.syntax().kind(node) == Kind::Function))
        };
        !is_function(wrapped)
            && !context.arguments(wrapped).iter().any(|argument| is_function(argument.value))
    })
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

/// Decides the open verdicts of all files, and returns the facts that follow.
pub fn judge(
    project: &Project<'_>,
    models: &[FileModel],
    services: &ServiceMap,
    evidences: &Evidences,
) -> Vec<Fact> {
    let mut facts = spawns::felt(models, services, evidences);
    let defaults = DefaultTimeouts::of(models, services);
    let inside = InsideSpans::of(project, models, services);
    for model in models {
        facts.extend(model.entry_points.iter().map(|entry| entry_fact(entry, services, evidences)));
        facts.extend(
            model.outbound_calls.iter().map(|call| call_fact(call, services, evidences, &defaults, &inside)),
        );
    }
    facts
}

fn covered(
    (file, traced_as): (FileId, &str),
    object: Option<&Built>,
    services: &ServiceMap,
    evidences: &Evidences,
) -> &'static str {
    let mut verdict = "no";
    for service in services.seen_from(file) {
        for evidence in evidences.0.get(service as usize).into_iter().flatten() {
            match (evidence.reaches(traced_as, object), evidence.is_partial) {
                (true, false) => return "yes",
                (true, true) => verdict = "partial",
                _ => {}
            }
        }
    }
    verdict
}

fn entry_fact(entry: &EntryPoint, services: &ServiceMap, evidences: &Evidences) -> Fact {
    let traced = if entry.evidence.is_some() {
        "yes"
    } else {
        covered((entry.file, &entry.spec.traced_as), entry.router.as_ref(), services, evidences)
    };
    Fact {
        kind: "entry-point",
        file: entry.file,
        range: entry.range,
        confidence: Confidence::High,
        fields: vec![
            ("kind", entry.spec.kind.clone().into()),
            ("framework", entry.spec.framework.clone().into()),
            ("name", entry.name.clone().into()),
            ("route", entry.route.clone().into()),
            ("traced", traced.into()),
            ("probe", if entry.is_probe() { "yes" } else { "no" }.into()),
        ],
        service: services.of(entry.file),
        related: entry
            .evidence
            .iter()
            .map(|(file, range)| (*file, *range, "traced here".to_owned()))
            .collect(),
    }
}

fn call_fact(
    call: &OutboundCall,
    services: &ServiceMap,
    evidences: &Evidences,
    defaults: &DefaultTimeouts,
    inside: &InsideSpans<'_>,
) -> Fact {
    let traced = if call.in_span {
        "yes"
    } else {
        covered((call.file, &call.spec.traced_as), call.client.as_ref(), services, evidences)
    };
    let elsewhere = inside.contains(services.of(call.file), &call.function_name);
    let script = call.is_script.then(|| ("role", Role::Script.name().into()));
    Fact {
        kind: "outbound-call",
        file: call.file,
        range: call.range,
        confidence: super::spans::low_if(call.is_guessed),
        fields: [
            ("spans", if elsewhere { "elsewhere" } else { "none" }.into()),
            ("kind", call.spec.kind.clone().into()),
            ("library", call.spec.library.clone().into()),
            ("callee", call.callee.clone().into()),
            ("traced", traced.into()),
            ("context", call.context.into()),
            ("variant", call.variant.clone().into()),
            ("timeout", defaults.timeout(call, services).into()),
        ]
        .into_iter()
        .chain(script)
        .collect(),
        service: services.of(call.file),
        related: Vec::new(),
    }
}
