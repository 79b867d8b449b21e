//! What kinds of instruments there are, and what can be said of each.

/// A kind of instrument, as the attribute of its field says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Counter,
    UpDownCounter,
    Gauge,
    Histogram,
    ExponentialHistogram,
    Summary,
}

use Kind::{Counter, ExponentialHistogram, Gauge, Histogram, Summary, UpDownCounter};

impl Kind {
    pub(super) const ALL: [Self; 6] =
        [Counter, UpDownCounter, Gauge, Histogram, ExponentialHistogram, Summary];

    /// Returns the name of the attribute.
    pub(super) const fn attribute(self) -> &'static str {
        match self {
            Counter => "counter",
            UpDownCounter => "up_down_counter",
            Gauge => "gauge",
            Histogram => "histogram",
            ExponentialHistogram => "exponential_histogram",
            Summary => "summary",
        }
    }

    /// Returns the type of the field; another one where its values are observed.
    pub(super) const fn type_name(self, is_observed: bool) -> &'static str {
        match (self, is_observed) {
            (Counter, false) => "Counter",
            (UpDownCounter, false) => "UpDownCounter",
            (Gauge, false) => "Gauge",
            (Counter, true) => "ObservableCounter",
            (UpDownCounter, true) => "ObservableUpDownCounter",
            (Gauge, true) => "ObservableGauge",
            (Histogram, _) => "Histogram",
            (ExponentialHistogram, _) => "ExponentialHistogram",
            (Summary, _) => "Summary",
        }
    }

    /// Returns which arguments it takes.
    pub(super) const fn arguments(self) -> &'static [&'static str] {
        match self {
            Counter | UpDownCounter | Gauge => &["unit", "name", "max_series", "observe"],
            Histogram => &["unit", "name", "max_series", "buckets"],
            ExponentialHistogram => &["unit", "name", "max_series"],
            Summary => &["unit", "name", "max_series", "quantiles"],
        }
    }

    /// Returns the kind of an attribute.
    pub(super) fn of(attribute: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.attribute() == attribute)
    }

    /// Returns the kind whose attribute is spelt almost like this.
    pub(super) fn near(attribute: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| strsim::damerau_levenshtein(kind.attribute(), attribute) <= 2)
    }
}
