//! All instruments of the process, each registered when its group is used first.

mod blame;

use std::{
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant, SystemTime},
};

use opentelemetry::InstrumentationScope;

use super::{
    guard::{Blame, Budget},
    instrument::{Instrument, snapshot},
    snapshot::{Data, MetricSnapshot, Point, ScopeSnapshot},
};

/// How long slots stay at least.
const PAUSE: Duration = Duration::from_secs(10);

/// The groups that were used.
static GROUPS: Mutex<Vec<&Group>> = Mutex::new(Vec::new());

/// The instruments of one `#[metrics]` struct; what it expands to.
#[doc(hidden)]
pub struct Group {
    name: &'static str,
    version: &'static str,
    instruments: &'static [&'static dyn Instrument],
    is_registered: AtomicBool,
    since: OnceLock<SystemTime>,
}

impl Group {
    /// `name` and `version` are those of the crate.
    #[must_use]
    pub const fn new(
        name: &'static str,
        version: &'static str,
        instruments: &'static [&'static dyn Instrument],
    ) -> Self {
        Self { name, version, instruments, is_registered: AtomicBool::new(false), since: OnceLock::new() }
    }

    /// Registers the group, at the first call.
    #[inline]
    pub fn register(&'static self) {
        if !cfg!(feature = "off") && !self.is_registered.load(Relaxed) {
            self.register_first();
        }
    }

    #[cold]
    fn register_first(&'static self) {
        let mut groups = GROUPS.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.is_registered.swap(true, Relaxed) {
            let _ = self.since.set(opentelemetry::time::now());
            groups.push(self);
        }
    }

    fn read(&self, now: SystemTime) -> impl Iterator<Item = MetricSnapshot> {
        let since = self.since.get().copied().unwrap_or(now);
        self.instruments.iter().filter_map(move |instrument| snapshot(*instrument, since, now))
    }
}

/// Reads all instruments that `#[metrics]` declares: the series that were touched, by the crates that declare them, and
/// what their labels refused, or the instruments as a whole.
///
/// An instrument without a series is left out, and a crate without an instrument. Where a name is declared twice in one
/// crate, the series of both stand under it if they are of the same kind; otherwise those that came first. Values that
/// are refused often may take the slots of idle ones now, and idle series make room where there is none: see [`guard`](super::guard).
///
/// # Cost
/// A pass over all series, which does not stop who writes them; callbacks run on this thread.
#[must_use]
pub fn collect() -> Vec<ScopeSnapshot> {
    let (groups, now) = (groups(), opentelemetry::time::now());
    tend(&groups);
    let report = blamed(&groups);
    blame::say(&report);
    let mut scopes = collect_from(&groups, now);
    let since = groups.iter().filter_map(|group| group.since.get()).min();
    scopes.extend(blame::scope(&report, since.copied().unwrap_or(now), now));
    scopes
}

/// Returns what the labels of all instruments refused, each label that refused something once, and each instrument once
/// that had no room for a series.
///
/// # Cost
/// 20 µs or so for each of them.
#[must_use]
pub fn blame() -> Vec<Blame> {
    blamed(&groups())
}

fn blamed(groups: &[&Group]) -> Vec<Blame> {
    let instruments = groups.iter().flat_map(|group| group.instruments);
    instruments.flat_map(|instrument| instrument.guarded().blame()).collect()
}

/// Lets slots change hands, unless that was done a moment ago: what comes often must not depend on how many readers
/// there are.
fn tend(groups: &[&Group]) {
    static LAST: Mutex<Option<Instant>> = Mutex::new(None);
    let (mut last, now) = (LAST.lock().unwrap_or_else(PoisonError::into_inner), Instant::now());
    if last.is_none_or(|last| now.saturating_duration_since(last) >= PAUSE) {
        *last = Some(now);
        groups
            .iter()
            .flat_map(|group| group.instruments)
            .for_each(|instrument| instrument.guarded().tend(now));
        Budget::process().satisfied();
    }
}

/// Callbacks may use instruments for the first time, which registers them: the lock is not held meanwhile.
fn groups() -> Vec<&'static Group> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn collect_from(groups: &[&Group], now: SystemTime) -> Vec<ScopeSnapshot> {
    let mut scopes: Vec<ScopeSnapshot> = Vec::new();
    for group in groups {
        let is_same = |scope: &&mut ScopeSnapshot| {
            scope.scope.name() == group.name && scope.scope.version() == Some(group.version)
        };
        let metrics = group.read(now);
        if let Some(known) = scopes.iter_mut().find(is_same) {
            metrics.for_each(|metric| join(&mut known.metrics, metric));
            continue;
        }
        let metrics: Vec<_> = metrics.collect();
        if !metrics.is_empty() {
            let scope = InstrumentationScope::builder(group.name).with_version(group.version).build();
            scopes.push(ScopeSnapshot { scope, metrics });
        }
    }
    scopes
}

/// Adds a metric to those of its scope, where a name stands once.
fn join(metrics: &mut Vec<MetricSnapshot>, metric: MetricSnapshot) {
    match metrics.iter_mut().find(|known| known.name == metric.name) {
        Some(known) => extend(&mut known.data, metric.data),
        None => metrics.push(metric),
    }
}

/// Adds series of the same kind; others have no place under the name.
fn extend(known: &mut Data, more: Data) {
    use Data::{ExponentialHistogram, Gauge, Histogram, Sum, Summary};
    match (known, more) {
        (Sum { monotonic, points }, Sum { monotonic: same, points: more }) if *monotonic == same => {
            add(points, more);
        }
        (Gauge { points }, Gauge { points: more }) => add(points, more),
        (Histogram { points }, Histogram { points: more }) => add(points, more),
        (ExponentialHistogram { points }, ExponentialHistogram { points: more }) => add(points, more),
        (Summary { points }, Summary { points: more }) => add(points, more),
        _ => {}
    }
}

/// A set of labels stands once: the first one stays.
fn add<T>(points: &mut Vec<Point<T>>, more: Vec<Point<T>>) {
    let known = points.len();
    for point in more {
        if points[..known].iter().all(|known| known.labels != point.labels) {
            points.push(point);
        }
    }
}

#[cfg(test)]
mod tests;
