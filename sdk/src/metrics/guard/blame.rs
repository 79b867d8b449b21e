//! Who asked for more series than there are: a report that names the line to mend, and shows no value.
//!
//! # The file format
//! JSON lines, one object for each label that refused something, and one for each instrument that had no room; `schema` says what the rest means, and grows by new
//! fields only while it stays the same.
//!
//! | Field | Meaning |
//! |---|---|
//! | `schema` | `tracewell/blame/v1` |
//! | `instrument`, `label` | their names; no `label` where the instrument as a whole had no room |
//! | `file`, `line` | where the instrument is declared |
//! | `callers` | up to eight lines that asked for what was refused, who asked most first: `file`, `line`, and about how many measurements in `count`, as in `shapes`, but at least one; what a ninth line asks for is in no `count`. Instruments of the SDK itself (`http.server.request.duration`) are called by it: there the label says what to mend |
//! | `max`, `admitted` | how many values may have a series, and have; of an instrument, how many series there may be, and are |
//! | `over_budget`, `identifiers` | how many measurements went to `__other__`, because there was no room or because the value looked like an identifier; of an instrument `over_budget` went to `otel.metric.overflow` |
//! | `over_process` | how many of an instrument's went there because the process had no room |
//! | `distinct` | how many distinct values were refused, estimated; of an instrument, how many combinations of labels |
//! | `standard_error` | of `distinct`, as a share of it |
//! | `shapes` | of which shapes the refused values were, and about how many measurements each: exact for `identifiers`, one in 64 measured for `over_budget` |
//! | `samples` | up to eight values: `shape` (or null), `length` in bytes, `start`, two characters at most |

mod hourly;
mod said;

use std::{
    collections::BTreeMap,
    io::{self, Write},
    panic::Location,
};

pub(in crate::metrics) use hourly::Hourly;
pub(in crate::metrics) use said::log_blame;
use serde::Serialize;

use super::{Caller, Overflow, STANDARD_ERROR, Sample, Shape, Table, label::Label};

/// The name of the file format, with its version.
pub const SCHEMA: &str = "tracewell/blame/v1";

/// What one label refused since the process began, or what one instrument had no room for.
#[derive(Clone, Debug)]
pub struct Blame {
    /// The instrument's name.
    pub instrument: &'static str,
    /// The label's name; none where the instrument as a whole had no room, whatever its labels' budgets.
    pub label: Option<&'static str>,
    /// Where the instrument is declared.
    pub site: &'static Location<'static>,
    /// Which lines asked for what was refused, who asked most first: eight at most. A function that calls the instrument
    /// for others lets them be named if it is `#[track_caller]`. Of instruments of the SDK itself they are lines of the
    /// SDK.
    pub callers: Vec<Caller>,
    /// How many values the label may have, or series the instrument (`max_series`).
    pub max: u32,
    /// How many it has.
    pub admitted: u32,
    /// How many measurements were refused a series of their own because there was no room.
    pub over_budget: u64,
    /// How many were because there was none in the process, whatever the instrument's own budget: see
    /// [`Budget::process`](super::Budget::process).
    pub over_process: u64,
    /// How many were because their value looked like an identifier.
    pub identifiers: u64,
    /// How many distinct values of the label were refused, or combinations of labels: an estimate, whose standard error
    /// is [`STANDARD_ERROR`].
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
            label: Some(label.declared.name),
            site: self.spec.site,
            callers: refusals.callers(),
            max: label.declared.max,
            admitted: label.admitted(),
            over_budget: refusals.over_budget(),
            over_process: 0,
            identifiers: refusals.identifiers(),
            distinct: refusals.distinct(),
            shapes: refusals.shapes(),
            samples: refusals.samples(),
        })
    }
}

impl Overflow {
    /// Returns what an instrument had no room for, beside the series that it has.
    #[must_use]
    pub(in crate::metrics) fn blame(
        &self,
        (instrument, site): (&'static str, &'static Location<'static>),
        [series, max]: [u64; 2],
    ) -> Blame {
        let [admitted, max] = [series, max].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
        Blame {
            instrument,
            label: None,
            site,
            callers: self.callers(),
            max,
            admitted,
            over_budget: self.by_instrument(),
            over_process: self.by_process(),
            identifiers: 0,
            distinct: self.combinations(),
            shapes: Vec::new(),
            samples: Vec::new(),
        }
    }
}

impl Blame {
    /// Returns how many measurements were refused a series of their own, for whichever reason.
    #[must_use]
    pub const fn rejected(&self) -> u64 {
        self.over_budget.saturating_add(self.over_process).saturating_add(self.identifiers)
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
            callers: self.callers.iter().map(LineCaller::of).collect(),
            max: self.max,
            admitted: self.admitted,
            over_budget: self.over_budget,
            over_process: self.over_process,
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

/// Writes a report as JSON lines, each closed by a line feed.
///
/// # Errors
/// Returns what the writer returns.
pub fn write_json_lines(out: &mut dyn Write, report: &[Blame]) -> io::Result<()> {
    report.iter().try_for_each(|blame| writeln!(out, "{}", blame.to_json()))
}

#[derive(Serialize)]
struct Line<'a> {
    schema: &'a str,
    instrument: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    file: &'a str,
    #[serde(rename = "line")]
    number: u32,
    callers: Vec<LineCaller>,
    max: u32,
    admitted: u32,
    over_budget: u64,
    over_process: u64,
    identifiers: u64,
    distinct: u64,
    standard_error: f64,
    shapes: BTreeMap<&'a str, u64>,
    samples: Vec<LineSample>,
}

#[derive(Serialize)]
struct LineCaller {
    file: &'static str,
    line: u32,
    count: u64,
}

impl LineCaller {
    fn of(Caller { site, count }: &Caller) -> Self {
        Self { file: site.file(), line: site.line(), count: *count }
    }
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
