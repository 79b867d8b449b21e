//! Metric definitions: their names against the convention of the library that takes them.

mod gauges;
mod names;
mod opentelemetry;
mod prometheus;
mod units;

use super::call_sites::CallSite;
use super::conditions;
use super::context::FileContext;
use super::file::Analysis;
use super::labels::metric_name;
use super::spans::low_if;
use crate::facts::Fact;
use crate::knowledge::{Meaning, MetricSpec, SelectorKey};
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// A metric as it is defined.
struct Definition<'a> {
    name: &'a str,
    r#type: &'a str,
    /// The library appends `_total` itself.
    adds_total: bool,
    /// Its unit is given beside the name.
    has_unit: bool,
    /// A function of the project's yields its value, which may be a count.
    has_callback: bool,
}

/// What is wrong with a name, and what to write instead.
type Problem = (&'static str, String);

/// Collects `metric-definition` facts: one for each metric whose name is constant.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    for site in &analysis.sites {
        for meaning in &site.meanings {
            if let Meaning::Metric(spec) = meaning
                && conditions::holds(&analysis.context, site.node, spec.only_when.as_ref())
            {
                facts.extend(definition(&analysis.context, site, spec));
            }
        }
    }
}

fn definition(context: &FileContext<'_>, site: &CallSite<'_>, spec: &MetricSpec) -> Option<Fact> {
    let name = metric_name(context, site.node, spec)?;
    let callback = context.select(site.node, &spec.callback);
    let written = if spec.replaces_dots { name.replace('.', "_") } else { name.clone() };
    let mut definition = Definition {
        name: &written,
        r#type: &spec.r#type,
        adds_total: spec.adds_total,
        has_unit: has_unit(context, site.node, spec),
        has_callback: callback.is_some_and(|callback| context.syntax().kind(callback) != Kind::Null),
    };
    if prometheus::asks_for_total(&definition) && gauges::is_used_as_gauge(context, site.node, spec) {
        definition.r#type = "gauge";
    }
    let problem = match spec.convention.as_str() {
        "prometheus" => prometheus::problem(&definition),
        "opentelemetry" => opentelemetry::problem(&definition),
        // Registries turn dots into what their backend has, and words in one into words of their own.
        "micrometer" => names::is_camel(&name).then(|| ("camel-case", names::snake(&name).replace('_', "."))),
        "statsd" => names::outside(&name, |letter| letter.is_ascii_alphanumeric() || "_.-".contains(letter)),
        _ => None,
    };
    let (problem, detail) = problem.unwrap_or(("none", String::new()));
    let mut fields = vec![
        ("library", spec.library.clone().into()),
        ("problem", problem.into()),
        ("detail", detail.into()),
    ];
    if let Some(r#type) =
        ["counter", "gauge", "histogram", "summary"].into_iter().find(|known| *known == definition.r#type)
    {
        fields.push(("type", r#type.into()));
    }
    fields.push(("name", name.clone().into()));
    let place =
        context.select(site.node, &spec.name).filter(|place| context.syntax().kind(*place) == Kind::String);
    let mut fact = context.fact("metric-definition", place.unwrap_or(site.node), fields);
    fact.confidence = low_if(is_deprecated(context, site.node));
    Some(fact)
}

/// What it says of itself is that it goes: nobody renames it before.
fn is_deprecated(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let mut texts = syntax.subtree(call).filter(|id| syntax.kind(*id) == Kind::String);
    texts.any(|id| {
        let text = syntax.string_value(id).unwrap_or_default().to_ascii_lowercase();
        text.trim_start_matches(['(', '[']).starts_with("deprecated")
    })
}

/// Whether a unit is given, or may be: among arguments that are not spelled out it could hide.
fn has_unit(context: &FileContext<'_>, call: NodeId, spec: &MetricSpec) -> bool {
    if let Some(unit) = context.select(call, &spec.unit) {
        return context.constant_text(unit).is_none_or(|unit| !unit.is_empty());
    }
    let is_option = |value: NodeId| {
        let syntax = context.syntax();
        let callee = syntax.part(value, Part::Callee).filter(|_| syntax.kind(value) == Kind::Call);
        let path = callee.map(|callee| context.value(callee));
        let Some(Value::Path(path)) = path else { return false };
        spec.unit.0.iter().any(|key| matches!(key, SelectorKey::Name(name) if **name == *path))
    };
    context.arguments(call).iter().any(|argument| argument.is_splat || is_option(argument.value))
}
