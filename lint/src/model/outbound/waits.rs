//! Does an outbound call wait for ever?

use super::bounded;
use super::construction::{construction, is_module};
use crate::knowledge::{OutboundSpec, SelectorKey};
use crate::model::context::FileContext;
use crate::model::contexts;
use crate::model::origin::words::words;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// How many calls of a chain are looked at.
const LONGEST_CHAIN: usize = 32;

/// Returns what bounds a call: `given`, `missing`, `disabled`, `default` or `unknown`.
pub(super) fn timeout(context: &FileContext<'_>, call: NodeId, spec: &OutboundSpec) -> &'static str {
    if context.arguments(call).iter().any(|argument| argument.is_splat) {
        return "unknown";
    }
    match context.select(call, &spec.timeout) {
        Some(value) if context.syntax().kind(value) != Kind::Null => return "given",
        // Where there is a default, to do without is a decision.
        Some(_) => return if spec.waits_forever { "missing" } else { "disabled" },
        None => {}
    }
    if !spec.waits_forever {
        return "default";
    }
    if may_hold_timeout(context, call, spec) {
        return "unknown";
    }
    if let Some(by_context) = contexts::deadline(context, call, spec) {
        return by_context;
    }
    match client_timeout(context, call, spec) {
        "missing" if bounded::is_bounded(context, call) => "given",
        timeout => timeout,
    }
}

/// Words of names that hold options.
const OPTIONS: &[&str] =
    &["config", "configuration", "options", "opts", "settings", "request", "params", "init"];

/// An argument of which one entry would bound the call comes from elsewhere, or has entries from elsewhere. What may as
/// well be an address is told by its name.
fn may_hold_timeout(context: &FileContext<'_>, call: NodeId, spec: &OutboundSpec) -> bool {
    let syntax = context.syntax();
    let places = spec.timeout.0.iter().filter_map(|key| match key {
        SelectorKey::Name(name) => name.split_once('.')?.0.parse::<usize>().ok(),
        SelectorKey::Position(_) => None,
    });
    let places: Vec<usize> = places.collect();
    let arguments = context.arguments(call);
    places.iter().filter_map(|place| Some((*place, arguments.get(*place)?.value))).any(|(place, value)| {
        let holder = context.defining(value);
        let is_named_so = || words(syntax.name(value)).iter().any(|word| OPTIONS.contains(&word.as_str()));
        match syntax.kind(holder) {
            Kind::Map => syntax.children(holder).any(|id| syntax.kind(id) == Kind::Splat),
            Kind::String | Kind::Template | Kind::Joined | Kind::Binary | Kind::Null => false,
            _ => place > 0 || places.iter().all(|other| *other == 0) || is_named_so(),
        }
    })
}

/// Looks at how the client was built, where it was; a function of a module has no client.
fn client_timeout(context: &FileContext<'_>, call: NodeId, spec: &OutboundSpec) -> &'static str {
    if let Some(request) = context.select(call, &spec.request) {
        return request_timeout(context, request, spec);
    }
    let Some(receiver) = context.receiver(call) else { return "missing" };
    if is_module(context, receiver) || spec.client_timeout.0.is_empty() {
        return "missing";
    }
    let Some((file, construction)) = construction(context, receiver, 0) else { return "unknown" };
    let Some(other) = context.at(file) else { return "unknown" };
    if !is_known_maker(&other, construction)
        || other.arguments(construction).iter().any(|argument| argument.is_splat)
        || is_bounded_elsewhere(context, spec)
        || is_bounded_elsewhere(&other, spec)
        || has_own_part(&other, construction, spec)
    {
        return "unknown";
    }
    match other.select(construction, &spec.client_timeout) {
        Some(value) if other.syntax().kind(value) != Kind::Null => "given",
        _ if is_set_later(&other, construction, spec) => "given",
        _ => "missing",
    }
}

/// Looks at the chain of calls that builds a request, where that is in sight.
fn request_timeout(context: &FileContext<'_>, request: NodeId, spec: &OutboundSpec) -> &'static str {
    let syntax = context.syntax();
    let mut link = context.defining(request);
    for _ in 0..LONGEST_CHAIN {
        if syntax.kind(link) != Kind::Call || is_bounded_elsewhere(context, spec) {
            break;
        }
        match context.receiver(link) {
            Some(receiver) if !is_module(context, receiver) => link = context.defining(receiver),
            _ if is_known_maker(context, link) => return "missing",
            _ => break,
        }
    }
    "unknown"
}

/// What another library makes a client with may bound it: only known types and constructors are judged.
fn is_known_maker(context: &FileContext<'_>, construction: NodeId) -> bool {
    let callee = context.syntax().part(construction, Part::Callee).map(|callee| context.value(callee));
    let path = callee.as_ref().and_then(Value::path);
    path.is_some_and(|path| {
        let knowledge = context.knowledge;
        knowledge.is_type(path) || knowledge.value(&format!("{path}()")).is_some()
    })
}

/// The client is built around a part that may bound it: one from elsewhere, or with a timeout of its own.
fn has_own_part(context: &FileContext<'_>, construction: NodeId, spec: &OutboundSpec) -> bool {
    let syntax = context.syntax();
    let names = |name: &str| spec.may_bound.iter().any(|known| known == name);
    let arguments = context.arguments(construction);
    let mut parts = arguments.iter().filter(|argument| argument.name.is_some_and(names));
    parts.any(|part| {
        let defining = context.defining(part.value);
        match syntax.kind(defining) {
            Kind::Null => false,
            Kind::Member => !syntax.part(defining, Part::Base).is_some_and(|base| is_module(context, base)),
            Kind::Call | Kind::Construct => {
                let callee = syntax.part(defining, Part::Callee);
                let is_library = callee.is_some_and(|callee| matches!(context.value(callee), Value::Path(_)));
                let fields = context.arguments(defining);
                let bounds = |name: &str| name.to_ascii_lowercase().ends_with("timeout");
                !is_library || fields.iter().any(|field| field.name.is_some_and(bounds))
            }
            _ => true,
        }
    })
}

/// Somewhere in the file a client is given a bound by a call, or a part of the project's own that may be one.
fn is_bounded_elsewhere(context: &FileContext<'_>, spec: &OutboundSpec) -> bool {
    let syntax = context.syntax();
    let setters = spec.client_timeout.0.iter().filter_map(|key| match key {
        SelectorKey::Name(name) if name.contains('/') || name.matches('.').count() > 1 => Some(name.as_str()),
        _ => None,
    });
    let setters: Vec<&str> = setters.collect();
    if setters.is_empty() && spec.may_bound.is_empty() {
        return false;
    }
    (0..syntax.nodes().len() as NodeId).filter(|id| syntax.kind(*id) == Kind::Call).any(|id| {
        let Some(callee) = syntax.part(id, Part::Callee) else { return false };
        let method = syntax.name(callee);
        let could = |path: &str| path.ends_with(method);
        if !setters.iter().any(|path| could(path)) && !spec.may_bound.iter().any(|path| could(path)) {
            return false;
        }
        let Value::Path(path) = context.value(callee) else { return false };
        let brings_own = || {
            context
                .arguments(id)
                .iter()
                .any(|argument| !matches!(context.value(argument.value), Value::Path(_)))
        };
        setters.contains(&&*path) || (spec.may_bound.iter().any(|known| **known == *path) && brings_own())
    })
}

/// Somewhere in the file the bounding field of such a client is assigned: `client.Timeout = …`.
fn is_set_later(context: &FileContext<'_>, construction: NodeId, spec: &OutboundSpec) -> bool {
    let syntax = context.syntax();
    let names = |symbol: &str| {
        spec.client_timeout.0.iter().any(|key| matches!(key, SelectorKey::Name(name) if name == symbol))
    };
    let client = context.value(construction);
    (0..syntax.nodes().len() as NodeId).any(|id| {
        let node = syntax.node(id);
        node.part == Part::Target && node.kind == Kind::Member && names(syntax.name(id)) && {
            let owner = syntax.part(id, Part::Base).map(|base| context.value(base));
            owner.is_none_or(|owner| owner == client || !owner.is_known())
        }
    })
}
