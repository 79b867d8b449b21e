//! A snapshot as text that Prometheus reads: OpenMetrics 1.0, and its own older format, 0.0.4.
//!
//! ```text
//! Accept ─▶ Format ─┐
//! Snapshot ─▶ families (names translated, conflicts left out) ─▶ samples ─▶ page
//! ```
//!
//! The translation is OpenTelemetry's ("Prometheus and OpenMetrics Compatibility"); where it leaves a choice:
//! - Names are made of `[a-zA-Z0-9_]`; names in UTF-8 are not negotiated.
//! - An exponential histogram is a classic one whose bounds are powers of two. The specification wants a native
//!   histogram, which neither format can carry. Powers of two are bounds at every scale that divides, so that a series
//!   does not end when a histogram coarsens itself.
//! - A label that would be `le` of a histogram or `quantile` of a summary is `exported_le` or `exported_quantile`.
//! - An exemplar stands with the bucket that it fell into, the largest of each.
//! - What cannot be shown is left out and counted, in `tracewell_page_left_out`.

mod accept;
mod buckets;
mod exemplar;
mod families;
mod family;
mod labels;
mod names;
mod number;
mod samples;
mod units;

use super::snapshot::Snapshot;
use families::Families;

pub(crate) use accept::Format;

/// Returns the page of a snapshot.
pub(crate) fn render(snapshot: &Snapshot, format: Format) -> String {
    let mut families = Families::new(format, &snapshot.resource);
    // Which of two that conflict is shown must not change from one page to the next.
    let mut scopes: Vec<_> = snapshot.scopes.iter().collect();
    scopes.sort_by_key(|scope| (scope.scope.name(), scope.scope.version()));
    for scope in scopes {
        families.add(scope);
    }
    families.page()
}

#[cfg(test)]
mod tests;
