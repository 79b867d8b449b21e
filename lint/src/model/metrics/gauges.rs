//! Counters that go down or are set to a value: gauges by another name.

use crate::folders::folder;
use crate::knowledge::MetricSpec;
use crate::model::context::FileContext;
use crate::model::origin::{bindings_of, declared_value};
use crate::source::Role;
use crate::syntax::{Kind, NodeId, Part};

/// Returns whether code of the package calls a method on the metric that only a gauge should have.
pub(super) fn is_used_as_gauge(context: &FileContext<'_>, definition: NodeId, spec: &MetricSpec) -> bool {
    !spec.gauge_methods.is_empty()
        && neighbours(context).iter().any(|other| falls_in(other, context, definition, spec))
}

/// The file and those beside it; a test that sets a metric back says nothing.
fn neighbours<'a>(context: &FileContext<'a>) -> Vec<FileContext<'a>> {
    let project = context.resolver.project;
    let own = project.file(context.file);
    let beside = project.in_folder(folder(own.source.path())).iter().filter(|id| {
        let file = project.file(**id);
        file.language == own.language && file.role != Some(Role::Test)
    });
    beside.filter_map(|id| context.at(*id)).collect()
}

fn falls_in(
    other: &FileContext<'_>,
    context: &FileContext<'_>,
    definition: NodeId,
    spec: &MetricSpec,
) -> bool {
    let syntax = other.syntax();
    let is_gauges = |callee: NodeId| spec.gauge_methods.iter().any(|method| method == syntax.name(callee));
    let calls = (0..syntax.nodes().len() as NodeId).filter(|id| syntax.kind(*id) == Kind::Call);
    let mut receivers = calls
        .filter(|call| syntax.part(*call, Part::Callee).is_some_and(is_gauges))
        .filter_map(|call| other.receiver(call));
    receivers.any(|receiver| {
        let is_itself = other.file == context.file && receiver == definition;
        let is_held = || {
            let places = bindings_of(other, receiver);
            places
                .iter()
                .any(|place| place.context.file == context.file && declared_value(place) == Some(definition))
        };
        is_itself || is_held()
    })
}
