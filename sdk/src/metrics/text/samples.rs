//! The samples of one series.

use std::{fmt::Write, time::UNIX_EPOCH};

use super::{
    accept::Format,
    exemplar::largest_within,
    labels,
    number::{bound, float, number, seconds},
};
use crate::metrics::snapshot::{Number, Point, Quantiles, Total};

/// Where the samples of one series are written to.
pub(super) struct Samples<'a> {
    pub(super) format: Format,
    /// The name of the family.
    pub(super) name: &'a str,
    /// As they stand between braces.
    pub(super) labels: &'a str,
    pub(super) out: &'a mut String,
}

impl Samples<'_> {
    pub(super) fn counter(&mut self, point: &Point<Number>) -> bool {
        let value = point.value.as_f64();
        if value.is_nan() || value < 0.0 {
            return false;
        }
        let exemplar = largest_within(&point.exemplars, f64::NEG_INFINITY, f64::INFINITY);
        self.sample("_total", None, &number(point.value), exemplar.as_deref());
        self.created(point);
        true
    }

    pub(super) fn gauge(&mut self, point: &Point<Number>) -> bool {
        self.sample("", None, &number(point.value), None);
        true
    }

    pub(super) fn info(&mut self, point: &Point<Number>) -> bool {
        self.sample("_info", None, &number(point.value), None);
        true
    }

    pub(super) fn summary(&mut self, point: &Point<Quantiles>) -> bool {
        let mut last = -1.0;
        for &(quantile, value) in &point.value.quantiles {
            // OpenMetrics has no quantiles of what is negative.
            let is_shown = self.format == Format::Prometheus || value >= 0.0 || value.is_nan();
            if is_shown && quantile > last && (0.0..=1.0).contains(&quantile) {
                self.sample("", Some(("quantile", &bound(quantile))), &float(value), None);
                last = quantile;
            }
        }
        let total = point.value.total;
        self.sample("_count", None, &total.count.to_string(), None);
        if only_grows(total) {
            self.sample("_sum", None, &float(total.sum), None);
        }
        self.created(point);
        true
    }

    /// Writes the count and the sum of a histogram.
    pub(super) fn totals(&mut self, count: u64, total: Total, has_negative: bool) {
        let has_sum = only_grows(total) && !has_negative;
        // OpenMetrics has the count where it has the sum, and nowhere else.
        if has_sum || self.format == Format::Prometheus {
            self.sample("_count", None, &count.to_string(), None);
        }
        if has_sum {
            self.sample("_sum", None, &float(total.sum), None);
        }
    }

    /// Writes since when is counted, which only OpenMetrics can say.
    pub(super) fn created<V>(&mut self, point: &Point<V>) {
        if self.format == Format::OpenMetrics
            && point.start > UNIX_EPOCH
            && let Some(time) = seconds(point.start)
        {
            self.sample("_created", None, &time, None);
        }
    }

    /// Writes one line.
    pub(super) fn sample(
        &mut self,
        suffix: &str,
        label: Option<(&str, &str)>,
        value: &str,
        exemplar: Option<&str>,
    ) {
        let mut labels = self.labels.to_owned();
        if let Some((name, value)) = label {
            labels::push(&mut labels, name, value);
        }
        let braces = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
        let _ = write!(self.out, "{}{suffix}{braces} {value}", self.name);
        if let (Some(exemplar), Format::OpenMetrics) = (exemplar, self.format) {
            let _ = write!(self.out, " # {exemplar}");
        }
        self.out.push('\n');
    }
}

/// Whether a sum is of values none of which is negative: one that falls is no counter.
fn only_grows(total: Total) -> bool {
    total.sum >= 0.0 && total.range.is_none_or(|(smallest, _)| smallest >= 0.0)
}
