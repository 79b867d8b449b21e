//! Instruments: what a program counts and measures with.
//!
//! ```text
//! instrument ─▶ labels ─▶ position ─▶ Store ─▶ Cell (atomics)
//!                                       └──── a reading walks over all that were touched
//! ```

mod counter;
mod gauge;
mod histogram;
mod observed;
mod series;
mod store;
mod summary;

use std::{panic::Location, time::SystemTime};

pub use counter::{Counter, Held, UpDownCounter};
pub use gauge::Gauge;
pub use histogram::{DEFAULT_BOUNDS, DURATION_BOUNDS, ExponentialHistogram, Histogram, ascend};
pub use observed::{
    Observable, ObservableCounter, ObservableGauge, ObservableUpDownCounter, Observation, Readings, kind,
};
pub(super) use series::Guarded;
use series::Series;
pub use summary::{DEFAULT_QUANTILES, Summary};

use super::snapshot::{Data, MetricSnapshot};

/// What an instrument is called, and what it counts; `#[metrics]` writes it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// As OpenTelemetry writes it.
    pub name: &'static str,
    /// For people.
    pub help: &'static str,
    /// A unit of UCUM, or an annotation.
    pub unit: &'static str,
    /// How many series it may have where text is among its labels.
    pub max_series: u32,
    /// Where it is declared.
    pub site: &'static Location<'static>,
}

/// What the registry sees of an instrument.
#[doc(hidden)]
pub trait Instrument: Sync {
    /// What it is called.
    fn description(&self) -> &Description;

    /// Whether callbacks say its values.
    fn is_observed(&self) -> bool {
        false
    }

    /// Returns its series, without their type.
    fn guarded(&self) -> &dyn Guarded;

    /// Returns the series that were touched; `since` is when the instrument was registered.
    fn read(&self, since: SystemTime, now: SystemTime) -> Data;
}

/// Returns what an instrument shows, if that is anything.
pub(super) fn snapshot(
    instrument: &dyn Instrument,
    since: SystemTime,
    now: SystemTime,
) -> Option<MetricSnapshot> {
    let data = instrument.read(since, now);
    if data.is_empty() {
        return None;
    }
    let Description { name, help, unit, .. } = *instrument.description();
    Some(MetricSnapshot {
        name: name.into(),
        description: help.into(),
        unit: unit.into(),
        is_observed: instrument.is_observed(),
        data,
    })
}

#[cfg(test)]
mod tests;
