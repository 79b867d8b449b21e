//! Where snapshots come from: the resource, the provider of OpenTelemetry's SDK, and our own instruments.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use opentelemetry_sdk::Resource;

use super::{
    registry,
    sdk::SdkReader,
    snapshot::{ScopeSnapshot, Snapshot},
};

/// What the installation in force measures, for who asks without a handle on it.
static CURRENT: ArcSwapOption<Source> = ArcSwapOption::const_empty();

/// What one installation measures.
#[derive(Debug)]
pub(crate) struct Source {
    resource: Resource,
    /// The installation's own provider, if it has one.
    reader: Option<SdkReader>,
}

impl Source {
    pub(crate) const fn new(resource: Resource, reader: Option<SdkReader>) -> Self {
        Self { resource, reader }
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        let foreign = self.reader.as_ref().map(SdkReader::scopes).unwrap_or_default();
        Snapshot {
            resource: self.resource.clone(),
            scopes: joined(registry::collect().into_iter().chain(foreign)),
        }
    }

    /// Makes this the source of [`Snapshot::collect`].
    pub(crate) fn put_in_force(self: &Arc<Self>) {
        CURRENT.store(Some(self.clone()));
    }

    /// Ends that, unless another has come after it.
    pub(crate) fn withdraw(self: &Arc<Self>) {
        CURRENT.compare_and_swap(self, None);
    }
}

/// Puts what has the same scope together.
///
/// A name that is there twice stays there twice: the specification has an exporter pass on what conflicts, and each
/// output knows what its own format allows.
fn joined(scopes: impl Iterator<Item = ScopeSnapshot>) -> Vec<ScopeSnapshot> {
    let mut joined: Vec<ScopeSnapshot> = Vec::new();
    for found in scopes {
        match joined.iter_mut().find(|other| other.scope == found.scope) {
            Some(other) => other.metrics.extend(found.metrics),
            None => joined.push(found),
        }
    }
    joined
}

impl Snapshot {
    /// Reads all instruments of the process, and runs the callbacks of the observable ones.
    ///
    /// Those of OpenTelemetry's meters are among them where the installation has a provider: see [`metrics`](mod@crate::metrics).
    /// With no installation in force the resource is empty.
    ///
    /// # Cost
    /// Grows with the number of series; who measures meanwhile does not wait.
    #[must_use]
    pub fn collect() -> Self {
        match CURRENT.load_full() {
            Some(source) => source.snapshot(),
            None => Source::new(Resource::builder_empty().build(), None).snapshot(),
        }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::InstrumentationScope;

    use super::*;
    use crate::metrics::snapshot::{Data, MetricSnapshot};

    fn scope(name: &'static str, version: &'static str, metric: &'static str) -> ScopeSnapshot {
        let scope = InstrumentationScope::builder(name).with_version(version).build();
        let data = Data::Gauge { points: Vec::new() };
        let [description, unit] = ["", ""].map(Into::into);
        let metric = MetricSnapshot { name: metric.into(), description, unit, is_observed: false, data };
        ScopeSnapshot { scope, metrics: vec![metric] }
    }

    #[test]
    fn a_scope_stands_there_once_with_all_that_it_measures() {
        let scopes = [scope("a", "1", "x"), scope("b", "1", "x"), scope("a", "1", "y"), scope("a", "2", "x")];
        let joined = joined(scopes.into_iter());
        let names = joined.iter().map(|scope| {
            let metrics: Vec<_> = scope.metrics.iter().map(|metric| &*metric.name).collect();
            (scope.scope.name(), scope.scope.version().unwrap_or_default(), metrics)
        });
        assert_eq!(
            names.collect::<Vec<_>>(),
            [("a", "1", vec!["x", "y"]), ("b", "1", vec!["x"]), ("a", "2", vec!["x"])]
        );
    }
}
