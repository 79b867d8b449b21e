//! A report in words: for people, and for the log.

use std::fmt;

use super::{Blame, Caller, STANDARD_ERROR};

/// For people, on a few lines.
impl fmt::Display for Blame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { instrument, label, site, max, admitted, over_budget, over_process, identifiers, .. } =
            self;
        let (file, line, rejected) = (site.file(), site.line(), self.rejected());
        let percent = 100.0 * STANDARD_ERROR;
        if let Some(label) = label {
            writeln!(f, "{instrument}, label `{label}` ({file}:{line})")?;
            writeln!(f, "  {rejected} measurements went to `__other__`:")?;
            writeln!(f, "    {over_budget} over budget: {admitted} of {max} values have a series")?;
            writeln!(f, "    {identifiers} identifiers")?;
            writeln!(f, "  about {} distinct values (standard error {percent:.1} %)", self.distinct)?;
        } else {
            writeln!(f, "{instrument} ({file}:{line})")?;
            writeln!(f, "  {rejected} measurements went to `otel.metric.overflow`:")?;
            writeln!(
                f,
                "    {over_budget} over the instrument's budget: there are {admitted} of {max} series"
            )?;
            writeln!(f, "    {over_process} over the process's budget")?;
            writeln!(f, "  about {} combinations of labels (standard error {percent:.1} %)", self.distinct)?;
            writeln!(f, "  to mend it: {}", self.remedy())?;
        }
        for caller in &self.callers {
            writeln!(f, "  asked for at {caller}")?;
        }
        for (shape, count) in &self.shapes {
            writeln!(f, "  {shape}: about {count}")?;
        }
        self.samples.iter().try_for_each(|sample| writeln!(f, "  such as: {sample}"))
    }
}

impl Blame {
    /// What gives an instrument more room, or has it need less.
    const fn remedy(&self) -> &'static str {
        if self.over_process > self.over_budget {
            "raise `Budget::process().set_limit`, or take labels away"
        } else {
            "raise `max_series`, or take labels away"
        }
    }

    /// The line that asked most, as `src/orders.rs:17`; nothing where none is known.
    fn caller(&self) -> String {
        let of = |caller: &Caller| format!("{}:{}", caller.site.file(), caller.site.line());
        self.callers.first().map(of).unwrap_or_default()
    }

    /// The budget that refused most of an instrument's measurements.
    const fn budget(&self) -> &'static str {
        if self.over_process > self.over_budget { "process" } else { "instrument" }
    }
}

/// Logs a report as two events at most: `label_values_refused` names the label that refused most, and
/// `series_refused` the instrument that had no room for most.
///
/// Whoever calls it asks [`Hourly`](super::Hourly) before.
pub(in crate::metrics) fn log_blame(report: &[Blame]) {
    let worst = |is_label: bool| {
        let alike = report.iter().filter(move |blame| blame.label.is_some() == is_label);
        Some((alike.clone().max_by_key(|blame| blame.rejected())?, alike.count()))
    };
    if let Some((worst, labels)) = worst(true) {
        log_label(worst, labels);
    }
    if let Some((worst, instruments)) = worst(false) {
        log_instrument(worst, instruments);
    }
}

fn log_label(worst: &Blame, labels: usize) {
    let sample = worst.samples.first().map(ToString::to_string).unwrap_or_default();
    crate::warn!(
        "label_values_refused",
        instrument = worst.instrument,
        label = worst.label.unwrap_or_default(),
        code.file.path = worst.site.file(),
        code.line.number = worst.site.line(),
        caller = worst.caller().as_str(),
        rejected = worst.rejected(),
        identifiers = worst.identifiers,
        distinct_values = worst.distinct,
        max_values = worst.max,
        labels = labels,
        sample = sample.as_str(),
    );
}

fn log_instrument(worst: &Blame, instruments: usize) {
    crate::warn!(
        "series_refused",
        instrument = worst.instrument,
        code.file.path = worst.site.file(),
        code.line.number = worst.site.line(),
        caller = worst.caller().as_str(),
        rejected = worst.rejected(),
        budget = worst.budget(),
        combinations = worst.distinct,
        series = worst.admitted,
        max_series = worst.max,
        instruments = instruments,
        remedy = worst.remedy(),
    );
}
