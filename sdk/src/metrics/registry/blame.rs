//! What labels refused, as metrics and as a line of the log.

use std::{
    collections::BTreeMap,
    time::{Instant, SystemTime},
};

use opentelemetry::KeyValue;

use crate::metrics::{
    guard::{Blame, Hourly, log_blame},
    scope as books_scope,
    snapshot::{Data, MetricSnapshot, Number, Point, ScopeSnapshot},
};

/// Logs the report, once an hour at most and where it has grown.
pub(super) fn say(report: &[Blame]) {
    static HOURLY: Hourly = Hourly::new();
    if HOURLY.is_time(Instant::now(), report.iter().map(Blame::rejected).sum()) {
        log_blame(report);
    }
}

/// Returns the report as metrics; nothing where there is none.
pub(super) fn scope(report: &[Blame], since: SystemTime, now: SystemTime) -> Option<ScopeSnapshot> {
    let refused = by_label(report);
    let reasons = |(names, refused): (&Names, &Refused)| {
        let counts = [("over_budget", refused.over_budget), ("identifier", refused.identifiers)];
        let [instrument, label] = labels(names);
        counts.into_iter().filter(|(_, count)| *count > 0).map(move |(reason, count)| {
            let reason = KeyValue::new("tracewell.refusal.reason", reason);
            point(vec![instrument.clone(), label.clone(), reason], [since.min(now), now], count)
        })
    };
    let values =
        |(names, refused): (&Names, &Refused)| point(labels(names).into(), [now, now], refused.distinct);
    let measurements = Data::Sum { monotonic: true, points: refused.iter().flat_map(reasons).collect() };
    let values = Data::Gauge { points: refused.iter().map(values).collect() };
    let metrics = vec![
        metric(
            "tracewell.label.refused",
            "Measurements whose label became `__other__`.",
            "{measurement}",
            measurements,
        ),
        metric(
            "tracewell.label.refused_values",
            "Distinct values that were refused, estimated.",
            "{value}",
            values,
        ),
    ];
    (!report.is_empty()).then(|| ScopeSnapshot { scope: books_scope(), metrics })
}

/// Instrument and label.
type Names = (&'static str, &'static str);

#[derive(Default)]
struct Refused {
    over_budget: u64,
    identifiers: u64,
    distinct: u64,
}

/// Adds up instruments of one name: a set of labels stands once.
fn by_label(report: &[Blame]) -> BTreeMap<Names, Refused> {
    let mut by_label: BTreeMap<Names, Refused> = BTreeMap::new();
    for blame in report {
        let refused = by_label.entry((blame.instrument, blame.label)).or_default();
        refused.over_budget += blame.over_budget;
        refused.identifiers += blame.identifiers;
        refused.distinct += blame.distinct;
    }
    by_label
}

fn labels((instrument, label): &Names) -> [KeyValue; 2] {
    [KeyValue::new("tracewell.instrument.name", *instrument), KeyValue::new("tracewell.label.name", *label)]
}

fn point(labels: Vec<KeyValue>, [start, time]: [SystemTime; 2], value: u64) -> Point<Number> {
    let value = Number::Integer(i64::try_from(value).unwrap_or(i64::MAX));
    Point { labels, start, time, value, exemplars: Vec::new() }
}

fn metric(name: &'static str, description: &'static str, unit: &'static str, data: Data) -> MetricSnapshot {
    MetricSnapshot { name: name.into(), description: description.into(), unit: unit.into(), data }
}
