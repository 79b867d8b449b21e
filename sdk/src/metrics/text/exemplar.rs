//! Exemplars, which only OpenMetrics can show.

use std::collections::BTreeMap;

use opentelemetry::{SpanId, TraceId};

use super::{
    labels, names,
    number::{number, seconds},
};
use crate::metrics::snapshot::Exemplar;

/// Characters that the names and values of an exemplar's labels may have together.
const LIMIT: usize = 128;

/// Returns the largest exemplar above `above` and up to `up_to`, as it stands behind a sample's value.
///
/// One that names no trace leads nowhere, and is passed over.
pub(super) fn largest_within(exemplars: &[Exemplar], above: f64, up_to: f64) -> Option<String> {
    let within = exemplars.iter().filter(|exemplar| {
        let value = exemplar.value.as_f64();
        exemplar.trace_id != TraceId::INVALID && value.is_finite() && above < value && value <= up_to
    });
    let largest = within.max_by(|one, other| one.value.as_f64().total_cmp(&other.value.as_f64()))?;
    let time = seconds(largest.time).map(|time| format!(" {time}")).unwrap_or_default();
    Some(format!("{{{}}} {}{time}", labels(largest), number(largest.value)))
}

/// Writes the trace and the span, and of the attributes those for which there is room.
fn labels(exemplar: &Exemplar) -> String {
    let mut labels = BTreeMap::from([("trace_id".to_owned(), exemplar.trace_id.to_string())]);
    if exemplar.span_id != SpanId::INVALID {
        labels.insert("span_id".to_owned(), exemplar.span_id.to_string());
    }
    let length = |name: &str, value: &str| name.chars().count() + value.chars().count();
    let mut used: usize = labels.iter().map(|(name, value)| length(name, value)).sum();
    for attribute in &exemplar.attributes {
        let (name, value) = (names::label(attribute.key.as_str()), attribute.value.to_string());
        let needed = used + length(&name, &value);
        // Python's parser takes each quote, escaped or not, for the end or the beginning of a value.
        if needed <= LIMIT && !value.contains('"') && !labels.contains_key(&name) {
            labels.insert(name, value);
            used = needed;
        }
    }
    let mut text = String::new();
    for (name, value) in &labels {
        labels::push(&mut text, name, value);
    }
    text
}
