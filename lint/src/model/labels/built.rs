//! Labels that calls build, one each.

use super::Label;
use crate::knowledge::{LabelSpec, Meaning};
use crate::model::call_sites::CallSite;
use crate::model::context::FileContext;
use crate::model::file::Analysis;
use crate::model::origin::bindings_of;
use crate::resolve::BindingKind;
use crate::syntax::{Kind, NodeId, Part};

/// Returns the labels that calls build, one each, anywhere in the arguments or in what variables among them hold.
pub(super) fn as_calls(analysis: &Analysis<'_>, call: NodeId) -> Vec<Label> {
    let context = &analysis.context;
    let syntax = context.syntax();
    let mut regions: Vec<NodeId> = syntax.parts(call, Part::Argument).collect();
    for argument in regions.clone() {
        for name in syntax.subtree(argument).filter(|id| syntax.kind(*id) == Kind::Name) {
            regions.extend(held(context, name));
        }
    }
    let in_region = |id: NodeId| regions.iter().any(|region| syntax.contains(*region, id));
    let sites = analysis.sites.iter().filter(|site| in_region(site.node));
    sites.filter_map(|site| label_call(context, site)).collect()
}

/// What a variable of this file holds alone; of several results, labels are none.
fn held(context: &FileContext<'_>, name: NodeId) -> Vec<NodeId> {
    let syntax = context.syntax();
    let places = bindings_of(context, name).into_iter().filter(|place| place.context.file == context.file);
    let values = places.filter_map(|place| match place.binding.kind {
        BindingKind::Value { expression, index: 0 } => Some((place.binding.node, expression)),
        _ => None,
    });
    let is_alone = |target: NodeId| syntax.parts(syntax.node(target).parent, Part::Target).count() == 1;
    values.filter(|(target, _)| is_alone(*target)).map(|(_, expression)| expression).collect()
}

fn label_call(context: &FileContext<'_>, site: &CallSite<'_>) -> Option<Label> {
    let spec: &LabelSpec = site.meanings.iter().find_map(|meaning| match meaning {
        Meaning::Label(spec) => Some(&**spec),
        _ => None,
    })?;
    let key = context.select(site.node, &spec.key);
    let name = key.and_then(|key| constant_key(context, key));
    Some(Label { name, value: context.select(site.node, &spec.value)?, parts: None })
}

/// A key's text, also through a call that makes a key of it.
fn constant_key(context: &FileContext<'_>, key: NodeId) -> Option<String> {
    let syntax = context.syntax();
    let key = context.defining(key);
    let inner =
        context.arguments(key).first().map(|first| first.value).filter(|_| syntax.kind(key) == Kind::Call);
    context.constant_text(inner.unwrap_or(key))
}
