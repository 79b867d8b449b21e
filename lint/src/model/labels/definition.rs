//! From a metric's use to its definition, in whichever file of the run it stands.

use crate::knowledge::{Meaning, MetricSpec, SelectorKey};
use crate::model::call_sites::CallSite;
use crate::model::context::FileContext;
use crate::model::origin::{bindings_of, declared_value};
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// How many steps lead from a use to its definition at most.
const MAX_STEPS: u32 = 12;

/// A metric as its definition gives it.
pub(super) struct Metric {
    /// Its full name.
    pub(super) name: String,
    /// The names of its labels; `None` where they are not listed, or some of them are given already.
    pub(super) labels: Option<Vec<Option<String>>>,
}

/// Finds the metric that a call uses: itself, where using defines, else what it is called on.
pub(super) fn of_use(context: &FileContext<'_>, site: &CallSite<'_>) -> Option<Metric> {
    let own = site.meanings.iter().find_map(|meaning| match meaning {
        Meaning::Metric(spec) => Some(&**spec),
        _ => None,
    });
    match own {
        Some(spec) => metric(context, site.node, spec, false),
        None => defined(*context, context.receiver(site.node)?),
    }
}

fn defined(context: FileContext<'_>, receiver: NodeId) -> Option<Metric> {
    let (mut context, mut id, mut is_curried) = (context, receiver, false);
    for _ in 0..MAX_STEPS {
        let syntax = context.syntax();
        match syntax.kind(id) {
            Kind::Name | Kind::Member => (context, id) = assigned(&context, id)?,
            Kind::Call => {
                if let Some(spec) = metric_spec(&context, id) {
                    return metric(&context, id, spec, is_curried);
                }
                if let Some(made) = made_when_asked_for(syntax, id) {
                    id = made;
                    continue;
                }
                // Some of the labels are given on the way: positions no longer say which.
                let callee = syntax.part(id, Part::Callee).map_or("", |callee| syntax.name(callee));
                is_curried |= !context.habits().transparent_methods.iter().any(|known| known == callee);
                id = context.receiver(id)?;
            }
            _ => id = syntax.part(id, Part::Value).or_else(|| syntax.children(id).next())?,
        }
    }
    None
}

/// What the function yields that is all a call is given: `LazyLock::new(|| register_counter_vec!(…))`.
fn made_when_asked_for(syntax: &Syntax, call: NodeId) -> Option<NodeId> {
    let mut arguments = syntax.parts(call, Part::Argument);
    let function = arguments.next().filter(|id| syntax.kind(*id) == Kind::Function)?;
    let returned = syntax.own(function).find(|id| syntax.kind(*id) == Kind::Return);
    let made =
        returned.and_then(|exit| syntax.children(exit).next()).or_else(|| syntax.part(function, Part::Body));
    made.filter(|_| arguments.next().is_none())
}

/// The one expression that defines a name or a member.
fn assigned<'a>(context: &FileContext<'a>, id: NodeId) -> Option<(FileContext<'a>, NodeId)> {
    let places = bindings_of(context, id);
    let mut values = places.iter().filter_map(|place| Some((place.context, declared_value(place)?)));
    values.find(|(context, value)| context.syntax().kind(*value) != Kind::Null)
}

fn metric_spec<'a>(context: &FileContext<'a>, call: NodeId) -> Option<&'a MetricSpec> {
    let Value::Path(path) = context.value(context.syntax().part(call, Part::Callee)?) else { return None };
    context.knowledge.meanings(&path).into_iter().find_map(|meaning| match meaning {
        Meaning::Metric(spec) => Some(&**spec),
        _ => None,
    })
}

fn metric(context: &FileContext<'_>, call: NodeId, spec: &MetricSpec, is_curried: bool) -> Option<Metric> {
    let listed = context.select(call, &spec.labels).map(|list| context.defining(list));
    let listed = listed.filter(|list| !is_curried && context.syntax().kind(*list) == Kind::Collection);
    let labels = listed.map(|list| {
        let elements = super::given::elements(context.syntax(), list);
        elements.into_iter().map(|element| context.constant_text(element)).collect()
    });
    let labels = labels.or_else(|| named_by_chain(context, call, spec).filter(|_| !is_curried));
    Some(Metric { name: metric_name(context, call, spec)?, labels })
}

/// The arguments of a method called earlier in the chain: `labelNames("path", "status")`.
fn named_by_chain(context: &FileContext<'_>, call: NodeId, spec: &MetricSpec) -> Option<Vec<Option<String>>> {
    let method = spec.labels.0.iter().find_map(|key| match key {
        SelectorKey::Name(name) => name.strip_prefix("receiver."),
        SelectorKey::Position(_) => None,
    })?;
    let arguments = context.arguments(context.earlier_call(call, method)?);
    Some(arguments.iter().map(|argument| context.constant_text(argument.value)).collect())
}

/// Returns a metric's full name, where it is constant: its prefixes and its name, joined as the library joins them.
pub(in crate::model) fn metric_name(
    context: &FileContext<'_>,
    call: NodeId,
    spec: &MetricSpec,
) -> Option<String> {
    let mut name = context.constant_text(context.select(call, &spec.name)?)?;
    if spec.labels_in_name {
        name.truncate(name.find('{').unwrap_or(name.len()));
    }
    let mut parts = Vec::new();
    for key in &spec.name_prefix {
        if let Some(prefix) = context.select_key(call, key) {
            parts.push(context.constant_text(prefix)?);
        }
    }
    parts.push(name);
    parts.retain(|part| !part.is_empty());
    (!parts.is_empty()).then(|| parts.join("_"))
}
