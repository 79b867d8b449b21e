//! All families of a page, none of which takes a name of another.

use std::collections::{BTreeMap, HashSet};

use opentelemetry::KeyValue;
use opentelemetry_sdk::Resource;

use super::{
    accept::Format,
    buckets::Classic,
    family::{Family, Kind, LeftOut},
    labels::Labels,
    names, units,
};
use crate::metrics::snapshot::{Data, MetricSnapshot, Number, Point, ScopeSnapshot};

/// What a page says of itself.
const LEFT_OUT: &str = "tracewell_page_left_out";

pub(super) struct Families {
    format: Format,
    by_name: BTreeMap<String, Family>,
    /// Names of families, and of all samples that they may have.
    taken: HashSet<String>,
    left_out: LeftOut,
}

impl Families {
    /// Returns the families that each page has: what the resource is, and a place for what is left out.
    pub(super) fn new(format: Format, resource: &Resource) -> Self {
        let mut families =
            Self { format, by_name: BTreeMap::new(), taken: HashSet::new(), left_out: LeftOut::default() };
        families.family(LEFT_OUT, Kind::Gauge, None, "Series that this page leaves out, by reason.");
        let attributes = resource.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
        let attributes: Vec<_> = attributes.collect();
        if !attributes.is_empty() {
            families.constants("target", Kind::Info, "What is measured here.", &[(attributes, 1)]);
        }
        families
    }

    pub(super) fn add(&mut self, scope: &ScopeSnapshot) {
        let of_scope = Labels::of_scope(&scope.scope);
        for metric in &scope.metrics {
            self.add_metric(metric, &of_scope);
        }
    }

    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method's lifetime is not general enough"
    )]
    fn add_metric(&mut self, metric: &MetricSnapshot, of_scope: &Labels) {
        let kind = Kind::of(&metric.data);
        let unit = units::words(&metric.unit, kind == Kind::Gauge);
        let name = names::family(&metric.name, unit.as_deref(), kind == Kind::Counter);
        let (shown, mut left_out) = ((self.format, of_scope), self.left_out);
        if let Some(family) = self.family(&name, kind, unit, &metric.description) {
            let left_out = &mut left_out;
            match &metric.data {
                Data::Sum { monotonic: true, points } => {
                    family.add(points, shown, left_out, |samples, point| samples.counter(point));
                }
                Data::Sum { points, .. } | Data::Gauge { points } => {
                    family.add(points, shown, left_out, |samples, point| samples.gauge(point));
                }
                Data::Histogram { points } => family.add(points, shown, left_out, |samples, point| {
                    Classic::of(&point.value).write(samples, point)
                }),
                Data::ExponentialHistogram { points } => {
                    family.add(points, shown, left_out, |samples, point| {
                        Classic::of_exponential(&point.value).write(samples, point)
                    });
                }
                Data::Summary { points } => {
                    family.add(points, shown, left_out, |samples, point| samples.summary(point));
                }
            }
        } else {
            left_out.name += metric.data.len() as u64;
        }
        self.left_out = left_out;
    }

    /// Returns the family of this name and kind, made if need be; `None` where that would take a name of another.
    ///
    /// Of descriptions that differ the first stays, as the specification wants it.
    fn family(&mut self, name: &str, kind: Kind, unit: Option<String>, help: &str) -> Option<&mut Family> {
        if !self.by_name.get(name).is_some_and(|family| family.kind == kind) {
            let wanted: Vec<_> = kind.suffixes().iter().map(|suffix| format!("{name}{suffix}")).collect();
            if wanted.iter().any(|name| self.taken.contains(name)) {
                return None;
            }
            self.taken.extend(wanted);
        }
        let made = || Family::new(name.to_owned(), kind, unit, help);
        Some(self.by_name.entry(name.to_owned()).or_insert_with(made))
    }

    /// Adds series whose values are no measurements.
    fn constants(&mut self, name: &str, kind: Kind, help: &str, series: &[(Vec<KeyValue>, i64)]) {
        let points: Vec<_> = series.iter().map(|(labels, value)| constant(labels, *value)).collect();
        let (shown, mut left_out) = ((self.format, &Labels::default()), self.left_out);
        if let Some(family) = self.family(name, kind, None, help) {
            family.add(&points, shown, &mut left_out, |samples, point| match kind {
                Kind::Info => samples.info(point),
                _ => samples.gauge(point),
            });
        }
        self.left_out = left_out;
    }

    pub(super) fn page(mut self) -> String {
        let LeftOut { name, series, value } = self.left_out;
        let counts = [("name_conflict", name), ("same_series", series), ("no_counter_value", value)];
        let counts = counts.map(|(reason, count)| {
            (vec![KeyValue::new("reason", reason)], i64::try_from(count).unwrap_or(i64::MAX))
        });
        self.constants(LEFT_OUT, Kind::Gauge, "", &counts);
        let mut page = String::new();
        self.by_name.values().for_each(|family| family.write(self.format, &mut page));
        if self.format == Format::OpenMetrics {
            page.push_str("# EOF\n");
        }
        page
    }
}

fn constant(labels: &[KeyValue], value: i64) -> Point<Number> {
    let time = std::time::UNIX_EPOCH;
    let value = Number::Integer(value);
    Point { labels: labels.to_vec(), start: time, time, value, exemplars: Vec::new() }
}
