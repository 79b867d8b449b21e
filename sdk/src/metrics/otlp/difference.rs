//! What happened between two readings.
//!
//! A series that began anew after the reading before, or shows less than it did, was reset: then all of it is new.

use std::collections::HashMap;

use opentelemetry::{InstrumentationScope, KeyValue};

use crate::metrics::snapshot::{
    Buckets, Data, ExponentialBuckets, MetricSnapshot, Number, Point, Range, ScopeSnapshot, Snapshot, Total,
};

/// The metrics of the reading before, by scope, name and unit.
type Before<'a> = HashMap<(&'a InstrumentationScope, &'a str, &'a str), &'a Data>;

/// Returns what `now` shows beyond `before` of metrics that are `wanted` so; others are as they are, and so are gauges,
/// sums that may fall, and summaries.
///
/// Series in which nothing happened are left out.
pub(super) fn since(before: &Snapshot, now: &Snapshot, wanted: impl Fn(&MetricSnapshot) -> bool) -> Snapshot {
    let metrics = before.scopes.iter().flat_map(|scope| {
        scope.metrics.iter().map(|metric| ((&scope.scope, &*metric.name, &*metric.unit), &metric.data))
    });
    let before: Before<'_> = metrics.collect();
    let scopes = now.scopes.iter().map(|scope| scope_since(&before, scope, &wanted));
    Snapshot {
        resource: now.resource.clone(),
        scopes: scopes.filter(|scope| !scope.metrics.is_empty()).collect(),
    }
}

fn scope_since(
    before: &Before<'_>,
    now: &ScopeSnapshot,
    wanted: &impl Fn(&MetricSnapshot) -> bool,
) -> ScopeSnapshot {
    let metrics = now.metrics.iter().map(|metric| MetricSnapshot {
        data: match before.get(&(&now.scope, &*metric.name, &*metric.unit)) {
            Some(before) if wanted(metric) => data_since(before, &metric.data),
            _ => metric.data.clone(),
        },
        ..metric.clone()
    });
    ScopeSnapshot {
        scope: now.scope.clone(),
        metrics: metrics.filter(|metric| !metric.data.is_empty()).collect(),
    }
}

fn data_since(before: &Data, now: &Data) -> Data {
    match (before, now) {
        (Data::Sum { monotonic: true, points: before }, Data::Sum { monotonic: true, points }) => {
            Data::Sum { monotonic: true, points: points_since(before, points) }
        }
        (Data::Histogram { points: before }, Data::Histogram { points }) => {
            Data::Histogram { points: points_since(before, points) }
        }
        (Data::ExponentialHistogram { points: before }, Data::ExponentialHistogram { points }) => {
            Data::ExponentialHistogram { points: points_since(before, points) }
        }
        (_, now) => now.clone(),
    }
}

fn points_since<V: Growing>(before: &[Point<V>], now: &[Point<V>]) -> Vec<Point<V>> {
    let before: HashMap<&[KeyValue], &Point<V>> =
        before.iter().map(|point| (&*point.labels, point)).collect();
    let since = |point: &Point<V>| match before.get(&*point.labels) {
        Some(before) => point_since(before, point),
        None => Some(point.clone()),
    };
    now.iter().filter_map(since).collect()
}

fn point_since<V: Growing>(before: &Point<V>, now: &Point<V>) -> Option<Point<V>> {
    if now.value == before.value && now.start == before.start {
        return None;
    }
    let grown = if now.start > before.start { None } else { now.value.since(&before.value) };
    let Some(value) = grown else { return Some(now.clone()) };
    let exemplars = now.exemplars.iter().filter(|exemplar| exemplar.time > before.time);
    Some(Point {
        labels: now.labels.clone(),
        start: before.time,
        time: now.time,
        value,
        exemplars: exemplars.cloned().collect(),
    })
}

/// A value that only grows.
trait Growing: Clone + PartialEq {
    /// Returns by how much this is more; `None` where it is not.
    fn since(&self, before: &Self) -> Option<Self>;
}

impl Growing for Number {
    fn since(&self, before: &Self) -> Option<Self> {
        match (*self, *before) {
            (Self::Integer(now), Self::Integer(before)) => {
                now.checked_sub(before).filter(|_| now >= before).map(Self::Integer)
            }
            (now, before) => {
                let difference = now.as_f64() - before.as_f64();
                (difference >= 0.0).then_some(Self::Float(difference))
            }
        }
    }
}

impl Growing for Buckets {
    fn since(&self, before: &Self) -> Option<Self> {
        if self.bounds != before.bounds || self.counts.len() != before.counts.len() {
            return None;
        }
        let pairs = self.counts.iter().zip(&before.counts);
        let counts: Option<_> = pairs.map(|(now, before)| now.checked_sub(*before)).collect();
        Some(Self {
            bounds: self.bounds.clone(),
            counts: counts?,
            total: total_since(self.total, before.total)?,
        })
    }
}

impl Growing for ExponentialBuckets {
    fn since(&self, before: &Self) -> Option<Self> {
        // Histograms coarsen as they widen; one that became finer began anew.
        let shift = u32::try_from(i32::from(before.scale) - i32::from(self.scale)).ok()?;
        Some(Self {
            scale: self.scale,
            zero_count: self.zero_count.checked_sub(before.zero_count)?,
            zero_threshold: self.zero_threshold,
            positive: range_since(&self.positive, &before.positive, shift)?,
            negative: range_since(&self.negative, &before.negative, shift)?,
            total: total_since(self.total, before.total)?,
        })
    }
}

/// Subtracts buckets, those of `before` joined until they are as coarse: `2^shift` of them become one.
fn range_since(now: &Range, before: &Range, shift: u32) -> Option<Range> {
    let mut since = now.clone();
    let counted = before.counts.iter().enumerate().filter(|(_, count)| **count > 0);
    for (position, count) in counted {
        let index = (i64::from(before.offset) + position as i64) >> shift.min(62);
        let place = usize::try_from(index - i64::from(now.offset)).ok()?;
        let bucket = since.counts.get_mut(place)?;
        *bucket = bucket.checked_sub(*count)?;
    }
    Some(since)
}

/// The smallest and the largest are those of all values, and not of the new ones.
fn total_since(now: Total, before: Total) -> Option<Total> {
    let count = now.count.checked_sub(before.count)?;
    Some(Total { count, sum: now.sum - before.sum, range: None })
}
