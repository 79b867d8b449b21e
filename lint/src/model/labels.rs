//! Metric labels: where the value of each comes from.
//!
//! ```text
//! call that uses a metric ─▶ its labels: arguments, map, tags, label calls ─▶ origin of every value ─▶ fact
//! ```

mod built;
mod definition;
mod given;
mod telling;

pub(super) use definition::metric_name;
pub(super) use telling::tells;

use super::context::FileContext;
use super::file::Analysis;
use super::origin::{Class, Origin, origin};
use crate::facts::Fact;
use crate::knowledge::Meaning;
use crate::syntax::{Kind, NodeId, Part};
use rustc_hash::FxHashSet;

/// One label of one use.
struct Label {
    /// Its name, where it is known.
    name: Option<String>,
    /// Its value: what a diagnostic points at.
    value: NodeId,
    /// The expressions that the value is made of, where the whole is more than the value.
    parts: Option<Vec<NodeId>>,
}

/// Collects `metric-label` facts: one for each label value of the file.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    let mut seen: FxHashSet<NodeId> = FxHashSet::default();
    for site in &analysis.sites {
        for meaning in &site.meanings {
            let Meaning::MetricUse(spec) = meaning else { continue };
            let metric = definition::of_use(&analysis.context, site);
            for label in given::labels(analysis, site, spec, metric.as_ref()) {
                if seen.insert(label.value) {
                    let name = metric
                        .as_ref()
                        .map_or_else(|| receiver(analysis, site.node), |metric| metric.name.clone());
                    facts.push(fact(&analysis.context, name, &label));
                }
            }
        }
    }
}

fn receiver(analysis: &Analysis<'_>, call: NodeId) -> String {
    let context = &analysis.context;
    context.excerpt(context.receiver(call).unwrap_or(call))
}

fn fact(context: &FileContext<'_>, metric: String, label: &Label) -> Fact {
    let origin = value_origin(context, label);
    let name = label.name.clone().unwrap_or_else(|| context.excerpt(label.value));
    let value_name = telling::value_name(context.syntax(), label.value);
    let yes_no = |is_so: bool| if is_so { "yes" } else { "no" };
    let tells = telling::tells(&name) || telling::tells(value_name);
    let own_name = telling::value_name(context.syntax(), before_text(context, label.value));
    let is_partition = telling::is_partition(&name) || telling::is_partition(own_name);
    let partition = match is_partition {
        true if telling::is_named_for(&metric, &[&name, own_name]) => "named",
        is_partition => yes_no(is_partition),
    };
    let fields = vec![
        ("metric", metric.into()),
        ("label", name.into()),
        ("origin", origin.class.word().into()),
        ("telling-name", yes_no(tells).into()),
        ("partition", partition.into()),
        ("source", origin.source.into()),
    ];
    let mut fact = context.fact("metric-label", label.value, fields);
    if origin.class == Class::Unbounded {
        fact.related = steps(context, label.value, &origin.chain);
    }
    fact
}

/// What is turned into text right there goes by its own name.
fn before_text(context: &FileContext<'_>, value: NodeId) -> NodeId {
    let syntax = context.syntax();
    let callee = syntax.part(value, Part::Callee).filter(|_| syntax.kind(value) == Kind::Call);
    let is_text =
        |callee: &NodeId| context.habits().methods.text.iter().any(|method| method == syntax.name(*callee));
    callee.filter(is_text).and_then(|callee| syntax.part(callee, Part::Base)).unwrap_or(value)
}

/// Where the value comes from; of a tag, what stands behind its name.
fn value_origin(context: &FileContext<'_>, label: &Label) -> Origin {
    let Some(parts) = &label.parts else { return origin(context, label.value) };
    let widest = parts.iter().map(|part| origin(context, *part)).max_by_key(|origin| origin.class);
    widest.unwrap_or_else(|| origin(context, label.value))
}

/// The places that the value passes through, its source first.
pub(super) fn steps(
    context: &FileContext<'_>,
    value: NodeId,
    chain: &[(crate::facts::FileId, NodeId)],
) -> Vec<(crate::facts::FileId, crate::source::TextRange, String)> {
    let steps = chain.iter().filter(|step| **step != (context.file, value));
    let places = steps.filter_map(|(file, id)| {
        let other = context.at(*file)?;
        Some((*file, other.syntax().node(*id).range, format!("`{}`", other.excerpt(*id))))
    });
    places.collect()
}
