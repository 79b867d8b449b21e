//! What was refused, as metrics and as lines of the log.

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
    let [of_labels, of_instruments] = [true, false].map(|of_labels| refused(report, of_labels));
    let times = [since.min(now), now];
    let mut metrics = Vec::new();
    if !of_labels.is_empty() {
        let about = "Measurements whose label became `__other__`.";
        metrics.push(measurements("tracewell.label.refused", about, &of_labels, times));
        let about = "Distinct values that were refused, estimated.";
        metrics.push(distinct("tracewell.label.refused_values", about, "{value}", &of_labels, now));
    }
    if !of_instruments.is_empty() {
        let about = "Measurements that had no room for a series of their own.";
        metrics.push(measurements("tracewell.series.refused", about, &of_instruments, times));
        let about = "Combinations of labels that had no room for a series, estimated.";
        let name = "tracewell.series.refused_combinations";
        metrics.push(distinct(name, about, "{combination}", &of_instruments, now));
    }
    (!metrics.is_empty()).then(|| ScopeSnapshot { scope: books_scope(), metrics })
}

/// How many measurements were refused, by reason.
fn measurements(
    name: &'static str,
    about: &'static str,
    refused: &BTreeMap<Names, Refused>,
    times: [SystemTime; 2],
) -> MetricSnapshot {
    let reasons = |(names, refused): (&Names, &Refused)| {
        let labels = labels(names);
        let reasons = refused.reasons.iter().filter(|(_, count)| **count > 0);
        let point = |(reason, count): (&&'static str, &u64)| {
            let reason = KeyValue::new("tracewell.refusal.reason", *reason);
            point(labels.iter().cloned().chain([reason]).collect(), times, *count)
        };
        reasons.map(point).collect::<Vec<_>>()
    };
    let points = refused.iter().flat_map(reasons).collect();
    metric(name, about, "{measurement}", Data::Sum { monotonic: true, points })
}

/// How many distinct ones there were.
fn distinct(
    name: &'static str,
    about: &'static str,
    unit: &'static str,
    refused: &BTreeMap<Names, Refused>,
    now: SystemTime,
) -> MetricSnapshot {
    let points = refused.iter().map(|(names, refused)| point(labels(names), [now, now], refused.distinct));
    metric(name, about, unit, Data::Gauge { points: points.collect() })
}

/// Instrument and label.
type Names = (&'static str, Option<&'static str>);

#[derive(Default)]
struct Refused {
    reasons: BTreeMap<&'static str, u64>,
    distinct: u64,
}

/// Adds up instruments of one name: a set of labels stands once.
fn refused(report: &[Blame], of_labels: bool) -> BTreeMap<Names, Refused> {
    let mut by_names: BTreeMap<Names, Refused> = BTreeMap::new();
    for blame in report.iter().filter(|blame| blame.label.is_some() == of_labels) {
        let refused = by_names.entry((blame.instrument, blame.label)).or_default();
        let over_budget = if of_labels { "over_budget" } else { "over_instrument_budget" };
        for (reason, count) in [
            (over_budget, blame.over_budget),
            ("over_process_budget", blame.over_process),
            ("identifier", blame.identifiers),
        ] {
            *refused.reasons.entry(reason).or_default() += count;
        }
        refused.distinct += blame.distinct;
    }
    by_names
}

fn labels((instrument, label): &Names) -> Vec<KeyValue> {
    let label = label.map(|label| KeyValue::new("tracewell.label.name", label));
    [KeyValue::new("tracewell.instrument.name", *instrument)].into_iter().chain(label).collect()
}

fn point(labels: Vec<KeyValue>, [start, time]: [SystemTime; 2], value: u64) -> Point<Number> {
    let value = Number::Integer(i64::try_from(value).unwrap_or(i64::MAX));
    Point { labels, start, time, value, exemplars: Vec::new() }
}

fn metric(name: &'static str, description: &'static str, unit: &'static str, data: Data) -> MetricSnapshot {
    MetricSnapshot {
        name: name.into(),
        description: description.into(),
        unit: unit.into(),
        is_observed: true,
        data,
    }
}
