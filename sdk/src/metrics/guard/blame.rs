//! Who asked for more series than there are: a report that names the line to mend, and shows no value.
//!
//! # The file format
//! JSON lines, one object for each label that refused something; `schema` says what the rest means, and grows by new
//! fields only while it stays the same.
//!
//! | Field | Meaning |
//! |---|---|
//! | `schema` | `tracewell/blame/v1` |
//! | `instrument`, `label` | their names |
//! | `file`, `line` | where the instrument is declared |
//! | `max`, `admitted` | how many values may have a series, and have |
//! | `over_budget`, `identifiers` | how many measurements went to `__other__`, because there was no room or because the value looked like an identifier |
//! | `distinct` | how many distinct values were refused, estimated |
//! | `standard_error` | of `distinct`, as a share of it |
//! | `shapes` | of which shapes the refused values were, and about how many measurements each: exact for `identifiers`, one in 64 measured for `over_budget` |
//! | `samples` | up to eight values: `shape` (or null), `length` in bytes, `start`, two characters at most |

mod hourly;

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Write},
    panic::Location,
};

pub(in crate::metrics) use hourly::Hourly;
use serde::Serialize;

use super::{STANDARD_ERROR, Sample, Shape, Table, label::Label};

/// The name of the file format, with its version.
pub const SCHEMA: &str = "tracewell/blame/v1";

/// What one label refused since the process began.
#[derive(Clone, Debug)]
pub struct Blame {
    /// The instrument's name.
    pub instrument: &'static str,
    /// The label's name.
    pub label: &'static str,
    /// Where the instrument is declared.
    pub site: &'static Location<'static>,
    /// How many values the label may have.
    pub max: u32,
    /// How many it has.
    pub admitted: u32,
    /// How many measurements were refused a series of their own because there was no room.
    pub over_budget: u64,
    /// How many were because their value looked like an identifier.
    pub identifiers: u64,
    /// How many distinct values were refused: an estimate, whose standard error is [`STANDARD_ERROR`].
    pub distinct: u64,
    /// Which shapes were seen, and about how often: exact for [`identifiers`](Self::identifiers), and for
    /// [`over_budget`](Self::over_budget) as one measurement in 64 has it.
    pub shapes: Vec<(Shape, u64)>,
    /// What refused values look like; eight at most.
    pub samples: Vec<Sample>,
}

impl Table {
    /// Returns what each label refused; nothing of labels that refused nothing.
    ///
    /// # Cost
    /// 20 µs or so for each label that refused something.
    #[must_use]
    pub(in crate::metrics) fn blame(&self) -> Vec<Blame> {
        self.labels.iter().filter_map(|label| self.blame_of(label)).collect()
    }

    fn blame_of(&self, label: &Label) -> Option<Blame> {
        let refusals = label.refusals()?;
        Some(Blame {
            instrument: self.spec.instrument,
            label: label.declared.name,
            site: self.spec.site,
            max: label.declared.max,
            admitted: label.admitted(),
            over_budget: refusals.over_budget(),
            identifiers: refusals.identifiers(),
            distinct: refusals.distinct(),
            shapes: refusals.shapes(),
            samples: refusals.samples(),
        })
    }
}

impl Blame {
    /// Returns how many measurements were refused a series of their own, for whichever reason.
    #[must_use]
    pub const fn rejected(&self) -> u64 {
        self.over_budget.saturating_add(self.identifiers)
    }

    /// Returns the line that stands for it in a file, without the line feed.
    #[must_use]
    pub fn to_json(&self) -> String {
        let shapes = self.shapes.iter().map(|(shape, count)| (shape.as_str(), *count)).collect();
        let line = Line {
            schema: SCHEMA,
            instrument: self.instrument,
            label: self.label,
            file: self.site.file(),
            number: self.site.line(),
            max: self.max,
            admitted: self.admitted,
            over_budget: self.over_budget,
            identifiers: self.identifiers,
            distinct: self.distinct,
            standard_error: STANDARD_ERROR,
            shapes,
            samples: self.samples.iter().map(LineSample::of).collect(),
        };
        // Strings and numbers alone cannot fail to be written.
        serde_json::to_string(&line).unwrap_or_default()
    }
}

/// For people, on a few lines.
impl fmt::Display for Blame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { instrument, label, site, max, admitted, over_budget, identifiers, distinct, .. } = self;
        writeln!(f, "{instrument}, label `{label}` ({}:{})", site.file(), site.line())?;
        writeln!(f, "  {} measurements went to `__other__`:", self.rejected())?;
        writeln!(f, "    {over_budget} over budget: {admitted} of {max} values have a series")?;
        writeln!(f, "    {identifiers} identifiers")?;
        let percent = 100.0 * STANDARD_ERROR;
        writeln!(f, "  about {distinct} distinct values (standard error {percent:.1} %)")?;
        for (shape, count) in &self.shapes {
            writeln!(f, "  {shape}: about {count}")?;
        }
        self.samples.iter().try_for_each(|sample| writeln!(f, "  such as: {sample}"))
    }
}

/// Writes a report as JSON lines, each closed by a line feed.
///
/// # Errors
/// Returns what the writer returns.
pub fn write_json_lines(out: &mut dyn Write, report: &[Blame]) -> io::Result<()> {
    report.iter().try_for_each(|blame| writeln!(out, "{}", blame.to_json()))
}

/// Logs a report as one event, `label_values_refused`, which names the label that refused most; nothing if it is empty.
///
/// Whoever calls it asks [`Hourly`] before.
pub(in crate::metrics) fn log_blame(report: &[Blame]) {
    let Some(worst) = report.iter().max_by_key(|blame| blame.rejected()) else { return };
    let sample = worst.samples.first().map(ToString::to_string).unwrap_or_default();
    crate::warn!(
        "label_values_refused",
        instrument = worst.instrument,
        label = worst.label,
        code.file.path = worst.site.file(),
        code.line.number = worst.site.line(),
        rejected = worst.rejected(),
        identifiers = worst.identifiers,
        distinct_values = worst.distinct,
        max_values = worst.max,
        labels = report.len(),
        sample = sample.as_str(),
    );
}

#[derive(Serialize)]
struct Line<'a> {
    schema: &'a str,
    instrument: &'a str,
    label: &'a str,
    file: &'a str,
    #[serde(rename = "line")]
    number: u32,
    max: u32,
    admitted: u32,
    over_budget: u64,
    identifiers: u64,
    distinct: u64,
    standard_error: f64,
    shapes: BTreeMap<&'a str, u64>,
    samples: Vec<LineSample>,
}

#[derive(Serialize)]
struct LineSample {
    shape: Option<&'static str>,
    length: usize,
    start: String,
}

impl LineSample {
    fn of(sample: &Sample) -> Self {
        Self { shape: sample.shape.map(Shape::as_str), length: sample.length, start: sample.start() }
    }
}

#[cfg(test)]
mod tests;
