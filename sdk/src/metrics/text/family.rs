//! One family: all series that share a name, with what is said of them as a whole.

use std::{collections::BTreeMap, fmt::Write};

use super::{
    accept::Format,
    labels::{self, Labels},
    samples::Samples,
};
use crate::metrics::snapshot::{Data, Point};

/// What Prometheus calls the type of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Counter,
    Gauge,
    Histogram,
    Summary,
    Info,
}

impl Kind {
    pub(super) const fn of(data: &Data) -> Self {
        match data {
            Data::Sum { monotonic: true, .. } => Self::Counter,
            Data::Sum { .. } | Data::Gauge { .. } => Self::Gauge,
            Data::Histogram { .. } | Data::ExponentialHistogram { .. } => Self::Histogram,
            Data::Summary { .. } => Self::Summary,
        }
    }

    /// Returns what samples of a family add to its name, used or not: no other family may be called so.
    pub(super) const fn suffixes(self) -> &'static [&'static str] {
        match self {
            Self::Counter => &["", "_total", "_created"],
            Self::Gauge => &[""],
            Self::Histogram => &["", "_bucket", "_count", "_sum", "_created"],
            Self::Summary => &["", "_count", "_sum", "_created"],
            Self::Info => &["", "_info"],
        }
    }

    /// Returns the label that samples of this kind need for themselves.
    const fn reserved(self) -> Option<&'static str> {
        match self {
            Self::Histogram => Some("le"),
            Self::Summary => Some("quantile"),
            _ => None,
        }
    }

    /// Returns the name of the type, and what is added to the family's name where it is declared.
    const fn declared(self, format: Format) -> (&'static str, &'static str) {
        match (self, format) {
            (Self::Counter, Format::OpenMetrics) => ("counter", ""),
            (Self::Counter, Format::Prometheus) => ("counter", "_total"),
            (Self::Gauge, _) => ("gauge", ""),
            (Self::Histogram, _) => ("histogram", ""),
            (Self::Summary, _) => ("summary", ""),
            (Self::Info, Format::OpenMetrics) => ("info", ""),
            (Self::Info, Format::Prometheus) => ("gauge", "_info"),
        }
    }
}

/// Series that a page does not show, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LeftOut {
    /// Another family has the name, or one that its samples need.
    pub(super) name: u64,
    /// Another series of the family has the same labels.
    pub(super) series: u64,
    /// The value is none that a counter can have: negative, or not a number.
    pub(super) value: u64,
}

#[derive(Debug)]
pub(super) struct Family {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) unit: Option<String>,
    pub(super) help: String,
    /// The samples of each series, by its labels: so the order is the same on each page.
    series: BTreeMap<String, String>,
}

impl Family {
    pub(super) fn new(name: String, kind: Kind, unit: Option<String>, help: &str) -> Self {
        Self { name, kind, unit, help: help.to_owned(), series: BTreeMap::new() }
    }

    /// Adds a series for each point; `write` says whether the format can show the point's value.
    pub(super) fn add<V>(
        &mut self,
        points: &[Point<V>],
        (format, of_scope): (Format, &Labels),
        left_out: &mut LeftOut,
        write: impl Fn(&mut Samples<'_>, &Point<V>) -> bool,
    ) {
        for point in points {
            let mut labels = of_scope.clone();
            labels.extend(&point.labels, self.kind.reserved());
            let labels = labels.text();
            if self.series.contains_key(&labels) {
                left_out.series += 1;
                continue;
            }
            let mut out = String::new();
            let samples = &mut Samples { format, name: &self.name, labels: &labels, out: &mut out };
            if write(samples, point) {
                self.series.insert(labels, out);
            } else {
                left_out.value += 1;
            }
        }
    }

    /// Writes what is declared, and the samples; nothing where there are none.
    pub(super) fn write(&self, format: Format, page: &mut String) {
        if self.series.values().all(String::is_empty) {
            return;
        }
        let (kind, suffix) = self.kind.declared(format);
        let name = format!("{}{suffix}", self.name);
        if !self.help.is_empty() {
            let _ = writeln!(page, "# HELP {name} {}", help(&self.help, format));
        }
        let _ = writeln!(page, "# TYPE {name} {kind}");
        if let (Some(unit), Format::OpenMetrics) = (&self.unit, format) {
            let _ = writeln!(page, "# UNIT {name} {unit}");
        }
        page.extend(self.series.values().map(String::as_str));
    }
}

fn help(text: &str, format: Format) -> String {
    match format {
        Format::OpenMetrics => labels::escaped(text),
        Format::Prometheus => text.replace('\\', "\\\\").replace('\n', "\\n"),
    }
}
