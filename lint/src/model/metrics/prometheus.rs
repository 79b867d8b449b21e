//! Prometheus: snake case, base units, `_total` on counters and on nothing else.
//! After <https://prometheus.io/docs/practices/naming/> and the checks of `promtool check metrics`.

use super::names::{is_camel, outside, plural, snake};
use super::units::{base_unit, is_timestamp, misses_unit};
use super::{Definition, Problem};

/// Suffixes that histograms and summaries make; `_bucket` is a histogram's alone.
const RESERVED: &[&str] = &["_count", "_sum", "_bucket"];

/// Returns the first thing that is wrong with a name.
pub(super) fn problem(metric: &Definition<'_>) -> Option<Problem> {
    outside(metric.name, |letter| letter.is_ascii_alphanumeric() || letter == '_')
        .or_else(|| is_camel(metric.name).then(|| ("camel-case", snake(metric.name))))
        .or_else(|| suffix(metric))
        .or_else(|| unit(metric))
}

/// Returns whether the name of a counter lacks its `_total`.
pub(super) fn asks_for_total(metric: &Definition<'_>) -> bool {
    metric.r#type == "counter" && !metric.adds_total && !metric.name.ends_with("_total")
}

fn suffix(metric: &Definition<'_>) -> Option<Problem> {
    let (is_counter, is_plain) = (metric.r#type == "counter", matches!(metric.r#type, "counter" | "gauge"));
    let bare = metric.name.strip_suffix("_total");
    let is_no_counter = !is_counter && !metric.r#type.is_empty() && !metric.has_callback;
    if let Some(bare) = bare.filter(|bare| is_no_counter && !bare.is_empty()) {
        return Some(("total-on-non-counter", bare.to_owned()));
    }
    let reserved = RESERVED
        .iter()
        .find_map(|suffix| Some((metric.name.strip_suffix(suffix)?, *suffix)))
        .filter(|(bare, _)| is_plain && !bare.is_empty());
    if let Some((bare, suffix)) = reserved {
        let bare = if suffix == "_count" { plural(bare) } else { bare.to_owned() };
        let ending = if is_counter && !metric.adds_total { "_total" } else { "" };
        return Some(("reserved-suffix", format!("{bare}{ending}")));
    }
    let words: Vec<&str> = metric.name.split('_').collect();
    // A moment is no amount, however it is kept.
    (asks_for_total(metric) && !is_timestamp(&words))
        .then(|| ("missing-total", format!("{}_total", metric.name)))
}

fn unit(metric: &Definition<'_>) -> Option<Problem> {
    let (bare, ending) = match metric.name.strip_suffix("_total") {
        Some(bare) => (bare, "_total"),
        None => (metric.name, ""),
    };
    let words: Vec<&str> = bare.split('_').filter(|word| !word.is_empty()).collect();
    if let (Some(base), Some((start, _))) = (base_unit(&words), bare.rsplit_once('_')) {
        return Some(("not-base-unit", format!("{start}_{base}{ending}")));
    }
    let is_measured = matches!(metric.r#type, "histogram" | "summary");
    (is_measured && !metric.has_unit && misses_unit(&words)).then(|| ("missing-unit", String::new()))
}
