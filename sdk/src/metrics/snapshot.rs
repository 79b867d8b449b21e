//! What all instruments show at one moment: the form between those who measure and those who send.
//!
//! ```text
//! instruments of ours ──────────▶┐
//! meters of OpenTelemetry's SDK ─┴▶ Snapshot ─▶ OTLP, OpenMetrics text, console
//! ```
//!
//! Sums and distributions are cumulative: they count from `start`. Who wants the difference to the reading before keeps
//! that reading. Names, units and label names are those of OpenTelemetry; each output translates them into its own.

use std::{borrow::Cow, sync::Arc, time::SystemTime};

use opentelemetry::{InstrumentationScope, KeyValue, SpanId, TraceId};
use opentelemetry_sdk::Resource;

/// All metrics of a process.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Who is measured.
    pub resource: Resource,
    /// What was measured, by who measures it; a scope stands here once.
    pub scopes: Vec<ScopeSnapshot>,
}

/// The metrics of one library or crate.
#[derive(Clone, Debug)]
pub struct ScopeSnapshot {
    /// Who measures.
    pub scope: InstrumentationScope,
    /// What it measures. A name stands here once, unless several instruments conflict that have the same.
    pub metrics: Vec<MetricSnapshot>,
}

/// One instrument with all its series.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricSnapshot {
    /// As OpenTelemetry writes it: lower case, parts divided by dots.
    pub name: Cow<'static, str>,
    /// For people; may be empty.
    pub description: Cow<'static, str>,
    /// A unit of UCUM, or an annotation such as `{request}`; may be empty.
    pub unit: Cow<'static, str>,
    /// Whether callbacks say its values; not known, and false, of instruments of OpenTelemetry's meters.
    pub is_observed: bool,
    /// The series.
    pub data: Data,
}

/// The series of one instrument, by what they are.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Something counted: `monotonic` where it never falls.
    Sum {
        /// Whether it never falls.
        monotonic: bool,
        /// One for each set of labels.
        points: Vec<Point<Number>>,
    },
    /// Something read off.
    Gauge {
        /// One for each set of labels.
        points: Vec<Point<Number>>,
    },
    /// How values spread over buckets whose bounds were given.
    Histogram {
        /// One for each set of labels.
        points: Vec<Point<Buckets>>,
    },
    /// How values spread over buckets that grow by a constant factor.
    ExponentialHistogram {
        /// One for each set of labels.
        points: Vec<Point<ExponentialBuckets>>,
    },
    /// Quantiles that were reckoned in the process.
    Summary {
        /// One for each set of labels.
        points: Vec<Point<Quantiles>>,
    },
}

/// One series at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Point<T> {
    /// The labels, each name once, in the order in which they were declared.
    pub labels: Vec<KeyValue>,
    /// Since when it is counted; for a gauge the same as `time`.
    pub start: SystemTime,
    /// When it was read.
    pub time: SystemTime,
    /// What was read.
    pub value: T,
    /// Single measurements that stand for many, with their traces.
    pub exemplars: Vec<Exemplar>,
}

/// A value as it was measured: an integer that is exact, or a float.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Exact.
    Integer(i64),
    /// May be infinite, or not a number.
    Float(f64),
}

/// A histogram with explicit bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Buckets {
    /// Upper bounds, each belonging to its bucket, ascending; one fewer than there are buckets.
    pub bounds: Arc<[f64]>,
    /// How many values fell into each bucket, not added up.
    pub counts: Vec<u64>,
    /// What all buckets have in common.
    pub total: Total,
}

/// A histogram whose bucket `index` holds what lies above `base^index`, up to `base^(index + 1)`, where `base` is
/// `2^(2^-scale)` (OpenTelemetry data model, `ExponentialHistogram`).
#[derive(Clone, Debug, PartialEq)]
pub struct ExponentialBuckets {
    /// How fine the buckets are: -10 to 20.
    pub scale: i8,
    /// Values that count as zero: up to `zero_threshold` from it.
    pub zero_count: u64,
    /// See `zero_count`.
    pub zero_threshold: f64,
    /// Buckets of values above zero.
    pub positive: Range,
    /// Buckets of the absolute values of those below.
    pub negative: Range,
    /// What all buckets have in common.
    pub total: Total,
}

/// Buckets one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Range {
    /// The index of the first.
    pub offset: i32,
    /// How many values fell into each.
    pub counts: Vec<u64>,
}

/// What a distribution has as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Total {
    /// How many values.
    pub count: u64,
    /// Their sum, in the instrument's unit.
    pub sum: f64,
    /// The smallest and the largest of them, where that is kept.
    pub range: Option<(f64, f64)>,
}

/// Quantiles of a distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantiles {
    /// How many values, and their sum.
    pub total: Total,
    /// The quantile, 0 to 1, and the value below which so many of the values lie; ascending.
    pub quantiles: Vec<(f64, f64)>,
}

/// One measurement, and the span that it was made in.
#[derive(Clone, Debug, PartialEq)]
pub struct Exemplar {
    /// What was measured.
    pub value: Number,
    /// When.
    pub time: SystemTime,
    /// In which trace; invalid where there was none.
    pub trace_id: TraceId,
    /// In which span; invalid where there was none.
    pub span_id: SpanId,
    /// What was said of it besides the labels of its series.
    pub attributes: Vec<KeyValue>,
}

impl Number {
    /// Returns the value as a float, rounded where that cannot be exact.
    #[must_use]
    pub const fn as_f64(self) -> f64 {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "it says so")]
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

impl Data {
    /// Returns how many series there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Sum { points, .. } | Self::Gauge { points } => points.len(),
            Self::Histogram { points } => points.len(),
            Self::ExponentialHistogram { points } => points.len(),
            Self::Summary { points } => points.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
