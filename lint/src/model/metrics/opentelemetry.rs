//! OpenTelemetry: namespaces by dots, the unit beside the name, no `_total`.
//! After <https://opentelemetry.io/docs/specs/semconv/general/naming/>.

use super::names::{is_camel, outside, snake};
use super::units::{base_unit, misses_unit};
use super::{Definition, Problem};

/// Returns the first thing that is wrong with a name.
pub(super) fn problem(metric: &Definition<'_>) -> Option<Problem> {
    outside(metric.name, |letter| letter.is_ascii_alphanumeric() || "_.-/".contains(letter))
        .or_else(|| is_camel(metric.name).then(|| ("camel-case", snake(metric.name))))
        .or_else(|| total(metric))
        .or_else(|| unit(metric))
}

/// Exporters append `_total` where the backend wants it.
fn total(metric: &Definition<'_>) -> Option<Problem> {
    let bare = metric.name.strip_suffix("_total").filter(|bare| !bare.is_empty())?;
    let problem = if metric.r#type == "counter" { "reserved-suffix" } else { "total-on-non-counter" };
    Some((problem, bare.to_owned()))
}

fn unit(metric: &Definition<'_>) -> Option<Problem> {
    let words: Vec<&str> = metric.name.split(['.', '_', '-', '/']).filter(|word| !word.is_empty()).collect();
    let is_time_or_size = base_unit(&words).is_some_and(|base| base != "ratio");
    if let (true, Some(at)) = (is_time_or_size, metric.name.rfind(['.', '_'])) {
        return Some(("not-base-unit", metric.name[..at].to_owned()));
    }
    (metric.r#type == "histogram" && !metric.has_unit && misses_unit(&words))
        .then(|| ("missing-unit", String::new()))
}
